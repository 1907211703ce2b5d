/**
 * Keys: what decides whether two values are one dict key.
 *
 * `keyOf(value)` is a primitive that is the same (SameValueZero) for exactly those values that Python finds equal:
 * `1`, `1.0`, `True`, `1+0j` have the key `1`; `(1, 'a')` and `(True, 'a')` have one and the same text. Dict and the sets look
 * values up by it, and `hash` is made from it, so hashing cannot disagree with equality.
 */
import { ByteArray, latin1 } from './bytes.ts'
import { Complex } from './complex.ts'
import { RecursionError, TypeError as PythonTypeError } from './exceptions.ts'
import { Float } from './float.ts'
import { hooksOf, KEY } from './hooks.ts'
import { Range } from './range.ts'
import { FrozenSet } from './set.ts'
import { Ellipsis, Slice } from './slice.ts'
import { Tuple } from './tuple.ts'
import { typeName } from './type-name.ts'

/** A key: a number or bigint for numbers, `null` for None, otherwise a text (for a str: see `keyOf`). */
export type Key = string | number | bigint | null

const DEPTH_LIMIT = 1000

/**
 * The key of a value that is no str. (A str stands for itself in dicts and sets, apart from these texts.)
 * @throws TypeError `unhashable type: 'list'` for what Python cannot hash
 */
export function keyOf(value: unknown): Key {
  switch (typeof value) {
    case 'number':
      return numberKey(value)
    case 'boolean':
      return value ? 1 : 0
    case 'bigint':
      return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value
    case 'undefined':
      return null
    case 'object':
      if (value === null) return null
      if (value instanceof Float) return value.valueOf()
      if (value instanceof Complex && value.imag === 0) return numberKey(value.real)
      return keyText(value, 0, false)
    case 'string':
    case 'symbol':
    case 'function':
      return keyText(value, 0, false)
  }
}

/** A float beyond the safe ints is equal to one int, a bigint. */
function numberKey(value: number): Key {
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value) : value
}

/** Python's `hash()`, as a 32-bit number: equal values have equal ones. Not CPython's figures. */
export function hash(value: unknown): number {
  const text = keyText(value, 0, false)
  let sum = 0x811c9dc5
  for (let index = 0; index < text.length; index++) sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193)
  return sum | 0
}

/**
 * The key as text, in a form in which no two different values can meet.
 * @param loose also lists, dicts and sets have one: parts of an object that as a whole can be hashed
 */
function keyText(value: unknown, depth: number, loose: boolean): string {
  if (depth > DEPTH_LIMIT) throw new RecursionError('maximum recursion depth exceeded while calling a Python object')
  if (typeof value === 'string') return `s${value.length}:${value}`
  if (typeof value === 'function' || typeof value === 'symbol') return identityText(value)
  if (typeof value !== 'object' || value === null) return scalarText(keyOf(value))
  if (value instanceof Float) return scalarText(value.valueOf())
  if (value instanceof Complex) {
    return value.imag === 0 ? scalarText(numberKey(value.real)) : `c${value.real + 0},${value.imag + 0};`
  }
  const inner = (item: unknown): string => keyText(item, depth + 1, loose)
  if (value instanceof Tuple) return `(${Array.from(value, inner).join('')})`
  if (value instanceof FrozenSet) return `{${Array.from(value, inner).sort().join('')}}`
  if (value instanceof ByteArray) return loose ? bytesText(value) : unhashable(value)
  if (value instanceof Uint8Array) return bytesText(value)
  if (value instanceof Range) return rangeText(value)
  if (value instanceof Slice) return `:${inner(value.start)}${inner(value.stop)}${inner(value.step)}`
  if (value === Ellipsis) return '.'
  const own = hooksOf(value)[KEY]
  if (own) return `o${keyText(own.call(value), depth + 1, true)}`
  return containerText(value, inner, loose)
}

function containerText(value: object, inner: (item: unknown) => string, loose: boolean): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  const isDict = value instanceof Map || prototype === Object.prototype || prototype === null
  const isContainer = isDict || Array.isArray(value) || value instanceof Set
  if (!isContainer) return identityText(value)
  if (!loose) return unhashable(value)
  if (Array.isArray(value)) return `[${value.map(inner).join('')}]`
  if (value instanceof Set) return `{${Array.from(value, inner).sort().join('')}}`
  const entries: [unknown, unknown][] = value instanceof Map ? [...value] : Object.entries(value)
  return `d${entries.map(([key, item]) => inner(key) + inner(item)).sort().join('')};`
}

function scalarText(key: Key): string {
  return key === null ? 'N' : `n${typeof key === 'number' ? key + 0 : key};`
}

function bytesText(value: Uint8Array): string {
  return `b${value.length}:${latin1(value)}`
}

/** Ranges are equal when they count the same ints. */
function rangeText(value: Range): string {
  const length = value.length
  if (length === 0) return 'r0;'
  return length === 1 ? `r1,${value.start};` : `r${length},${value.start},${value.step};`
}

const identities = new WeakMap<object, number>()
const symbols = new Map<symbol, number>()
let counted = 0

/** Everything else is equal to itself only. */
function identityText(value: object | symbol): string {
  const known = typeof value === 'symbol' ? symbols.get(value) : identities.get(value)
  if (known !== undefined) return `i${known};`
  counted += 1
  if (typeof value === 'symbol') symbols.set(value, counted)
  else identities.set(value, counted)
  return `i${counted};`
}

function unhashable(value: object): never {
  throw new PythonTypeError(`unhashable type: '${typeName(value)}'`)
}
