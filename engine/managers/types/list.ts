/** `list`: the referent has Python's methods under Python's names; the proxy says them as TypeScript does. */
import { IndexError, MemoryError, TypeError as PythonTypeError, ValueError } from '../../values/exceptions.ts'
import { Global, Opaque } from '../../pickle/index.ts'
import { Slice, compare, equals, repr, typeName } from '../../values/index.ts'
import { REPR, TYPE_NAME, type NestedRepr } from '../../values/hooks.ts'
import { BaseProxy } from '../base-proxy.ts'
import { pythonValue } from '../referent.ts'
import { asIndex, iterate, resolveIndex, sliceIndices, iterateByIndex } from './sequence.ts'

/** Items beyond which a list is not repeated: more would take the whole server with it. */
const LENGTH_LIMIT = 1 << 26
const INDEX_WORDS = 'list indices must be integers or slices'

/** Python's `list`, owned by a server. */
export class ListReferent {
  readonly items: unknown[]

  constructor(sequence: unknown = []) {
    this.items = [...iterate(sequence)]
  }

  /** Over an array of the program's own: what clients change is changed in it. */
  static over(items: unknown[]): ListReferent {
    return Object.assign(new ListReferent(), { items })
  }

  get [TYPE_NAME](): string {
    return 'list'
  }

  [REPR](nested: NestedRepr): string {
    return nested(this.items)
  }

  [pythonValue](): unknown[] {
    return this.items
  }

  __len__(): number {
    return this.items.length
  }

  __contains__(item: unknown): boolean {
    return this.items.some((each) => equals(each, item))
  }

  __getitem__(key: unknown): unknown {
    if (key instanceof Slice) return sliceIndices(key, this.items.length).indices.map((at) => this.items[at])
    return this.items[resolveIndex(asIndex(key, INDEX_WORDS), this.items.length, 'list index out of range')]
  }

  __setitem__(key: unknown, value: unknown): void {
    if (!(key instanceof Slice)) {
      this.items[resolveIndex(asIndex(key, INDEX_WORDS), this.items.length, 'list assignment index out of range')] = value
      return
    }
    const { indices, step, start, stop } = sliceIndices(key, this.items.length)
    let values: unknown[]
    try {
      values = [...iterate(value)]
    } catch (error) {
      if (error instanceof PythonTypeError) throw new PythonTypeError('can only assign an iterable')
      throw error
    }
    if (step === 1) {
      this.#replaceAll([...this.items.slice(0, start), ...values, ...this.items.slice(Math.max(start, stop))])
      return
    }
    if (values.length !== indices.length) {
      throw new ValueError(`attempt to assign sequence of size ${values.length} to extended slice of size ${indices.length}`)
    }
    indices.forEach((at, nth) => (this.items[at] = values[nth]))
  }

  __delitem__(key: unknown): void {
    if (key instanceof Slice) {
      const gone = new Set(sliceIndices(key, this.items.length).indices)
      this.#replaceAll(this.items.filter((_, at) => !gone.has(at)))
      return
    }
    this.items.splice(resolveIndex(asIndex(key, INDEX_WORDS), this.items.length, 'list assignment index out of range'), 1)
  }

  __add__(other: unknown): unknown[] {
    if (!Array.isArray(other) || typeName(other) !== 'list') {
      throw new PythonTypeError(`can only concatenate list (not "${typeName(other)}") to list`)
    }
    return [...this.items, ...(other as unknown[])]
  }

  __iadd__(other: unknown): unknown[] {
    this.extend(other)
    return this.items
  }

  __mul__(count: unknown): unknown[] {
    const times = Math.max(0, asIndex(count, "can't multiply sequence by non-int of type"))
    if (times * this.items.length > LENGTH_LIMIT) throw new MemoryError()
    return Array.from({ length: times }, () => this.items).flat(1)
  }

  __rmul__(count: unknown): unknown[] {
    return this.__mul__(count)
  }

  __imul__(count: unknown): unknown[] {
    this.#replaceAll(this.__mul__(count))
    return this.items
  }

  /** Python's iterators travel as they are made: `reversed([…])`, a copy, and where it is. */
  __reversed__(): Opaque {
    const iterator = new Opaque(new Global('builtins', 'reversed'), 'reduce', [[...this.items]])
    iterator.state = this.items.length - 1
    return iterator
  }

  append(item: unknown): void {
    this.items.push(item)
  }

  extend(sequence: unknown): void {
    for (const item of [...iterate(sequence)]) this.items.push(item)
  }

  insert(index: unknown, item: unknown): void {
    const at = asIndex(index, "'str' object cannot be interpreted as an integer")
    this.items.splice(at < 0 ? Math.max(0, at + this.items.length) : at, 0, item)
  }

