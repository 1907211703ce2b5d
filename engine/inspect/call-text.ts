/** A call as a program writes it: `q.get`, `d['x']`, `d['x'] = 1`. */
import { requestOf } from './decode.ts'
import { shortIdent } from './format.ts'
import type { Frame } from './run.ts'
import { repr } from '../values/repr.ts'

/** Names of objects, for sentences: `undefined` where the program's own name is not known. */
type NameOf = (frame: Frame) => string | undefined

/** The call, without its arguments unless they are between brackets. */
export function callName(frame: Frame, nameOf?: NameOf): string {
  const method = frame.method ?? frame.kind
  if (frame.kind !== 'call') return method
  const name = objectName(frame, nameOf)
  const item = itemOf(frame)
  if (item !== undefined) return `${name}[${item}]`
  return `${name}.${method}`
}

/** What the program calls the object, or what kind it is, or its ident. */
export function objectName(frame: Frame, nameOf?: NameOf): string {
  return nameOf?.(frame) ?? frame.typeid ?? (frame.ident === undefined ? 'object' : shortIdent(frame.ident))
}

/** The key of `d[key]`, `d[key] = …`, `del d[key]`, as Python writes it. */
function itemOf(frame: Frame): string | undefined {
  switch (frame.method) {
    case '__getitem__':
    case '__setitem__':
    case '__delitem__': {
      const request = requestOf(frame.payload)
      return request === undefined || request.args.length === 0 ? undefined : repr(request.args[0], { maxLength: 60 })
    }
    default:
      return undefined
  }
}
