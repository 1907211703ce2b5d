/** `set`: Python's items (1, 1.0 and True are one), each once. A typeid since CPython 3.14. */
import { KeyError, TypeError as PythonTypeError } from '../../values/exceptions.ts'
import { Global, Opaque } from '../../pickle/index.ts'
import { PySet, holds, typeName, type Comparison } from '../../values/index.ts'
import { REPR, TYPE_NAME, type NestedRepr } from '../../values/hooks.ts'
import { BaseProxy } from '../base-proxy.ts'
import { pythonValue, valueOf } from '../referent.ts'
import { iterate } from './sequence.ts'

type Items = PySet<unknown>

/** Python's `set`, owned by a server. */
export class SetReferent {
  #items: Items

  /** @throws TypeError for items that Python cannot hash */
  constructor(iterable: unknown = []) {
    this.#items = new PySet(iterate(iterable))
  }

  /** Over a set of the program's own: what clients change is changed in it. */
  static over(items: Set<unknown>): SetReferent {
    const referent = new SetReferent()
    referent.#items = items as Items
    return referent
  }

  get [TYPE_NAME](): string {
    return 'set'
  }

  [REPR](nested: NestedRepr): string {
    return nested(this.#items)
  }

  [pythonValue](): Items {
    return this.#items
  }

  __len__(): number {
    return this.#items.size
  }

  __contains__(item: unknown): boolean {
    return this.#items.has(item)
  }

  /** Python's iterators travel as `iter([…])`, a copy. */
  __iter__(): Opaque {
    return new Opaque(new Global('builtins', 'iter'), 'reduce', [[...this.#items]])
  }

  add(item: unknown): void {
    this.#items.add(item)
  }

  /** @throws KeyError when it is not there */
  remove(item: unknown): void {
    if (!this.#items.delete(item)) throw new KeyError(item)
  }

  discard(item: unknown): void {
    this.#items.delete(item)
  }

  /** @throws KeyError when it is empty */
  pop(): unknown {
    for (const item of this.#items) {
      this.#items.delete(item)
      return item
    }
    throw new KeyError('pop from an empty set')
  }

  clear(): void {
    this.#items.clear()
  }

  copy(): Items {
    return new PySet(this.#items)
  }

  union(...others: unknown[]): Items {
    return others.reduce<Items>((sum, other) => or(sum, asSet(other)), this.copy())
  }

  intersection(...others: unknown[]): Items {
    return others.reduce<Items>((sum, other) => and(sum, asSet(other)), this.copy())
  }

  difference(...others: unknown[]): Items {
    return others.reduce<Items>((sum, other) => without(sum, asSet(other)), this.copy())
  }

  symmetric_difference(other: unknown): Items {
    return xor(this.#items, asSet(other))
  }

  update(...others: unknown[]): void {
    this.#become(this.union(...others))
  }

  intersection_update(...others: unknown[]): void {
    this.#become(this.intersection(...others))
  }

  difference_update(...others: unknown[]): void {
    this.#become(this.difference(...others))
  }

  symmetric_difference_update(other: unknown): void {
    this.#become(this.symmetric_difference(other))
  }

  isdisjoint(other: unknown): boolean {
    return and(this.#items, asSet(other)).size === 0
  }

  issubset(other: unknown): boolean {
    return without(this.#items, asSet(other)).size === 0
  }

  issuperset(other: unknown): boolean {
    return without(asSet(other), this.#items).size === 0
  }

  __and__(other: unknown): Items {
    return and(this.#items, operand('&', this.#items, other))
  }

  __rand__(other: unknown): Items {
    return and(operand('&', other, this.#items, other), this.#items)
  }

  __or__(other: unknown): Items {
    return or(this.#items, operand('|', this.#items, other))
  }

  __ror__(other: unknown): Items {
    return or(operand('|', other, this.#items, other), this.#items)
  }

  __sub__(other: unknown): Items {
    return without(this.#items, operand('-', this.#items, other))
  }

  __rsub__(other: unknown): Items {
    return without(operand('-', other, this.#items, other), this.#items)
  }

  __xor__(other: unknown): Items {
    return xor(this.#items, operand('^', this.#items, other))
  }

  __rxor__(other: unknown): Items {
    return xor(operand('^', other, this.#items, other), this.#items)
  }

  __iand__(other: unknown): Items {
    return this.#become(and(this.#items, operand('&=', this.#items, other)))
  }

  __ior__(other: unknown): Items {
    return this.#become(or(this.#items, operand('|=', this.#items, other)))
  }

  __isub__(other: unknown): Items {
    return this.#become(without(this.#items, operand('-=', this.#items, other)))
  }

  __ixor__(other: unknown): Items {
    return this.#become(xor(this.#items, operand('^=', this.#items, other)))
  }

  __le__(other: unknown): boolean {
    return this.#compare('<=', other)
  }

  __lt__(other: unknown): boolean {
    return this.#compare('<', other)
  }

  __ge__(other: unknown): boolean {
    return this.#compare('>=', other)
  }

  __gt__(other: unknown): boolean {
    return this.#compare('>', other)
  }

  #compare(comparison: Comparison, other: unknown): boolean {
    return holds(this.#items, comparison, own(other))
  }

  #become(items: Items): Items {
    if (items !== this.#items) {
      const copy = [...items]
      this.#items.clear()
      for (const item of copy) this.#items.add(item)
    }
    return this.#items
  }
}

/** An object of this server for its proxy; anything else is itself. */
function own(value: unknown): unknown {
  return value instanceof BaseProxy && value.referent !== undefined ? valueOf(value.referent) : value
}

/** What a method takes: anything that can be iterated. */
function asSet(value: unknown): ReadonlySet<unknown> {
  const given = own(value)
  return given instanceof PySet ? given : new PySet(iterate(given))
}

/**
 * What an operator takes: sets only.
 * @throws TypeError in Python's words
 */
function operand(operator: string, left: unknown, right: unknown, checked: unknown = right): ReadonlySet<unknown> {
  const given = own(checked)
  if (given instanceof Set) return given
  throw new PythonTypeError(`unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`)
}

function or(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): Items {
  return new PySet([...a, ...b])
}

function and(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): Items {
  return new PySet([...a].filter((item) => b.has(item)))
}

function without(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): Items {
  return new PySet([...a].filter((item) => !b.has(item)))
}

function xor(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): Items {
  return or(without(a, b), without(b, a))
}

/** A proxy of a `set` (CPython 3.14: `SetProxy`). Each method is one call of the Python method of the same meaning. */
export class SetProxy<T = any> extends BaseProxy {
  static override readonly exposed = [
    '__and__', '__class_getitem__', '__contains__', '__iand__', '__ior__', '__isub__', '__iter__', '__ixor__', '__len__', '__or__',
    '__rand__', '__ror__', '__rsub__', '__rxor__', '__sub__', '__xor__', '__ge__', '__gt__', '__le__', '__lt__', 'add', 'clear',
    'copy', 'difference', 'difference_update', 'discard', 'intersection', 'intersection_update', 'isdisjoint', 'issubset',
    'issuperset', 'pop', 'remove', 'symmetric_difference', 'symmetric_difference_update', 'union', 'update',
  ]

  /** `item in set`. */
  has(item: T): Promise<boolean> {
    return this.callMethod('__contains__', [item]) as Promise<boolean>
  }

  /** `len(set)`. */
  len(): Promise<number> {
    return this.callMethod('__len__') as Promise<number>
  }

  async add(item: T): Promise<void> {
    await this.callMethod('add', [item])
  }

  /** Takes an item out. @throws KeyError when it is not there */
  async remove(item: T): Promise<void> {
    await this.callMethod('remove', [item])
  }

  /** Takes an item out if it is there. */
  async discard(item: T): Promise<void> {
    await this.callMethod('discard', [item])
  }

  /** Takes any item out. @throws KeyError when there is none */
  pop(): Promise<T> {
    return this.callMethod('pop') as Promise<T>
  }

  async clear(): Promise<void> {
    await this.callMethod('clear')
  }

  copy(): Promise<PySet<T>> {
    return this.callMethod('copy') as Promise<PySet<T>>
  }

  /** Adds the items of all. */
  async update(...others: (Iterable<T> | BaseProxy)[]): Promise<void> {
    await this.callMethod('update', others.map(sendable))
  }

  union(...others: (Iterable<T> | BaseProxy)[]): Promise<PySet<T>> {
    return this.callMethod('union', others.map(sendable)) as Promise<PySet<T>>
  }

  intersection(...others: (Iterable<T> | BaseProxy)[]): Promise<PySet<T>> {
    return this.callMethod('intersection', others.map(sendable)) as Promise<PySet<T>>
  }

  difference(...others: (Iterable<T> | BaseProxy)[]): Promise<PySet<T>> {
    return this.callMethod('difference', others.map(sendable)) as Promise<PySet<T>>
  }

  symmetricDifference(other: Iterable<T> | BaseProxy): Promise<PySet<T>> {
    return this.callMethod('symmetric_difference', [sendable(other)]) as Promise<PySet<T>>
  }

  isDisjoint(other: Iterable<T> | BaseProxy): Promise<boolean> {
    return this.callMethod('isdisjoint', [sendable(other)]) as Promise<boolean>
  }

  isSubset(other: Iterable<T> | BaseProxy): Promise<boolean> {
    return this.callMethod('issubset', [sendable(other)]) as Promise<boolean>
  }

  isSuperset(other: Iterable<T> | BaseProxy): Promise<boolean> {
    return this.callMethod('issuperset', [sendable(other)]) as Promise<boolean>
  }

  /** The items of a copy, taken in one call. */
  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    yield* await this.copy()
  }
}

function sendable(items: Iterable<unknown> | BaseProxy): unknown {
  if (items instanceof BaseProxy || Array.isArray(items) || items instanceof Set) return items
  return [...items]
}
