/** `MemoryView`: the bytes of a segment, as Python's `memoryview` shows them with the format `B`. */
import { IndexError, TypeError as PythonTypeError, ValueError } from '../values/exceptions.ts'
import { isInt } from '../values/float.ts'
import { REPR, TYPE_NAME } from '../values/hooks.ts'
import { typeName } from '../values/type-name.ts'
import { indexed } from './indexing.ts'
import type { Mapping } from './mapping.ts'

/** Told after bytes were written. */
export type Written = (offset: number, length: number) => void

/**
 * Bytes of a segment: `view[0]`, `view[-1]`, `view[0] = 255`. Reading many at once copies them, so what was read is the
 * caller's own; `subarray` is another view of the same bytes. Named as in `Uint8Array`; errors are those of Python's `memoryview`.
 */
export class MemoryView implements Iterable<number> {
  /** A byte, from the start or, below 0, from the end. @throws IndexError beyond, ValueError for what is no byte */
  [index: number]: number
  readonly length: number
  readonly #offset: number
  readonly #written: Written
  #mapping: Mapping | undefined

  constructor(mapping: Mapping, written: Written, offset = 0, length = mapping.size) {
    this.#mapping = mapping
    this.#written = written
    this.#offset = offset
    this.length = length
  }

  /** How many bytes it is, in Python's word. */
  get nbytes(): number {
    return this.length
  }

  /** What each item is, in the words of `struct`: one byte. */
  get format(): 'B' {
    return 'B'
  }

  /** A byte. @throws IndexError when there is none */
  at(index: number): number {
    return this.#open().readUInt8(this.#place(index))
  }

  /** A copy of some bytes, or of all. Indices as in `Uint8Array.slice`. */
  slice(start = 0, end = this.length): Uint8Array {
    const [from, to] = this.#range(start, end)
    return this.#open().read(this.#offset + from, to - from)
  }

  /** Another view of some of the bytes: what is written to one is seen in the other. */
  subarray(start = 0, end = this.length): MemoryView {
    const [from, to] = this.#range(start, end)
    return new MemoryView(this.#open(), this.#written, this.#offset + from, to - from)
  }

  /**
   * Writes bytes (Python: `view[offset:offset + len(source)] = source`).
   * @throws ValueError when they do not fit, TypeError for what are no bytes
   */
  set(source: Uint8Array | MemoryView, offset = 0): void {
    const mapping = this.#open()
    const bytes = source instanceof MemoryView ? source.slice() : source
    if (!(bytes instanceof Uint8Array)) throw new PythonTypeError(`a bytes-like object is required, not '${typeName(bytes)}'`)
    const from = offset < 0 ? offset + this.length : offset
    if (!Number.isInteger(from) || from < 0 || from + bytes.length > this.length) {
      throw new ValueError('memoryview assignment: lvalue and rvalue have different structures')
    }
    mapping.write(this.#offset + from, bytes)
    this.#written(this.#offset + from, bytes.length)
  }

  /** Writes one byte to many places. @throws ValueError for what is no byte */
  fill(value: number, start = 0, end = this.length): void {
    const [from, to] = this.#range(start, end)
    this.set(new Uint8Array(to - from).fill(byteOf(value)), from)
  }

  /** A copy of all bytes (Python: `tobytes`). */
  toBytes(): Uint8Array {
    return this.slice()
  }

  /** All bytes as numbers (Python: `tolist`). */
  toList(): number[] {
    return [...this.slice()]
  }

  /** Ends this view: what is asked of it later is refused. */
  release(): void {
    this.#mapping = undefined
  }

  *[Symbol.iterator](): IterableIterator<number> {
    for (let index = 0; index < this.length; index++) yield this.at(index)
  }

  get [TYPE_NAME](): string {
    return 'memoryview'
  }

  [REPR](): string {
    return this.#isOpen ? `<memory of ${this.length} bytes>` : '<released memory>'
  }

  toString(): string {
    return this[REPR]()
  }

  static {
    indexed(MemoryView, { get: (view, index) => view.at(index), set: (view, index, value) => view.#put(index, value) })
  }

  #put(index: number, value: unknown): void {
    const mapping = this.#open()
    const place = this.#place(index)
    mapping.writeUInt8(place, byteOf(value))
    this.#written(place, 1)
  }

  get #isOpen(): boolean {
    return this.#mapping !== undefined && !this.#mapping.closed
  }

  #open(): Mapping {
    if (!this.#isOpen) throw new ValueError('operation forbidden on released memoryview object')
    return this.#mapping!
  }

  #place(index: number): number {
    const place = index < 0 ? index + this.length : index
    if (!Number.isInteger(index) || place < 0 || place >= this.length) throw new IndexError('index out of bounds on dimension 1')
    return this.#offset + place
  }

  #range(start: number, end: number): readonly [from: number, to: number] {
    const bound = (index: number): number => Math.min(Math.max(Math.trunc(index < 0 ? index + this.length : index) || 0, 0), this.length)
    const from = bound(start)
    return [from, Math.max(from, bound(end))]
  }
}

function byteOf(value: unknown): number {
  const number = typeof value === 'boolean' ? Number(value) : value
  if (!isInt(number)) throw new PythonTypeError("memoryview: invalid type for format 'B'")
  if (number < 0 || number > 255) throw new ValueError("memoryview: invalid value for format 'B'")
  return Number(number)
}
