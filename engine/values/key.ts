/**
 * Keys: what decides whether two values are one dict key.
 *
 * `keyOf(value)` is a primitive that is the same (SameValueZero) for exactly those values that Python finds equal:
 * `1`, `1.0`, `True`, `1+0j` have the key `1`; `(1, 'a')` and `(True, 'a')` have one and the same text. Dict and the sets look
 * values up by it, and `hash` is made from it, so hashing cannot disagree with equality.
 */
import { ByteArray, latin1 } from './bytes.ts'
import { Complex } from './complex.ts'
import { spend } from './effort.ts'
import { RecursionError, TypeError as PythonTypeError } from './exceptions.ts'
import { Float } from './float.ts'
import { hooksOf, KEY } from './hooks.ts'
import { Range } from './range.ts'
import { Ellipsis, Slice } from './slice.ts'
import { Tuple } from './tuple.ts'
import { typeName } from './type-name.ts'

/** A key: a number or bigint for numbers, `null` for None, otherwise a text (for a str: see `keyOf`). */
export type Key = string | number | bigint | null

/** How deep values in a key may be in one another, and how many there may be: shared parts count each time. */
const DEPTH_LIMIT = 1000
const SIZE_LIMIT = 1_000_000

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
      if (value instanceof Float && !isNan(value)) return value.valueOf()
      if (value instanceof Complex && value.imag === 0 && !isNan(value.real)) return numberKey(value.real)
      return new KeyWriter().write(value)
    case 'string':
    case 'symbol':
    case 'function':
      return new KeyWriter().write(value)
  }
}

/** A nan is equal to itself only. As a plain number there is but one; as an object there may be many. */
function isNan(value: number | Float): boolean {
  return Number.isNaN(Number(value))
}

/** A float beyond the safe ints is equal to one int, a bigint. */
function numberKey(value: number): Key {
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value) : value
}

/** A key as it is kept. JavaScript's Map and Set make a plain -0 into 0, and a Python float into an int with it. */
export function keptAs<T>(key: T): T {
  return Object.is(key, -0) ? (new Float(-0) as T) : key
}

/** Python's `hash()`, as a 32-bit number: equal values have equal ones. Not CPython's figures. */
export function hash(value: unknown): number {
  const text = new KeyWriter().write(value)
  let sum = 0x811c9dc5
  for (let index = 0; index < text.length; index++) sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193)
  return sum | 0
}

/** Writes a key as text, in a form in which no two different values can meet. */
class KeyWriter {
  /** The objects that the value at work is in, from the outside: what is in itself is written as a number of levels. */
  readonly #open: object[] = []
  #size = 0
  /** Within an object that as a whole can be hashed, lists, dicts and sets have a key too. */
  #loose = false
  readonly #inner = (item: unknown): string => this.write(item)

  write(value: unknown): string {
    if (typeof value === 'string') return `s${value.length}:${value}`
    if (typeof value === 'function' || typeof value === 'symbol') return identityText(value)
    if (typeof value !== 'object' || value === null) return scalarText(keyOf(value))
    if (value instanceof Float) return isNan(value) ? identityText(value) : scalarText(value.valueOf())
    if (value instanceof Complex && (isNan(value.real) || isNan(value.imag))) return identityText(value)
    if (value instanceof Complex) return value.imag === 0 ? scalarText(numberKey(value.real)) : `c${value.real + 0},${value.imag + 0};`
    const level = this.#open.indexOf(value)
    if (level >= 0) return `^${this.#open.length - level};`
    if (this.#open.length >= DEPTH_LIMIT || ++this.#size > SIZE_LIMIT) {
      throw new RecursionError('maximum recursion depth exceeded while calling a Python object')
    }
    if (!spend(1)) throw new RecursionError('the keys of one pickle hold too many values together: shared parts count each time')
    this.#open.push(value)
    const text = this.#objectText(value)
    this.#open.pop()
    return text
  }

  #objectText(value: object): string {
    if (value instanceof Tuple) return `(${Array.from(value, this.#inner).join('')})`
    // Told by name: set.ts needs this file.
    if (value instanceof Set && typeName(value) === 'frozenset') return this.#setText(value)
    if (value instanceof Uint8Array) return value instanceof ByteArray && !this.#loose ? unhashable(value) : bytesText(value)
    if (value instanceof Range) return rangeText(value)
    if (value instanceof Slice) return `:${this.write(value.start)}${this.write(value.stop)}${this.write(value.step)}`
    if (value === Ellipsis) return '.'
    const own = hooksOf(value)[KEY]
    if (own) return this.#ownText(own.call(value))
    return isContainer(value) ? this.#containerText(value) : identityText(value)
  }

  #ownText(key: unknown): string {
    const loose = this.#loose
    this.#loose = true
    const text = this.write(key)
    this.#loose = loose
    return `o${text}`
  }

  #containerText(value: object): string {
    if (!this.#loose) return unhashable(value)
    if (Array.isArray(value)) return `[${value.map(this.#inner).join('')}]`
    if (value instanceof Set) return this.#setText(value)
    const entries: [unknown, unknown][] = value instanceof Map ? [...value] : Object.entries(value)
    return `d${entries.map(([key, item]) => this.write(key) + this.write(item)).sort().join('')};`
  }

  #setText(value: ReadonlySet<unknown>): string {
    return `{${Array.from(value, this.#inner).sort().join('')}}`
  }
}

function isContainer(value: object): boolean {
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
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
