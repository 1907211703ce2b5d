/** Queue: what is put first is got first; with a maxsize, puts wait for room. */
import { isKnown, type Json } from '../history.ts'
import { NOT_NOW, done, giving, going, raising, unknownMethod, type Model, type Setting } from './model.ts'

interface State {
  readonly items: readonly Json[]
  /** Items that were put and not yet said to be done. */
  readonly unfinished: number
  /** What an operation took whose client may not have learnt it. */
  readonly limbo: readonly (readonly [operation: number, item: Json])[]
}

export function queueModel({ made: [maxsize = 0] }: Setting): Model<State> {
  return {
    initial: { items: [], unfinished: 0, limbo: [] },
    step(state, operation, taken) {
      const { method, args, id } = operation
      const { items, unfinished, limbo } = state
      const full = (maxsize as number) > 0 && items.length >= (maxsize as number)
      switch (method) {
        case 'put':
        case 'put_nowait': {
          if (!full) return giving(operation, null, { ...state, items: [...items, args[0]!], unfinished: unfinished + 1 })
          // Who waits for ever is never refused.
          const patient = method === 'put' && args[1] !== false && (args[2] ?? null) === null
          return patient ? NOT_NOW : raising(operation, 'Full', state)
        }
        case 'get':
        case 'get_nowait': {
          if (taken === 1) {
            // The reply was lost: the item is the first again.
            const item = limbo.find(([by]) => by === id)![1]
            return done({ ...state, items: [item, ...items], limbo: limbo.filter(([by]) => by !== id) })
          }
          if (items.length > 0) {
            const [first, ...rest] = items as readonly [Json, ...Json[]]
            if (isKnown(operation)) return giving(operation, first, { ...state, items: rest })
            return going({ ...state, items: rest, limbo: [...limbo, [id, first] as const] })
          }
          const patient = method === 'get' && args[0] !== false && (args[1] ?? null) === null
          return patient ? NOT_NOW : raising(operation, 'Empty', state)
        }
        case 'qsize':
          return giving(operation, items.length, state)
        case 'empty':
          return giving(operation, items.length === 0, state)
        case 'full':
          return giving(operation, full, state)
        case 'task_done':
          return unfinished === 0 ? raising(operation, 'ValueError', state) : giving(operation, null, { ...state, unfinished: unfinished - 1 })
        case 'join':
          return unfinished === 0 ? giving(operation, null, state) : NOT_NOW
        default:
          return unknownMethod('Queue', operation)
      }
    },
  }
}
