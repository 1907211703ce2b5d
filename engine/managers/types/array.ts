/** `Array`: numbers of one kind, of a fixed number; in Python an `array.array` (`multiprocessing.managers.Array`). */
import { TypeError as PythonTypeError, ValueError } from '../../values/exceptions.ts'
import type { Opaque } from '../../pickle/index.ts'
import { Slice, repr, typeName } from '../../values/index.ts'
import { REPR, TYPE_NAME } from '../../values/hooks.ts'
import { BaseProxy } from '../base-proxy.ts'
import { pythonValue, valueOf } from '../referent.ts'
import { arrayParts, arrayValue, checkItem, checkTypecode, isText, itemsFromBytes, type Items } from './array-items.ts'
import { iterate, resolveIndex, sliceIndices, iterateByIndex } from './sequence.ts'

const READ_WORDS = 'array index out of range'
const WRITE_WORDS = 'array assignment index out of range'

/** Python's `array.array`, owned by a server. */
export class ArrayReferent {
  readonly #typecode: string
  readonly #items: Items

  /**
   * @param typecode one of Python's: `b B u h H i I l L q Q f d`
   * @param sequence items, or bytes as they lie in memory
   * @param lock taken and ignored, as in Python
   * @throws TypeError, ValueError, OverflowError in CPython's words
   */
  constructor(typecode: unknown, sequence: unknown, lock: unknown = true) {
    this.#typecode = checkTypecode(typecode)
    this.#items = itemsOf(this.#typecode, sequence)
    void lock
  }

  get [TYPE_NAME](): string {
    return 'array.array'
  }

  [REPR](): string {
    if (this.#items.length === 0) return `array('${this.#typecode}')`
    return `array('${this.#typecode}', ${repr(isText(this.#typecode) ? this.#items.join('') : this.#items)})`
  }

  [pythonValue](): Opaque {
    return arrayValue(this.#typecode, this.#items)
  }

  __len__(): number {
    return this.#items.length
  }

  /** @throws IndexError, TypeError */
  __getitem__(key: unknown): unknown {
    if (!(key instanceof Slice)) return this.#items[resolveIndex(indexOf(key), this.#items.length, READ_WORDS)]
    const { indices } = sliceIndices(key, this.#items.length)
    return arrayValue(this.#typecode, indices.map((at) => this.#items[at]))
  }

  /** @throws IndexError, TypeError, OverflowError, and ValueError for a slice with a step and another number of items */
  __setitem__(key: unknown, value: unknown): void {
    if (!(key instanceof Slice)) {
      const at = resolveIndex(indexOf(key), this.#items.length, WRITE_WORDS)
      this.#items[at] = checkItem(this.#typecode, value)
      return
    }
    const given = arrayParts(value instanceof BaseProxy && value.referent !== undefined ? valueOf(value.referent) : value)
    if (!given) throw new PythonTypeError(`can only assign array (not "${typeName(value)}") to array slice`)
    if (given.typecode !== this.#typecode) throw new PythonTypeError('bad argument type for built-in operation')
    const { indices, step, start, stop } = sliceIndices(key, this.#items.length)
    if (step === 1) {
      const behind = this.#items.slice(Math.max(start, stop))
      this.#items.length = start
      // As arguments of one call they could be too many.
      for (const item of given.items) this.#items.push(item)
      for (const item of behind) this.#items.push(item)
      return
    }
    if (given.items.length !== indices.length) {
      throw new ValueError(`attempt to assign array of size ${given.items.length} to extended slice of size ${indices.length}`)
    }
    indices.forEach((at, nth) => (this.#items[at] = given.items[nth]))
  }
}

function itemsOf(typecode: string, sequence: unknown): Items {
  if (typeof sequence === 'string' && !isText(typecode)) {
    throw new PythonTypeError(`cannot use a str to initialize an array with typecode '${typecode}'`)
  }
  if (sequence instanceof Uint8Array) return itemsFromBytes(typecode, sequence)
  const value = sequence instanceof BaseProxy && sequence.referent !== undefined ? valueOf(sequence.referent) : sequence
  const source = arrayParts(value)?.items ?? iterate(value)
  return Array.from(source, (item) => checkItem(typecode, item))
}

function indexOf(key: unknown): number {
  if (typeof key === 'number' && Number.isSafeInteger(key)) return key
  if (typeof key === 'boolean') return key ? 1 : 0
  if (typeof key === 'bigint') return Number(key)
  throw new PythonTypeError('array indices must be integers')
}

/** A proxy of an `Array` (CPython: `ArrayProxy`). Each method is one call, unless it says otherwise. */
export class ArrayProxy<T = number> extends BaseProxy {
  static override readonly exposed = ['__len__', '__getitem__', '__setitem__']
  #typecode: string | undefined

  /** `array[index]`; negative counts from the end. @throws IndexError */
  get(index: number): Promise<T> {
    return this.callMethod('__getitem__', [index]) as Promise<T>
  }

  /** `array[index] = value`. @throws IndexError; OverflowError, TypeError for a value that the typecode cannot hold */
  async set(index: number, value: T): Promise<void> {
    await this.callMethod('__setitem__', [index, value])
  }

  /** `array[start:stop:step]`, its items as a list. */
  async slice(start: number | null = null, stop: number | null = null, step: number | null = null): Promise<T[]> {
    const parts = arrayParts(await this.callMethod('__getitem__', [new Slice(start, stop, step)]))
    return (parts?.items ?? []) as T[]
  }

  /** `array[start:stop] = array(typecode, items)`. The first time it also asks for the typecode: one call more. */
  async setSlice(start: number | null, stop: number | null, items: Iterable<T>): Promise<void> {
    const typecode = (this.#typecode ??= arrayParts(await this.getValue())?.typecode ?? 'i')
    const checked = Array.from(items, (item) => checkItem(typecode, item))
    await this.callMethod('__setitem__', [new Slice(start, stop), arrayValue(typecode, checked)])
  }

  /** `len(array)`. */
  len(): Promise<number> {
    return this.callMethod('__len__') as Promise<number>
  }

  /** Item by item, one `__getitem__` each until IndexError, as Python iterates over an `ArrayProxy`. */
  [Symbol.asyncIterator](): AsyncIterator<T> {
    return iterateByIndex((index) => this.get(index))
  }
}
