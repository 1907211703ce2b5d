/**
 * Barrier: `wait` arrives and leaves, two steps. A generation leaves when its last party arrives, each with the number of
 * its arrival; it fails together when it is aborted or reset, or when one of it comes to the end of its patience.
 */
import { isKnown, type Operation } from '../history.ts'
import { NOT_NOW, done, giving, going, raises, raising, unknownMethod, type Model, type Setting, type Step } from './model.ts'

interface State {
  /** Operations that have arrived, in that order. */
  readonly waiting: readonly number[]
  /** Operations that may leave, and with what: a number, or null when the barrier broke under them. */
  readonly leaving: readonly (readonly [operation: number, index: number | null])[]
  readonly broken: boolean
}

const ERROR = 'BrokenBarrierError'

export function barrierModel({ made: [parties] }: Setting): Model<State> {
  return {
    initial: { waiting: [], leaving: [], broken: false },
    step(state, operation, taken) {
      switch (operation.method) {
        case 'wait':
          return taken === 0 ? arrive(state, operation, parties as number) : leave(state, operation)
        case 'abort':
          return giving(operation, null, failed(state, true))
        case 'reset':
          return giving(operation, null, failed(state, false))
        case '__getattribute__':
          switch (operation.args[0]) {
            case 'parties':
              return giving(operation, parties!, state)
            case 'n_waiting':
              return giving(operation, state.waiting.length, state)
            case 'broken':
              return giving(operation, state.broken, state)
            default:
              throw new Error(`the model of Barrier has no attribute ${String(operation.args[0])}`)
          }
        default:
          return unknownMethod('Barrier', operation)
      }
    },
  }
}

function arrive(state: State, operation: Operation, parties: number): readonly Step<State>[] {
  const { waiting, leaving, broken } = state
  if (broken) return raising(operation, ERROR, state)
  if (waiting.length + 1 < parties) return going({ ...state, waiting: [...waiting, operation.id] })
  return giving(operation, parties - 1, { ...state, waiting: [], leaving: sorted([...leaving, ...waiting.map((each, index) => [each, index] as const)]) })
}

function leave(state: State, operation: Operation): readonly Step<State>[] {
  const { waiting, leaving } = state
  const { id } = operation
  const mine = leaving.find(([each]) => each === id)
  if (mine) {
    const left = { ...state, leaving: leaving.filter((each) => each !== mine) }
    return mine[1] === null ? raising(operation, ERROR, left) : isKnown(operation) ? giving(operation, mine[1], left) : NOT_NOW
  }
  const alone = { ...state, waiting: waiting.filter((each) => each !== id) }
  const impatient = (operation.args[0] ?? null) !== null
  const tooLate = impatient && raises(operation, ERROR) ? done(failed(alone, true)) : []
  // One who has hung up counts no more, and breaks nothing.
  return isKnown(operation) ? tooLate : [...tooLate, ...done(alone)]
}

/** All who wait leave with an error. */
function failed({ waiting, leaving }: State, broken: boolean): State {
  return { waiting: [], leaving: sorted([...leaving, ...waiting.map((each) => [each, null] as const)]), broken }
}

function sorted(leaving: readonly (readonly [number, number | null])[]): State['leaving'] {
  return [...leaving].sort(([a], [b]) => a - b)
}
