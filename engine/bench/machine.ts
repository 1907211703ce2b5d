/** What the figures were made on: processors, kernel, versions, and what else it did. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem, type as systemName } from 'node:os'
import type { Python } from '../test/support/pythons.ts'

export interface Machine {
  readonly processor: string
  readonly cores: number
  /** Gibibytes. */
  readonly memory: number
  readonly system: string
  readonly node: string
  readonly pythons: readonly string[]
  /** Processes that wanted to run, on the average of a minute, before the first spell. */
  readonly load: number
  /** `2026-11-20`. */
  readonly date: string
}

export function describeMachine(pythons: readonly Python[]): Machine {
  const all = cpus()
  return {
    processor: all[0]?.model.trim() ?? 'unknown processor',
    cores: all.length,
    memory: Math.round(totalmem() / 2 ** 30),
    system: `${systemName()} ${release()} ${process.arch}`,
    node: process.versions.node,
    pythons: pythons.map(({ version }) => version),
    load: loadavg()[0]!,
    date: new Date().toISOString().slice(0, 10),
  }
}

/** Numbers of the processors that this process may use; on other systems than Linux they are not known. */
export function allowedProcessors(): number[] {
  try {
    const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? ''
    return parseProcessorList(list)
  } catch {
    return []
  }
}

/** `0-2,5` are 0, 1, 2, 5. */
export function parseProcessorList(list: string): number[] {
  return list.split(',').flatMap((part) => {
    const [first, last = first] = part.split('-').map(Number)
    if (part === '' || first === undefined || !Number.isInteger(first) || !Number.isInteger(last)) return []
    return Array.from({ length: last! - first + 1 }, (_, index) => first + index)
  })
}

/** Whether processes can be pinned: util-linux's `taskset`. */
export function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
