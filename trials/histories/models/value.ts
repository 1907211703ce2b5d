/** Value: what was set last. */
import type { Json } from '../history.ts'
import { giving, unknownMethod, type Model, type Setting } from './model.ts'

export function valueModel({ made }: Setting): Model<Json> {
  return {
    initial: made[1]!,
    step(value, operation) {
      switch (operation.method) {
        case 'get':
          return giving(operation, value, value)
        case 'set':
          return giving(operation, null, operation.args[0]!)
        default:
          return unknownMethod('Value', operation)
      }
    },
  }
}
