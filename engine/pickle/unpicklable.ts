/** What to say about a value that has no pickle: where it is inside the value that was to be sent, and why. */
import { Float } from '../values/float.ts'
import { repr } from '../values/repr.ts'
import { typeName } from '../values/type-name.ts'
import { Global } from './global.ts'
import { reductionOf } from './reduction.ts'

/** Thrown at the value; `dumps` makes a PicklingError of it. */
export class Unpicklable extends Error {
  readonly value: unknown
  readonly reason: string

  constructor(value: unknown, reason = reasonFor(value)) {
    super(reason)
    this.value = value
    this.reason = reason
  }
}

function reasonFor(value: unknown): string {
  if (typeof value === 'function') {
    const name = value.name === '' ? '' : ` (${value.name})`
    return `is a function${name}, and functions have no pickle: send what it gives, or register it where it is needed`
  }
  if (typeof value === 'symbol') return 'is a symbol, and symbols have no pickle'
  const name = typeName(value)
  return `is an object of class ${name}, which has no pickle: register one with registerReduction(${name}, …), or send a plain object`
}

/** `value['beds'][2].water is a function …` */
export function describeUnpicklable(failure: Unpicklable, root: unknown, context: unknown): string {
  return `${pathTo(failure.value, root, context) ?? 'a value inside it'} ${failure.reason}`
}

/** The way from `root` to the first place where `target` is, as an expression. */
function pathTo(target: unknown, root: unknown, context: unknown): string | undefined {
  const seen = new Set<unknown>()
  const queue: { value: unknown; path: string }[] = [{ value: root, path: 'value' }]
  while (queue.length > 0) {
    const { value, path } = queue.pop()!
    if (value === target) return path
    if (typeof value !== 'object' || value === null || value instanceof Float || seen.has(value)) continue
    seen.add(value)
    for (const [step, part] of [...partsOf(value, context)].reverse()) queue.push({ value: part, path: path + step })
  }
  return undefined
}

/** The values in a value, in the order in which they are pickled. */
function* partsOf(value: object, context: unknown): Iterable<readonly [step: string, part: unknown]> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield [`[${index}]`, item]
  } else if (value instanceof Map) {
    for (const [key, item] of value) {
      yield [`.key(${repr(key, { maxLength: 40 })})`, key]
      yield [`[${repr(key, { maxLength: 40 })}]`, item]
    }
  } else if (value instanceof Set) {
    let index = 0
    for (const item of value) yield [`.item(${index++})`, item]
  } else if (isPlain(value)) {
    for (const [key, item] of Object.entries(value)) yield [propertyStep(key), item]
  } else if (!(value instanceof Uint8Array)) {
    yield* reducedParts(value, context)
  }
}

function* reducedParts(value: object, context: unknown): Iterable<readonly [step: string, part: unknown]> {
  const reduction = reductionOf(value)?.(value, context)
  if (!reduction || reduction instanceof Global) return
  yield ['.callable', reduction.callable]
  yield ['.args', reduction.args]
  yield ['.kwargs', reduction.kwargs]
  yield ['.items', reduction.items]
  yield ['.entries', reduction.entries]
  yield ['.state', reduction.state]
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function propertyStep(key: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${repr(key, { maxLength: 40 })}]`
}
