/** A Python tuple: an array that is not a list. By convention nobody changes one. */
import { REPR, TYPE_NAME, type NestedRepr } from './hooks.ts'

/** Python's `tuple`: an array that is not a list. Make one with `tuple(…)`. */
export class Tuple<T = unknown> extends Array<T> {
  /** `map`, `filter` and `slice` of a tuple give lists. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  /** The items, also where there is only one and it is a number. */
  constructor(...items: T[]) {
    super()
    for (const item of items) this.push(item)
  }

  get [TYPE_NAME](): string {
    return 'tuple'
  }

  [REPR](nested: NestedRepr): string {
    if (this.length === 1) return `(${nested(this[0])},)`
    return `(${Array.from(this, nested).join(', ')})`
  }
}

/** `tuple('pair', 5, 6)` is Python's `('pair', 5, 6)`. */
export function tuple<Items extends readonly unknown[]>(...items: Items): Tuple<Items[number]> {
  return tupleFrom<Items[number]>(items)
}

/** A tuple of the items of an array, however many. */
export function tupleFrom<T>(items: readonly T[]): Tuple<T> {
  return intoTuple(Array.from(items))
}

/**
 * Makes a tuple of the very array given, which must be an array of nobody else's.
 * Ten times as fast as `new Tuple`: engines are slow at constructing classes derived from Array, not at using them.
 */
export function intoTuple<T>(items: T[]): Tuple<T> {
  return Object.setPrototypeOf(items, Tuple.prototype) as Tuple<T>
}