  pop(index: unknown = -1): unknown {
    if (this.items.length === 0) throw new IndexError('pop from empty list')
    const at = resolveIndex(asIndex(index, INDEX_WORDS), this.items.length, 'pop index out of range')
    return this.items.splice(at, 1)[0]
  }

  remove(item: unknown): void {
    const at = this.items.findIndex((each) => equals(each, item))
    if (at < 0) throw new ValueError('list.remove(x): x not in list')
    this.items.splice(at, 1)
  }

  index(item: unknown, start: unknown = 0, stop: unknown = null): number {
    const { indices } = sliceIndices(new Slice(start, stop), this.items.length)
    for (const at of indices) if (equals(this.items[at], item)) return at
    throw new ValueError(`${repr(item)} is not in list`)
  }

  count(item: unknown): number {
    return this.items.filter((each) => equals(each, item)).length
  }

  reverse(): void {
    this.items.reverse()
  }

  /** Stable, as Python's; `reverse` keeps the order of equals. A key function does not travel. */
  sort(key: unknown = null, reverse: unknown = false): void {
    if (key !== null) throw new PythonTypeError('sort() here has no key: a function cannot be sent to this server')
    const sorted = [...this.items]
    if (reverse === true || reverse === 1) sorted.reverse()
    sorted.sort(compare)
    if (reverse === true || reverse === 1) sorted.reverse()
    this.#replaceAll(sorted)
  }

  clear(): void {
    this.items.length = 0
  }

  copy(): unknown[] {
    return [...this.items]
  }

  /** One by one: as arguments of a call they may be more than the stack takes. */
  #replaceAll(items: readonly unknown[]): void {
    this.items.length = items.length
    for (let at = 0; at < items.length; at++) this.items[at] = items[at]
  }
}

/** A proxy of a `list` (CPython: `ListProxy`). Each method is one call of the Python method of the same meaning. */
export class ListProxy<T = any> extends BaseProxy {
  static override readonly exposed = [
    '__add__', '__contains__', '__delitem__', '__getitem__', '__len__', '__mul__', '__reversed__', '__rmul__',
    '__setitem__', 'append', 'count', 'extend', 'index', 'insert', 'pop', 'remove', 'reverse', 'sort', '__imul__',
    '__iadd__', 'clear', 'copy',
  ]

  /** `list[index]`; negative counts from the end. @throws IndexError */
  get(index: number): Promise<T> {
    return this.callMethod('__getitem__', [index]) as Promise<T>
  }

  /** `list[index] = value`. @throws IndexError */
  async set(index: number, value: T): Promise<void> {
    await this.callMethod('__setitem__', [index, value])
  }

  /** `del list[index]`. @throws IndexError */
  async delete(index: number): Promise<void> {
    await this.callMethod('__delitem__', [index])
  }

  /** `list[start:stop:step]`, in one round trip. */
  slice(start: number | null = null, stop: number | null = null, step: number | null = null): Promise<T[]> {
    return this.callMethod('__getitem__', [new Slice(start, stop, step)]) as Promise<T[]>
  }

  /** `len(list)`. */
  len(): Promise<number> {
    return this.callMethod('__len__') as Promise<number>
  }

  /** `item in list`. */
  includes(item: T): Promise<boolean> {
    return this.callMethod('__contains__', [item]) as Promise<boolean>
  }

  async append(item: T): Promise<void> {
    await this.callMethod('append', [item])
  }

  async extend(items: Iterable<T> | BaseProxy): Promise<void> {
    await this.callMethod('extend', [items instanceof BaseProxy ? items : [...items]])
  }

  async insert(index: number, item: T): Promise<void> {
    await this.callMethod('insert', [index, item])
  }

  /** @throws IndexError when there is nothing to take */
  pop(index?: number): Promise<T> {
    return this.callMethod('pop', index === undefined ? [] : [index]) as Promise<T>
  }

  /** @throws ValueError when it is not there */
  async remove(item: T): Promise<void> {
    await this.callMethod('remove', [item])
  }

  /** @throws ValueError when it is not there */
  index(item: T): Promise<number> {
    return this.callMethod('index', [item]) as Promise<number>
  }

  count(item: T): Promise<number> {
    return this.callMethod('count', [item]) as Promise<number>
  }

  async reverse(): Promise<void> {
    await this.callMethod('reverse')
  }

  /** @throws TypeError when two items cannot be ordered */
  async sort(options: { readonly reverse?: boolean } = {}): Promise<void> {
    await this.callMethod('sort', [], options.reverse === undefined ? {} : { reverse: options.reverse })
  }

  /** Item by item, one `__getitem__` each until IndexError, as Python iterates over a `ListProxy`. */
  [Symbol.asyncIterator](): AsyncIterator<T> {
    return iterateByIndex((index) => this.get(index))
  }
}
