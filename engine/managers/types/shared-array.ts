/** `SharedArray` that a server holds: items of an `array` typecode, of a fixed number (`processing.managers`). */
import { TypeError as PythonTypeError, ValueError } from '../../values/exceptions.ts'
import { Global, Opaque } from '../../pickle/index.ts'
import { Slice } from '../../values/index.ts'
import { REPR, TYPE_NAME, type NestedRepr } from '../../values/hooks.ts'
import { bytesFromItems, bytesOf, checkItem, checkTypecode, isText, itemSize, itemsFromBytes, type Items } from '../../shared-memory/typecodes.ts'
import { BaseProxy } from '../base-proxy.ts'
import { pythonValue, typeModule, valueOf } from '../referent.ts'
import { ArrayProxy } from './array.ts'
import { arrayParts } from './array-items.ts'
import { asIndex, resolveIndex, sliceBounds } from '../../values/indices.ts'

/** An array that keeps its length: bytes, as C has them. */
export class SharedArrayReferent {
  readonly #typecode: string
  readonly #size: number
  readonly #bytes: Uint8Array

  /** @throws TypeError, ValueError, OverflowError in the words of CPython's `array` */
  constructor(typecode: unknown, sequence: unknown) {
    this.#typecode = checkTypecode(typecode, sequence)
    this.#size = itemSize(this.#typecode)
    this.#bytes = this.#bytesOf(sequence).slice()
  }

  get [TYPE_NAME](): string {
    return 'SharedArray'
  }

  get [typeModule](): string {
    return 'multiprocessing.managers'
  }

  /** `SharedArray('i', [1, 2, 3])` */
  [REPR](nested: NestedRepr): string {
    return `SharedArray(${nested(this.#typecode)}, ${nested(isText(this.#typecode) ? this.tolist().join('') : this.tolist())})`
  }

  /** A copy is an `array.array`. */
  [pythonValue](): Opaque {
    return this.#arrayOf(this.tobytes())
  }

  __len__(): number {
    return this.#bytes.length / this.#size
  }

  /** @throws IndexError, TypeError */
  __getitem__(key: unknown): unknown {
    if (!(key instanceof Slice)) return itemsFromBytes(this.#typecode, this.#item(key, 'array index out of range'))[0]
    const { step, start, count } = sliceBounds(key, this.__len__())
    if (step === 1) return this.#arrayOf(this.#bytes.slice(start * this.#size, (start + count) * this.#size))
    const bytes = new Uint8Array(count * this.#size)
    for (let nth = 0; nth < count; nth++) bytes.set(this.#at(start + nth * step), nth * this.#size)
    return this.#arrayOf(bytes)
  }

  /** @throws IndexError, TypeError, OverflowError, and ValueError for another number of items. Nothing has changed then */
  __setitem__(key: unknown, value: unknown): void {
    if (!(key instanceof Slice)) {
      const place = this.#item(key, 'array assignment index out of range')
      place.set(bytesFromItems(this.#typecode, [checkItem(this.#typecode, value)]))
      return
    }
    const bytes = this.#bytesOf(value)
    const { step, start, count } = sliceBounds(key, this.__len__())
    if (bytes.length !== count * this.#size) throw new ValueError('Can only assign sequence of same size')
    if (step === 1) this.#bytes.set(bytes, start * this.#size)
    else for (let nth = 0; nth < count; nth++) this.#at(start + nth * step).set(bytes.subarray(nth * this.#size, (nth + 1) * this.#size))
  }

  tolist(): Items {
    return itemsFromBytes(this.#typecode, this.#bytes)
  }

  tobytes(): Uint8Array {
    return this.#bytes.slice()
  }

  #item(key: unknown, words: string): Uint8Array {
    return this.#at(resolveIndex(asIndex(key, 'array indices must be integers'), this.__len__(), words))
  }

  #at(index: number): Uint8Array {
    return this.#bytes.subarray(index * this.#size, (index + 1) * this.#size)
  }

  #arrayOf(bytes: Uint8Array): Opaque {
    return new Opaque(new Global('array', 'array'), 'reduce', [this.#typecode, bytes])
  }

  #bytesOf(value: unknown): Uint8Array {
    const given = value instanceof BaseProxy && value.referent !== undefined ? valueOf(value.referent) : value
    const array = arrayParts(given)
    if (array && isText(array.typecode) && !isText(this.#typecode)) {
      throw new PythonTypeError(`cannot use a unicode array to initialize an array with typecode '${this.#typecode}'`)
    }
    return bytesOf(this.#typecode, array ? array.items : given)
  }
}

/** A proxy of a SharedArray. Each method is one call. */
export class SharedArrayProxy<T = number> extends ArrayProxy<T> {
  static override readonly exposed = ['__len__', '__getitem__', '__setitem__', 'tolist', 'tobytes']

  /** `array[start:stop] = items`. The array keeps its length. @throws ValueError for another number of items; OverflowError, TypeError */
  override async setSlice(start: number | null, stop: number | null, items: Iterable<T> | Uint8Array): Promise<void> {
    await this.callMethod('__setitem__', [new Slice(start, stop), items instanceof Uint8Array ? items : [...items]])
  }

  /** All items. */
  toList(): Promise<T[]> {
    return this.callMethod('tolist') as Promise<T[]>
  }

  /** A copy of the bytes. */
  toBytes(): Promise<Uint8Array> {
    return this.callMethod('tobytes') as Promise<Uint8Array>
  }
}
