/** Which process it is, and whether it still runs: a pid alone may since have been given to another. */
import { readFileSync, readlinkSync } from 'node:fs'

/** A process of this machine. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it was started, as the system counts; empty where that is not to be had, and the pid alone counts. */
  readonly start: string
}

/** A process that runs now. */
export function identityOf(pid: number): ProcessIdentity {
  return { pid, start: statusOf(pid)?.start ?? '' }
}

/** Whether that very process still runs. In doubt it does. */
export function isAlive({ pid, start }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const status = statusOf(pid)
  // Ended, and its parent has not asked how: as good as gone.
  if (status !== undefined && /[ZX]/.test(status.state)) return false
  return status === undefined || start === '' || status.start === start
}

/**
 * Names the machine since its last start, and the processes that can be seen from here. What was noted in another such
 * world says nothing about this one.
 */
export function world(): string {
  if (process.platform !== 'linux') return ''
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  const processes = attempt(() => readlinkSync('/proc/self/ns/pid'))
  return `${boot ?? ''} ${processes ?? ''}`
}

/** From `/proc/<pid>/stat`: the name, which may hold anything, ends at the last parenthesis. */
function statusOf(pid: number): { readonly state: string; readonly start: string } | undefined {
  if (process.platform !== 'linux') return undefined
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields && { state: fields[0]!, start: fields[19]! }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
