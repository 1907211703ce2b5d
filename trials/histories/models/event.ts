/** Event: a flag. Who waits is woken by the next `set`, also when the flag is cleared at once. */
import { isKnown } from '../history.ts'
import { NOT_NOW, done, gives, giving, going, unknownMethod, type Model } from './model.ts'

interface State {
  readonly flag: boolean
  /** Operations that wait. */
  readonly waiting: readonly number[]
}

export function eventModel(): Model<State> {
  return {
    initial: { flag: false, waiting: [] },
    step(state, operation, taken) {
      const { flag, waiting } = state
      switch (operation.method) {
        case 'set':
          return giving(operation, null, { flag: true, waiting: [] })
        case 'clear':
          return giving(operation, null, { flag: false, waiting })
        case 'is_set':
          return giving(operation, flag, state)
        case 'wait': {
          if (!isKnown(operation)) return NOT_NOW // Whoever waits changes nothing.
          if (taken === 0) return flag ? giving(operation, true, state) : going({ flag, waiting: [...waiting, operation.id].sort((a, b) => a - b) })
          if (!waiting.includes(operation.id)) return giving(operation, true, state)
          const patient = (operation.args[0] ?? null) === null
          return !patient && gives(operation, false) ? done({ flag, waiting: waiting.filter((each) => each !== operation.id) }) : NOT_NOW
        }
        default:
          return unknownMethod('Event', operation)
      }
    },
  }
}
