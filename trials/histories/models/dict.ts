/** dict: entries in the order in which their keys came. */
import { sameJson, type History, type Json, type Operation } from '../history.ts'
import { giving, raising, unknownMethod, type Model } from './model.ts'

type Entry = readonly [key: Json, value: Json]
type State = readonly Entry[]

export function dictModel(): Model<State> {
  return {
    initial: [],
    step(state, operation) {
      const { method, args: [key = null, value = null] } = operation
      const at = state.findIndex(([each]) => sameJson(each, key))
      const found = at < 0 ? undefined : state[at]![1]
      const without = (): State => state.filter((_, nth) => nth !== at)
      switch (method) {
        case '__getitem__':
          return found === undefined ? raising(operation, 'KeyError', state) : giving(operation, found, state)
        case 'get':
          return giving(operation, found ?? value, state)
        case '__contains__':
          return giving(operation, found !== undefined, state)
        case '__setitem__':
          return giving(operation, null, set(state, key, value))
        case '__delitem__':
          return found === undefined ? raising(operation, 'KeyError', state) : giving(operation, null, without())
        case 'setdefault':
          return found === undefined ? giving(operation, value, [...state, [key, value] as const]) : giving(operation, found, state)
        case 'pop':
          if (found !== undefined) return giving(operation, found, without())
          return operation.args.length > 1 ? giving(operation, value, state) : raising(operation, 'KeyError', state)
        case 'popitem':
          return state.length === 0 ? raising(operation, 'KeyError', state) : giving(operation, state.at(-1)!, state.slice(0, -1))
        case 'update':
          return giving(operation, null, (key as readonly (readonly [Json, Json])[]).reduce((entries: State, [each, its]) => set(entries, each, its), state))
        case '__len__':
          return giving(operation, state.length, state)
        case 'keys':
          return giving(operation, state.map(([each]) => each), state)
        case 'copy':
        case 'items':
          return giving(operation, state, state)
        case 'clear':
          return giving(operation, null, [])
        default:
          return unknownMethod('dict', operation)
      }
    },
  }
}

function set(entries: State, key: Json, value: Json): State {
  const at = entries.findIndex(([each]) => sameJson(each, key))
  return at < 0 ? [...entries, [key, value]] : entries.map((entry, nth) => (nth === at ? [key, value] : entry))
}

const OF_ONE_KEY = new Set(['__getitem__', 'get', '__contains__', '__setitem__', '__delitem__', 'setdefault', 'pop'])

/**
 * A history of single keys falls apart into one for each key, and is right when each of them is: linearizability is local,
 * and without operations on the whole a dict is as many objects as it has keys. Any other stays whole.
 */
export function byKey(history: History): readonly History[] {
  if (!history.operations.every(({ method }) => OF_ONE_KEY.has(method))) return [history]
  const keys = new Map<string, Operation[]>()
  for (const operation of history.operations) {
    const key = JSON.stringify(operation.args[0])
    keys.set(key, [...(keys.get(key) ?? []), operation])
  }
  return [...keys.values()].map((operations) => ({ ...history, operations }))
}
