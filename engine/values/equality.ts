/** Python's `==`. */
import { Complex } from './complex.ts'
import { RecursionError } from './exceptions.ts'
import { realOf } from './float.ts'
import { hooksOf, KEY } from './hooks.ts'
import { hash } from './key.ts'
import { Range } from './range.ts'
import { Slice } from './slice.ts'
import { Tuple } from './tuple.ts'

const DEPTH_LIMIT = 1000
/** Pairs of objects after which those found equal are remembered: only values with shared parts come to so many. */
const REMEMBERED_AFTER = 10_000

/**
 * Whether two values are equal in Python: numbers by amount, str by characters, bytes and bytearray by bytes, lists, tuples,
 * dicts and sets by what is in them. A list is never a tuple. Inside containers the very same object is equal to itself.
 *
 * A value of a few bytes may hold a part any number of times (ten lists of ten times the same list, and so on): such pairs
 * are compared once, or a server would never come to an end.
 * @throws RecursionError as Python does, for values within themselves and for very deep ones
 */
export function equals(a: unknown, b: unknown): boolean {
  return equal(a, b, new Comparing())
}

/** One comparison under way: how deep it is, and which pairs it has found equal. */
class Comparing {
  depth = 0
  #compared = 0
  #equal: Map<object, Set<object>> | undefined

  /** Whether two objects were found equal before. */
  knows(a: object, b: object): boolean {
    if (++this.#compared <= REMEMBERED_AFTER) return false
    this.#equal ??= new Map()
    return this.#equal.get(a)?.has(b) ?? false
  }

  remember(a: object, b: object): void {
    if (!this.#equal) return
    const others = this.#equal.get(a)
    if (others) others.add(b)
    else this.#equal.set(a, new Set([b]))
  }
}

function equal(a: unknown, b: unknown, state: Comparing): boolean {
  const first = realOf(a)
  // oxlint-disable-next-line eqeqeq -- number with bigint: only == compares the amounts
  if (first !== undefined) return b instanceof Complex ? b.imag === 0 && b.real == first : first == realOf(b)
  if (typeof a !== 'object' || a === null) return (a ?? null) === (b ?? null)
  if (a instanceof Complex) {
    if (b instanceof Complex) return a.real === b.real && a.imag === b.imag
    // oxlint-disable-next-line eqeqeq -- as above
    return a.imag === 0 && a.real == realOf(b)
  }
  if (typeof b !== 'object' || b === null) return false
  if (state.knows(a, b)) return true
  if (++state.depth > DEPTH_LIMIT + 1) throw new RecursionError('maximum recursion depth exceeded in comparison')
  const found = equalObjects(a, b, state)
  state.depth--
  if (found) state.remember(a, b)
  return found
}

/** Items of containers: Python asks for identity first, so a nan is found in the list that it is in. */
function same(a: unknown, b: unknown, state: Comparing): boolean {
  return Object.is(a, b) || equal(a, b, state)
}

function equalObjects(a: object, b: object, state: Comparing): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && a instanceof Tuple === b instanceof Tuple && equalItems(a, b, state)
  if (a instanceof Uint8Array) return b instanceof Uint8Array && equalBytes(a, b)
  const entries = entriesOf(a)
  if (entries) {
    const others = entriesOf(b)
    return others !== undefined && equalEntries(entries, others, state)
  }
  if (a instanceof Set) return b instanceof Set && a.size === b.size && [...a].every((item) => b.has(item))
  if (a instanceof Range) return b instanceof Range && hash(a) === hash(b) && equalRanges(a, b)
  if (a instanceof Slice) {
    return b instanceof Slice && same(a.start, b.start, state) && same(a.stop, b.stop, state) && same(a.step, b.step, state)
  }
  if (a === b) return true
  const keyA = hooksOf(a)[KEY]
  const keyB = hooksOf(b)[KEY]
  return keyA !== undefined && keyB !== undefined && same(keyA.call(a), keyB.call(b), state)
}

function equalItems(a: readonly unknown[], b: readonly unknown[], state: Comparing): boolean {
  return a.length === b.length && a.every((item, index) => same(item, b[index], state))
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}

function equalRanges(a: Range, b: Range): boolean {
  const length = a.length
  if (length !== b.length) return false
  return length === 0 || (a.start === b.start && (length === 1 || a.step === b.step))
}

/** A dict's entries, for each thing that stands for a dict. */
function entriesOf(value: object): ReadonlyMap<unknown, unknown> | undefined {
  if (value instanceof Map) return value
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null ? new Map(Object.entries(value)) : undefined
}

function equalEntries(a: ReadonlyMap<unknown, unknown>, b: ReadonlyMap<unknown, unknown>, state: Comparing): boolean {
  if (a.size !== b.size) return false
  for (const [key, value] of a) {
    if (!b.has(key) || !same(value, b.get(key), state)) return false
  }
  return true
}
