/** What Python had as two keys of one dict, or items of one set, stays two, also where both look the same from here. */
import { PySet } from '../values/set.ts'
import { Opaque } from './opaque.ts'

/** `item`, told apart from those that are there already. */
export function distinct<T>(item: T, among: { has(item: T): boolean }): T {
  if (item instanceof Opaque && among.has(item)) item.distinguish()
  return item
}

/** The items of a set that comes as a list. */
export function distinctItems(items: unknown[]): unknown[] {
  if (!items.some((item) => item instanceof Opaque)) return items
  const seen = new PySet()
  for (const item of items) seen.add(distinct(item, seen))
  return items
}
