/** What a pool and its workers say to each other: pickles over a connection of their own. */
import type { Global } from '../../pickle/index.ts'
import { tuple, type Tuple } from '../../values/index.ts'

/** How a task's arguments are meant: one call, or one call for each item of a list. */
export type Mode = 'apply' | 'map' | 'starmap'

/** First from the pool: what each worker does at first. `None` for the function: nothing. */
export type Beginning = readonly [initializer: Global | null, initargs: readonly unknown[]]

/** From the pool: one task. Instead of one, `None`: end. */
export type TaskMessage = readonly [mode: Mode, func: Global, args: readonly unknown[], kwds: ReadonlyMap<string, unknown>]

/** From a worker: what became of its task. `holds`: it has proxies to let go, and waits for `RECEIVED` first. */
export type ResultMessage = readonly [succeeded: boolean, value: unknown, holds: boolean]

/** From the pool: the result is safe. */
export const RECEIVED = 'received'

export function beginning(initializer: Global | null, initargs: readonly unknown[]): Tuple {
  return tuple(initializer, tuple(...initargs))
}

export function taskMessage(mode: Mode, func: Global, args: readonly unknown[], kwds: ReadonlyMap<string, unknown>): Tuple {
  return tuple(mode, func, tuple(...args), kwds)
}

export function resultMessage(succeeded: boolean, value: unknown, holds: boolean): Tuple {
  return tuple(succeeded, value, holds)
}
