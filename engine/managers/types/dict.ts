/** `dict`: Python's keys (1, 1.0 and True are one), Python's order. */
import { KeyError, RuntimeError, TypeError as PythonTypeError, ValueError } from '../../values/exceptions.ts'
import { Global, Opaque } from '../../pickle/index.ts'
import { Dict, Tuple, tuple, typeName } from '../../values/index.ts'
import { REPR, TYPE_NAME, type NestedRepr } from '../../values/hooks.ts'
import { BaseProxy } from '../base-proxy.ts'
import { takesKeywords } from '../methods.ts'
import { pythonValue, valueOf } from '../referent.ts'
import { iterate } from './sequence.ts'

/** Python's `dict`, owned by a server. */
export class DictReferent {
  readonly entries: Map<unknown, unknown> = new Dict<unknown, unknown>()

  static readonly [takesKeywords] = true

  /** Entries as `dict()` takes them: a mapping or pairs, and keywords. */
  constructor(source: unknown = null, keywords: ReadonlyMap<unknown, unknown> = new Map()) {
    this.update(source, keywords)
  }

  /** Over a map of the program's own: what clients change is changed in it. */
  static over(entries: Map<unknown, unknown>): DictReferent {
    return Object.assign(new DictReferent(), { entries })
  }

  get [TYPE_NAME](): string {
    return 'dict'
  }

  [REPR](nested: NestedRepr): string {
    return nested(this.entries)
  }

  [pythonValue](): Map<unknown, unknown> {
    return this.entries
  }

  __len__(): number {
    return this.entries.size
  }

  __contains__(key: unknown): boolean {
    return this.entries.has(key)
  }

  __getitem__(key: unknown): unknown {
    if (!this.entries.has(key)) throw new KeyError(key)
    return this.entries.get(key)
  }

  __setitem__(key: unknown, value: unknown): void {
    this.entries.set(key, value)
  }

  __delitem__(key: unknown): void {
    if (!this.entries.delete(key)) throw new KeyError(key)
  }

  __iter__(): IterableIterator<unknown> {
    return keysOf(this.entries)
  }

  /** Python's iterators travel as `iter([…])`, a copy. */
  __reversed__(): Opaque {
    return new Opaque(new Global('builtins', 'iter'), 'reduce', [this.keys().reverse()])
  }

  __or__(other: unknown): Dict<unknown, unknown> {
    return merged(this.entries, mapping(other))
  }

  __ror__(other: unknown): Dict<unknown, unknown> {
    return merged(mapping(other), this.entries)
  }

  __ior__(other: unknown): Map<unknown, unknown> {
    this.update(other)
    return this.entries
  }

  /** A new dict with the same value for every key; it has nothing to do with this one. */
  fromkeys(iterable: unknown, value: unknown = null): Dict<unknown, unknown> {
    return new Dict([...iterate(iterable)].map((key): [unknown, unknown] => [key, value]))
  }

  clear(): void {
    this.entries.clear()
  }

  copy(): Dict<unknown, unknown> {
    return new Dict(this.entries)
  }

  get(key: unknown, fallback: unknown = null): unknown {
    return this.entries.has(key) ? this.entries.get(key) : fallback
  }

  items(): unknown[] {
    return [...this.entries].map(([key, value]) => tuple(key, value))
  }

  keys(): unknown[] {
    return [...this.entries.keys()]
  }

  values(): unknown[] {
    return [...this.entries.values()]
  }

  pop(key: unknown, ...fallback: unknown[]): unknown {
    if (!this.entries.has(key)) {
      if (fallback.length > 0) return fallback[0]
      throw new KeyError(key)
    }
    const value = this.entries.get(key)
    this.entries.delete(key)
    return value
  }

  popitem(): Tuple {
    const last = [...this.entries].at(-1)
    if (!last) throw new KeyError('popitem(): dictionary is empty')
    this.entries.delete(last[0])
    return tuple(...last)
  }

  setdefault(key: unknown, fallback: unknown = null): unknown {
    if (!this.entries.has(key)) this.entries.set(key, fallback)
    return this.entries.get(key)
  }

  update(source: unknown = null, keywords: ReadonlyMap<unknown, unknown> = new Map()): void {
    if (source !== null) this.#take(source)
    for (const [key, value] of keywords) this.entries.set(key, value)
  }

