/** The lock of RLock and Condition: it belongs to the client that acquired it, which may acquire it again. */
import { isKnown, type Operation } from '../history.ts'
import { NOT_NOW, done, gives, giving, going, mayGiveUp, raising, type Setting, type Step } from './model.ts'

/** Who has it, and how often. null: nobody. */
export type Owned = { readonly owner: string; readonly count: number } | null

export function acquire(owned: Owned, operation: Operation, taken: number): readonly Step<Owned>[] {
  const { client } = operation
  // The reply was lost: it goes back, wholly.
  if (taken === 1) return owned?.owner === client ? done(null) : NOT_NOW
  if (owned === null) return isKnown(operation) ? giving(operation, true, { owner: client, count: 1 }) : going({ owner: client, count: 1 })
  if (owned.owner === client) return giving(operation, true, { owner: client, count: owned.count + 1 })
  return isKnown(operation) && mayGiveUp(operation) && gives(operation, false) ? done(owned) : NOT_NOW
}

export function release(owned: Owned, operation: Operation, setting: Setting): readonly Step<Owned>[] {
  if (owned?.owner === operation.client) return giving(operation, null, owned.count === 1 ? null : { ...owned, count: owned.count - 1 })
  const refused = raising(operation, 'RuntimeError', owned)
  // What the dead hold, anybody may release, wholly.
  return owned !== null && setting.maybeGone(owned.owner, operation) ? [...refused, ...giving<Owned>(operation, null, null)] : refused
}
