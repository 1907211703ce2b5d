/** Semaphore and BoundedSemaphore: a number of places. */
import { isKnown } from '../history.ts'
import { NOT_NOW, done, gives, giving, going, mayGiveUp, raising, unknownMethod, type Model, type Setting } from './model.ts'

/** Free places. */
type State = number

export function semaphoreModel({ made: [value = 1] }: Setting, bounded: boolean): Model<State> {
  const most = bounded ? (value as number) : Infinity
  return {
    initial: value as number,
    step(free, operation, taken) {
      const { method, args: [first = 1] } = operation
      switch (method) {
        case 'acquire':
          if (taken === 1) return done(free + 1) // The reply was lost: the place goes back.
          if (free > 0) return isKnown(operation) ? giving(operation, true, free - 1) : going(free - 1)
          return isKnown(operation) && mayGiveUp(operation) && gives(operation, false) ? done(free) : NOT_NOW
        case 'release':
          if (free + (first as number) > most) return raising(operation, 'ValueError', free)
          return giving(operation, null, free + (first as number))
        default:
          return unknownMethod('Semaphore', operation)
      }
    },
  }
}
