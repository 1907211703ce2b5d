/** Lock: one holder at a time, and anybody may release it. */
import { isKnown } from '../history.ts'
import { NOT_NOW, done, gives, giving, going, mayGiveUp, raising, unknownMethod, type Model } from './model.ts'

/** Whether it is held; the number of an operation whose client may not have learnt that it has it. */
type State = boolean | number

export function lockModel(): Model<State> {
  return {
    initial: false,
    step(held, operation, taken) {
      switch (operation.method) {
        case 'acquire':
          if (taken === 1) return held === operation.id ? done(false) : NOT_NOW // The reply was lost: it goes back.
          if (held === false) {
            if (!isKnown(operation)) return going(operation.id)
            return giving(operation, true, true)
          }
          // Nobody gives up while it is free.
          return isKnown(operation) && mayGiveUp(operation) && gives(operation, false) ? done(held) : NOT_NOW
        case 'release':
          return held === false ? raising(operation, 'RuntimeError', held) : giving(operation, null, false)
        case 'locked':
          return giving(operation, held !== false, held)
        default:
          return unknownMethod('Lock', operation)
      }
    },
  }
}
