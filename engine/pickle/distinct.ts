/**
 * What Python had as two keys of one dict, or items of one set, stays two, also where both look the same from here: a nan is
 * equal to no other, and of a class that is not known nobody can tell which of its instances are equal.
 */
import { Float } from '../values/float.ts'
import { FrozenSet, PySet } from '../values/set.ts'
import { Tuple, tupleFrom } from '../values/tuple.ts'
import { Opaque } from './opaque.ts'

/** `item`, told apart from those that are there already. */
export function distinct<T>(item: T, among: { has(item: T): boolean }): T {
  return isDoubtful(item) && among.has(item) ? (toldApart(item) as T) : item
}

/** The items of a set that comes as a list. */
export function distinctItems(items: unknown[]): unknown[] {
  if (!items.some((item) => isDoubtful(item))) return items
  const seen = new PySet()
  for (const item of items) seen.add(distinct(item, seen))
  return items.length === seen.size ? [...seen] : items
}

/** Levels of tuples in tuples that are looked at; what is deeper counts as doubtful. */
const DEPTH_LIMIT = 4

function isDoubtful(item: unknown, depth = 0): boolean {
  if (typeof item === 'number') return Number.isNaN(item)
  if (typeof item !== 'object' || item === null) return false
  if (item instanceof Opaque) return true
  if (!(item instanceof Tuple || item instanceof FrozenSet)) return false
  return depth === DEPTH_LIMIT || [...(item as Iterable<unknown>)].some((part) => isDoubtful(part, depth + 1))
}

function toldApart(item: unknown): unknown {
  if (typeof item === 'number') return new Float(item)
  if (item instanceof Tuple) return tupleFrom(changedOnce(item))
  if (item instanceof FrozenSet) return new FrozenSet(changedOnce([...item]))
  if (item instanceof Opaque) item.distinguish()
  return item
}

/** One part that is told apart is enough. */
function changedOnce(parts: readonly unknown[]): unknown[] {
  const at = parts.findIndex((part) => isDoubtful(part))
  return parts.map((part, index) => (index === at ? toldApart(part) : part))
}
