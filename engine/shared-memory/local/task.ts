/**
 * Which async task runs: what a thread is to a Python program. Locks that belong to somebody ask for it.
 *
 * What a task has acquired is known in what it calls and awaits. `task(…)` of `multiprocessing/managers` begins another.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

/** Who holds recursive locks: a line of calls that wait for one another. */
export interface Owner {
  /** What `runAsTask` was told apart by. */
  readonly task: object
  /** How many locks it has, each counted once. */
  locks: number
}

const mainTask = {}
const tasks = new AsyncLocalStorage<object>()
const owners = new AsyncLocalStorage<Owner | undefined>()

/** Runs `work` as a task of its own. */
export function runAsTask<Result>(work: () => Result): Result {
  return tasks.run({}, () => owners.run(undefined, work))
}

/** The task that runs now. */
export function currentTask(): object {
  return tasks.getStore() ?? mainTask
}

/** Who asks for a lock here. */
export function currentOwner(): Owner | undefined {
  return owners.getStore()
}

/**
 * Who is about to have a lock: the owner of this line of calls if it has one already, else a new one, so that two that
 * begin at the same time exclude one another. To be called in the caller's own turn, before the first `await`.
 */
export function becomeOwner(): Owner {
  const known = owners.getStore()
  if (known && known.locks > 0) return known
  const made: Owner = { task: currentTask(), locks: 0 }
  owners.enterWith(made)
  return made
}
