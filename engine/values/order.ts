/** Python's order: `<` and what sorting needs. */
import { RecursionError, TypeError as PythonTypeError } from './exceptions.ts'
import { equals } from './equality.ts'
import { realOf } from './float.ts'
import { Slice } from './slice.ts'
import { Tuple } from './tuple.ts'
import { typeName } from './type-name.ts'

/** The four comparisons, as Python writes them. */
export type Comparison = '<' | '<=' | '>' | '>='

const DEPTH_LIMIT = 1000

/**
 * A comparison for sorting: negative, zero or positive.
 * @throws TypeError `'<' not supported between instances of 'str' and 'int'` for values that have no order
 */
export function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0
  if (holds(a, '<', b)) return -1
  return holds(b, '<', a) ? 1 : 0
}

/**
 * Whether `a comparison b` holds in Python.
 * @throws TypeError `'<' not supported between instances of 'str' and 'int'` for values that have no order
 */
export function holds(a: unknown, comparison: Comparison, b: unknown): boolean {
  return ordered(a, comparison, b, 0)
}

function ordered(a: unknown, comparison: Comparison, b: unknown, depth: number): boolean {
  const first = realOf(a)
  const second = first === undefined ? undefined : realOf(b)
  if (first !== undefined && second !== undefined) return decide(first, comparison, second)
  if (typeof a === 'string' && typeof b === 'string') return decide(compareText(a, b), comparison, 0)
  if (Array.isArray(a) && Array.isArray(b) && a instanceof Tuple === b instanceof Tuple) return orderedItems(a, comparison, b, depth)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return decide(compareBytes(a, b), comparison, 0)
  if (a instanceof Set && b instanceof Set) return orderedSets(a, comparison, b)
  if (a instanceof Slice && b instanceof Slice) return orderedItems([a.start, a.stop, a.step], comparison, [b.start, b.stop, b.step], depth)
  throw new PythonTypeError(`'${comparison}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`)
}

function decide(a: number | bigint, comparison: Comparison, b: number | bigint): boolean {
  switch (comparison) {
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    case '>=':
      return a >= b
  }
}

/** By the first items that differ; a beginning of the other comes before it. */
function orderedItems(a: readonly unknown[], comparison: Comparison, b: readonly unknown[], depth: number): boolean {
  if (depth > DEPTH_LIMIT) throw new RecursionError('maximum recursion depth exceeded in comparison')
  const shorter = Math.min(a.length, b.length)
  for (let index = 0; index < shorter; index++) {
    const itemA = a[index]
    const itemB = b[index]
    if (!Object.is(itemA, itemB) && !equals(itemA, itemB)) return ordered(itemA, comparison, itemB, depth + 1)
  }
  return decide(a.length, comparison, b.length)
}

/** For sets the comparisons ask for subsets: of two sets neither may be less. */
function orderedSets(a: ReadonlySet<unknown>, comparison: Comparison, b: ReadonlySet<unknown>): boolean {
  switch (comparison) {
    case '<':
      return a.size < b.size && isSubset(a, b)
    case '<=':
      return isSubset(a, b)
    case '>':
      return b.size < a.size && isSubset(b, a)
    case '>=':
      return isSubset(b, a)
  }
}

function isSubset(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): boolean {
  for (const item of a) if (!b.has(item)) return false
  return true
}

/** By code points, not by UTF-16 units as `<` does: U+FFFF comes before U+10000. */
function compareText(a: string, b: string): number {
  if (a === b) return 0
  const shorter = Math.min(a.length, b.length)
  let at = 0
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at++
  if (at === shorter) return a.length - b.length
  return pointAround(a, at) - pointAround(b, at)
}

/** The code point of which the unit at `at` is a part. */
function pointAround(text: string, at: number): number {
  const point = text.codePointAt(at)!
  if (at === 0 || point < 0xdc00 || point > 0xdfff) return point
  const whole = text.codePointAt(at - 1)!
  return whole > 0xffff ? whole : point
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length)
  for (let at = 0; at < shorter; at++) {
    const difference = a[at]! - b[at]!
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
