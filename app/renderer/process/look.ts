/**
 * How a process looks: its colour (start order, server first, the same over runs), letter and shape.
 */
import { computed, signal } from '@preact/signals'
import type { Role } from '../../contract/host.ts'
import { programs, run, workspace } from '../store.ts'

export interface Look {
  readonly name: string
  /** 1–8: `var(--p1)` for the fill, `var(--o1)` for the letter on it. */
  readonly colour: number
  /** A ninth process starts again at 1, with a doubled ring. */
  readonly doubled: boolean
  readonly letter: string
  readonly role: Role
  /** Whether it has ended, and well: the chip is an outline then. */
  readonly ended: boolean
}

const COLOURS = 8

/** Process names in the order in which they got their colours: the workspace's programs, then whatever the trace adds. */
const seen = signal<{ readonly workspace: string; readonly names: readonly string[] }>({ workspace: '', names: [] })

/** Keeps the order of names that are not programs of the workspace: children, processes of a recorded trace. */
export function noteProcesses(labels: Iterable<string>): void {
  const id = workspace.value?.id ?? ''
  const before = seen.peek().workspace === id ? seen.peek().names : []
  const fresh = [...labels].filter((label) => !before.includes(label))
  if (fresh.length > 0 || seen.peek().workspace !== id) seen.value = { workspace: id, names: [...before, ...new Set(fresh)] }
}

/** Names in colour order. @internal exported for its test */
export function colourOrder(known: readonly { name: string; role: Role }[], extra: readonly string[]): string[] {
  const servers = known.filter((program) => program.role === 'server')
  const others = known.filter((program) => program.role !== 'server')
  return [...new Set([...servers, ...others].map((program) => program.name).concat(extra))]
}

/** `visitor` → V, `worker 2` → 2, `Process-1` → 1, `SyncManager-1` → S. */
export function letterOf(name: string): string {
  const told = /^(?:.* |Process-)(\w)$/.exec(name)
  return (told?.[1] ?? name.slice(0, 1)).toUpperCase()
}

export const looks = computed<ReadonlyMap<string, Look>>(() => {
  const known = programs.value
  const traced = [...(run.value?.run.processes.values() ?? [])]
  const order = colourOrder(known, seen.value.workspace === (workspace.value?.id ?? '') ? seen.value.names : [])
  const map = new Map<string, Look>()
  for (const name of [...order, ...traced.map((one) => one.label)]) {
    if (map.has(name)) continue
    const index = map.size
    const program = known.find((one) => one.name === name)
    const process = traced.find((one) => one.label === name)
    map.set(name, {
      name,
      colour: (index % COLOURS) + 1,
      doubled: index >= COLOURS,
      letter: letterOf(name),
      role: program?.role ?? (process?.role === 'server' ? 'server' : process?.role === 'client' ? 'client' : 'worker'),
      ended: program ? program.state === 'ended' || program.state === 'failed' : process?.state === 'ended',
    })
  }
  return map
})

const UNKNOWN: Look = { name: 'outside', colour: 8, doubled: false, letter: 'O', role: 'client', ended: false }

/** Look of a process by its name on screen. A process that is not traced looks like `outside`. */
export function lookOf(name: string): Look {
  return looks.value.get(name) ?? { ...UNKNOWN, name, letter: letterOf(name) }
}
