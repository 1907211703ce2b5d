/** A Python tuple: an array that is not a list. By convention nobody changes one. */
import { REPR, TYPE_NAME, type NestedRepr } from './hooks.ts'

/** Python's `tuple`: an array that is not a list. Make one with `tuple(…)`. */
export interface Tuple<T = unknown> extends Array<T> {
  readonly [TYPE_NAME]: string
  [REPR](nested: NestedRepr): string
}

/** What `Tuple` is as a class. */
export interface TupleClass {
  // oxlint-disable-next-line typescript/no-explicit-any -- as of every generic class, so that instanceof narrows to it
  readonly prototype: Tuple<any>
  /** `map`, `filter` and `slice` of a tuple give lists. */
  readonly [Symbol.species]: ArrayConstructor
  /** The items, also where there is only one and it is a number. */
  new <T = unknown>(...items: T[]): Tuple<T>
  of<T>(...items: T[]): Tuple<T>
  from<T>(items: Iterable<T> | ArrayLike<T>): Tuple<T>
}

/**
 * What makes tuples. Engines make an object of a class derived from Array as quickly as an array if its constructor only passes on
 * a length, and if nothing is static in the class; otherwise it takes ten times as long, as does changing an array's prototype. So
 * this class is inside, and `Tuple`, which shares its prototype, is what everybody knows.
 */
const Items = unnamed(class<T> extends Array<T> implements Tuple<T> {
  // oxlint-disable-next-line no-useless-constructor -- one that is written out is the quick one
  constructor(length: number) {
    super(length)
  }

  get [TYPE_NAME](): string {
    return 'tuple'
  }

  [REPR](nested: NestedRepr): string {
    if (this.length === 1) return `(${nested(this[0])},)`
    return `(${Array.from(this, nested).join(', ')})`
  }
})

/** Bundlers that keep names give a class that has one something static, which says it. */
function unnamed<Class>(made: Class): Class {
  return made
}

/** Python's `tuple`: an array that is not a list. Make one with `tuple(…)`. */
export const Tuple = function Tuple(...items: unknown[]): unknown[] {
  // A class derived from Tuple has its own prototype.
  const { length } = items
  const made = new.target === (Tuple as unknown) ? new Items(length) : (Reflect.construct(Array, [length], new.target as never) as unknown[])
  for (let index = 0; index < length; index++) made[index] = items[index]
  return made
} as unknown as TupleClass

Object.setPrototypeOf(Tuple, Array)
Object.defineProperties(Tuple, {
  prototype: { value: Items.prototype, writable: false },
  [Symbol.species]: { get: () => Array },
})
Object.defineProperty(Items.prototype, 'constructor', { value: Tuple })

/** `tuple('pair', 5, 6)` is Python's `('pair', 5, 6)`. */
export function tuple<Items extends readonly unknown[]>(...items: Items): Tuple<Items[number]> {
  return tupleFrom<Items[number]>(items)
}

/** A tuple of the items of an array, however many. */
export function tupleFrom<T>(items: readonly T[]): Tuple<T> {
  return tupleOf(items, 0, items.length)
}

/** Items up to which copying is quicker than changing an array's prototype. */
const COPIED = 32

/** A tuple of the items of an array from `start` up to `end`. */
export function tupleOf<T>(items: readonly T[], start: number, end: number): Tuple<T> {
  const length = end - start
  if (length > COPIED) return intoTuple(items.slice(start, end))
  const made = new Items<T>(length)
  for (let index = 0; index < length; index++) made[index] = items[start + index]!
  return made
}

/** Makes a tuple of the very array given, which must be an array of nobody else's. */
export function intoTuple<T>(items: T[]): Tuple<T> {
  return Object.setPrototypeOf(items, Items.prototype) as Tuple<T>
}
