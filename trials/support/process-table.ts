/** What the system says of a process. Linux only: elsewhere everything is null. */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { platform } from 'node:os'

const linux = platform() === 'linux'
/** Pages and clock ticks of Linux, as they are on all that Node runs on. */
const PAGE = 4096
const TICKS = 100

/** Bytes of memory that a process has resident. */
export function residentSize(pid: number): number | null {
  return linux ? Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * PAGE : null
}

/** How many files and sockets a process has open. */
export function descriptorCount(pid: number): number | null {
  return linux ? readdirSync(`/proc/${pid}/fd`).length : null
}

/** Seconds of processor time that a process has used, and the children it has waited for. */
export function processorTime(pid: number): number | null {
  if (!linux) return null
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0) / TICKS
}

/** What the open files of a process are: `socket:[1234]`, a path. */
export function openFiles(pid: number): string[] {
  if (!linux) return []
  return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${descriptor}`)]
    } catch {
      return [] // Closed meanwhile.
    }
  })
}
