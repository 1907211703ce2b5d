/**
 * What a Condition needs of its lock, beside `acquire` and `release`. In CPython these are the methods `_is_owned`,
 * `_release_save` and `_acquire_restore` of RLocks; a plain Lock is anybody's.
 */
import type { Call } from '../calls.ts'

/** `[isOwned](call)`: whether the caller may wait and notify. */
export const isOwned = Symbol('isOwned')
/** `[releaseSave](call)`: gives the lock up, however often it was acquired. @returns how often */
export const releaseSave = Symbol('releaseSave')
/** `[acquireRestore](call, count)`: waits for the lock and has it as before. @returns false when the caller hung up meanwhile */
export const acquireRestore = Symbol('acquireRestore')

/** What a Condition needs of its lock. */
export interface Lockable {
  acquire(blocking?: unknown, timeout?: unknown): Promise<boolean>
  release(): void
  locked(): boolean
  [isOwned](call: Call | undefined): boolean
  [releaseSave](call: Call | undefined): number
  [acquireRestore](call: Call | undefined, count: number): Promise<boolean>
}

/** Whether an object can be a Condition's lock. */
export function isLockable(object: unknown): object is Lockable {
  return typeof object === 'object' && object !== null && isOwned in object
}
