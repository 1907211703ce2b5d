/**
 * Arrays, maps and sets that a program owns, as its server shares them: clients call Python's methods of `list`, `dict`
 * and `set`, and what they change is changed in the program's own container.
 *
 * A container keeps its referent for as long as it lives, so a callable that returns the same array again hands out
 * the same object, as the same list would be in CPython.
 */
import { Dict, PySet } from '../values/index.ts'
import { DictReferent } from './types/dict.ts'
import { ListReferent } from './types/list.ts'
import { SetReferent } from './types/set.ts'

const referents = new WeakMap<object, object>()

/** The referent of a plain array, map or set; everything else as it is, tuples and frozen sets among it. */
export function sharedContainer(object: unknown): unknown {
  if (typeof object !== 'object' || object === null) return object
  const known = referents.get(object)
  if (known) return known
  const made = referentOver(object)
  if (made) referents.set(object, made)
  return made ?? object
}

function referentOver(object: object): object | undefined {
  const prototype: unknown = Object.getPrototypeOf(object)
  if (prototype === Array.prototype) return ListReferent.over(object as unknown[])
  if (prototype === Map.prototype || prototype === Dict.prototype) return DictReferent.over(object as Map<unknown, unknown>)
  if (prototype === Set.prototype || prototype === PySet.prototype) return SetReferent.over(object as Set<unknown>)
  return undefined
}
