/** RLock: belongs to the client that acquired it. */
import { giving, unknownMethod, type Model, type Setting } from './model.ts'
import { acquire, release, type Owned } from './owned-lock.ts'

export function rlockModel(setting: Setting): Model<Owned> {
  return {
    initial: null,
    step(owned, operation, taken) {
      switch (operation.method) {
        case 'acquire':
          return acquire(owned, operation, taken)
        case 'release':
          return release(owned, operation, setting)
        case 'locked':
          return giving(operation, owned !== null, owned)
        default:
          return unknownMethod('RLock', operation)
      }
    },
  }
}