  #take(source: unknown): void {
    const value = source instanceof BaseProxy && source.referent !== undefined ? valueOf(source.referent) : source
    if (value instanceof Map) {
      for (const [key, each] of value) this.entries.set(key, each)
      return
    }
    let nth = 0
    for (const pair of iterate(value)) {
      const parts = Array.isArray(pair) || typeof pair === 'string' ? [...(pair as Iterable<unknown>)] : undefined
      if (!parts) throw new PythonTypeError(`cannot convert dictionary update sequence element #${nth} to a sequence`)
      if (parts.length !== 2) {
        throw new ValueError(`dictionary update sequence element #${nth} has length ${parts.length}; 2 is required`)
      }
      this.entries.set(parts[0], parts[1])
      nth++
    }
  }
}

Object.defineProperty(DictReferent.prototype.update, takesKeywords, { value: true })

/** @throws RuntimeError at the first key after the number of keys has changed */
function keysOf(entries: ReadonlyMap<unknown, unknown>): IterableIterator<unknown> {
  const { size } = entries
  const keys = entries.keys()
  let ended = false
  return {
    next() {
      if (ended) return { done: true, value: undefined }
      if (entries.size !== size) throw new RuntimeError('dictionary changed size during iteration')
      const step = keys.next()
      ended = step.done === true
      return step
    },
    [Symbol.iterator]() {
      return this
    },
  }
}

function mapping(value: unknown): ReadonlyMap<unknown, unknown> {
  if (value instanceof Map) return value
  throw new PythonTypeError(`unsupported operand type(s) for |: 'dict' and '${typeName(value)}'`)
}

function merged(first: Iterable<[unknown, unknown]>, second: Iterable<[unknown, unknown]>): Dict<unknown, unknown> {
  const result = new Dict<unknown, unknown>(first)
  for (const [key, value] of second) result.set(key, value)
  return result
}

/** A proxy of a `dict` (CPython: `DictProxy`). Each method is one call of the Python method of the same meaning. */
export class DictProxy<K = any, V = any> extends BaseProxy {
  static override readonly exposed = [
    '__contains__', '__delitem__', '__getitem__', '__iter__', '__len__', '__setitem__', 'clear', 'copy', 'get', 'items',
    'keys', 'pop', 'popitem', 'setdefault', 'update', 'values', '__or__', '__ror__', '__ior__',
    '__reversed__', 'fromkeys',
  ]
  static override readonly methodToTypeid = { __iter__: 'Iterator' }

  /** `dict.get(key)`: the value, or `fallback` (null). To have a KeyError instead, use `item(key)`. */
  get(key: K, fallback: V | null = null): Promise<V | null> {
    return this.callMethod('get', fallback === null ? [key] : [key, fallback]) as Promise<V | null>
  }

  /** `dict[key]`. @throws KeyError */
  item(key: K): Promise<V> {
    return this.callMethod('__getitem__', [key]) as Promise<V>
  }

  /** `dict[key] = value`. */
  async set(key: K, value: V): Promise<void> {
    await this.callMethod('__setitem__', [key, value])
  }

  /** `del dict[key]`. @throws KeyError */
  async delete(key: K): Promise<void> {
    await this.callMethod('__delitem__', [key])
  }

  /** `key in dict`. */
  has(key: K): Promise<boolean> {
    return this.callMethod('__contains__', [key]) as Promise<boolean>
  }

  /** `len(dict)`. */
  len(): Promise<number> {
    return this.callMethod('__len__') as Promise<number>
  }

  async clear(): Promise<void> {
    await this.callMethod('clear')
  }

  copy(): Promise<Dict<K, V>> {
    return this.callMethod('copy') as Promise<Dict<K, V>>
  }

  items(): Promise<[K, V][]> {
    return this.callMethod('items') as Promise<[K, V][]>
  }

  keys(): Promise<K[]> {
    return this.callMethod('keys') as Promise<K[]>
  }

  values(): Promise<V[]> {
    return this.callMethod('values') as Promise<V[]>
  }

  /** Takes a key out. @throws KeyError when it is not there and no fallback is given */
  pop(key: K, ...fallback: [] | [V]): Promise<V> {
    return this.callMethod('pop', [key, ...fallback]) as Promise<V>
  }

  popitem(): Promise<[K, V]> {
    return this.callMethod('popitem') as Promise<[K, V]>
  }

  setdefault(key: K, fallback: V): Promise<V> {
    return this.callMethod('setdefault', [key, fallback]) as Promise<V>
  }

  async update(entries: ReadonlyMap<K, V> | Readonly<Record<string, V>> | BaseProxy): Promise<void> {
    await this.callMethod('update', [entries])
  }

  /** Key by key through an `Iterator` in the server, as Python does (30 frames for one key; `keys()` takes 2). */
  async *[Symbol.asyncIterator](): AsyncIterator<K> {
    await using iterator = (await this.callMethod('__iter__')) as AsyncIterable<K> & BaseProxy
    yield* iterator
  }
}
