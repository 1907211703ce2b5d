/** list: items in order. */
import { sameJson, type Json } from '../history.ts'
import { giving, raising, unknownMethod, type Model, type Setting } from './model.ts'

type State = readonly Json[]

export function listModel({ made: [first = []] }: Setting): Model<State> {
  return {
    initial: first as State,
    step(items, operation) {
      const { method, args } = operation
      switch (method) {
        case 'append':
          return giving(operation, null, [...items, args[0]!])
        case 'extend':
          return giving(operation, null, [...items, ...(args[0] as readonly Json[])])
        case 'insert': {
          const at = args[0] as number
          return giving(operation, null, [...items.slice(0, at), args[1]!, ...items.slice(at)])
        }
        case 'pop': {
          const at = placeOf((args[0] as number | undefined) ?? -1, items)
          return at === undefined ? raising(operation, 'IndexError', items) : giving(operation, items[at]!, items.filter((_, nth) => nth !== at))
        }
        case '__getitem__': {
          const at = placeOf(args[0] as number, items)
          return at === undefined ? raising(operation, 'IndexError', items) : giving(operation, items[at]!, items)
        }
        case '__setitem__': {
          const at = placeOf(args[0] as number, items)
          return at === undefined ? raising(operation, 'IndexError', items) : giving(operation, null, items.map((item, nth) => (nth === at ? args[1]! : item)))
        }
        case 'remove': {
          const at = items.findIndex((item) => sameJson(item, args[0]!))
          return at < 0 ? raising(operation, 'ValueError', items) : giving(operation, null, items.filter((_, nth) => nth !== at))
        }
        case 'count':
          return giving(operation, items.filter((item) => sameJson(item, args[0]!)).length, items)
        case 'reverse':
          return giving(operation, null, [...items].reverse())
        case '__len__':
          return giving(operation, items.length, items)
        case '#GETVALUE':
          return giving(operation, items, items)
        default:
          return unknownMethod('list', operation)
      }
    },
  }
}

function placeOf(index: number, { length }: State): number | undefined {
  const at = index < 0 ? index + length : index
  return at < 0 || at >= length ? undefined : at
}
