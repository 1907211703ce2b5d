/**
 * Condition: a lock that belongs to somebody, and those who wait, first come first served. `wait` gives the lock up, is
 * notified or out of patience, and has the lock again: three steps.
 */
import { isKnown, type Operation } from '../history.ts'
import { NOT_NOW, done, gives, giving, going, raising, unknownMethod, type Model, type Setting, type Step } from './model.ts'
import { acquire, release, type Owned } from './owned-lock.ts'

interface State {
  readonly owned: Owned
  /** Operations that wait, in the order in which they came. */
  readonly waiting: readonly number[]
  /** Operations that were notified and do not have the lock again yet. */
  readonly notified: readonly number[]
  /** How often the lock is to be had again, by operation. */
  readonly counts: readonly (readonly [operation: number, count: number])[]
}

export function conditionModel(setting: Setting): Model<State> {
  const ofLock = (state: State, steps: readonly Step<Owned>[]): readonly Step<State>[] =>
    steps.map(({ state: owned, done: over }) => ({ state: { ...state, owned }, done: over }))
  return {
    initial: { owned: null, waiting: [], notified: [], counts: [] },
    step(state, operation, taken) {
      const { owned } = state
      switch (operation.method) {
        case 'acquire':
          return ofLock(state, acquire(owned, operation, taken))
        case 'release':
          return ofLock(state, release(owned, operation, setting))
        case 'notify':
        case 'notify_all': {
          if (owned?.owner !== operation.client) return raising(operation, 'RuntimeError', state)
          const count = operation.method === 'notify' ? ((operation.args[0] as number | undefined) ?? 1) : state.waiting.length
          return giving(operation, null, notify(state, count))
        }
        case 'wait':
          return wait(state, operation, taken)
        default:
          return unknownMethod('Condition', operation)
      }
    },
  }
}

function notify(state: State, count: number): State {
  return { ...state, waiting: state.waiting.slice(count), notified: [...state.notified, ...state.waiting.slice(0, count)].sort((a, b) => a - b) }
}

function wait(state: State, operation: Operation, taken: number): readonly Step<State>[] {
  const { owned, waiting, notified, counts } = state
  const { id, client } = operation
  const without = (ids: readonly number[]): readonly number[] => ids.filter((each) => each !== id)
  const known = isKnown(operation)
  if (taken === 0) {
    if (owned?.owner !== client) return raising(operation, 'RuntimeError', state)
    const saved = [...counts, [id, owned.count] as const].sort(([a], [b]) => a - b)
    return going({ owned: null, waiting: [...waiting, id], notified, counts: saved })
  }
  if (waiting.includes(id)) {
    // It is out of patience, or has hung up. Whoever was not notified gives False, and only then.
    const impatient = (operation.args[0] ?? null) !== null
    return (impatient && gives(operation, false)) || !known ? going({ ...state, waiting: without(waiting) }) : NOT_NOW
  }
  const entry = counts.find(([each]) => each === id)
  const left = { ...state, notified: without(notified), counts: counts.filter((each) => each !== entry) }
  if (entry && owned === null) {
    const again = { ...left, owned: { owner: client, count: entry[1] } }
    if (known) return giving(operation, notified.includes(id), again)
    // It may have the lock and not know it; or be gone before.
    return [...going({ ...again, notified }), ...abandoned(left, notified.includes(id))]
  }
  if (known) return NOT_NOW
  if (entry) return abandoned(left, notified.includes(id))
  // The reply was lost: lock and notification go back.
  return owned?.owner === client ? abandoned({ ...left, owned: null }, notified.includes(id)) : NOT_NOW
}

/** One who has hung up cannot do what it was notified of: the next one may. */
function abandoned(state: State, wasNotified: boolean): readonly Step<State>[] {
  return done(wasNotified ? notify(state, 1) : state)
}
