/** Python's `struct`: values of C in bytes. Formats, words and results are those of CPython 3.12 and 3.13. */
import { MemoryError } from '../values/exceptions.ts'
import { int } from '../values/float.ts'
import { tupleFrom, type Tuple } from '../values/tuple.ts'
import { StructError } from './struct-codes.ts'
import { formatText, parseFormat, type Field, type Format } from './struct-format.ts'

export { StructError } from './struct-codes.ts'
export type { Field } from './struct-format.ts'

/** Formats that are kept taken apart; CPython keeps as many. */
const KEPT = 100
const kept = new Map<string, Struct>()

/** A format, taken apart once (CPython: `struct.Struct`). */
export class Struct {
  /** As it was given. */
  readonly format: string
  readonly #format: Format
  /** Bytes of the whole. */
  readonly #size: number

  /**
   * @param format characters with repeat counts, behind one for the byte order: `@ = < > !`
   * @throws StructError in CPython's words; UnicodeEncodeError, TypeError for what is no text in ASCII
   */
  constructor(format: string | Uint8Array) {
    this.format = formatText(format)
    this.#format = parseFormat(this.format)
    this.#size = Number(this.#format.size)
  }

  /** The same for the same format, as far as it is kept. @throws StructError */
  static of(format: string | Uint8Array): Struct {
    const known = typeof format === 'string' ? kept.get(format) : undefined
    if (known) return known
    const made = new Struct(format)
    if (kept.size >= KEPT) kept.clear()
    kept.set(made.format, made)
    return made
  }

  /** Bytes of the whole (CPython: `calcsize`). */
  get size(): number | bigint {
    return int(this.#format.size)
  }

  /** How many values. */
  get items(): number {
    return this.#format.items
  }

  /** Whether numbers have their lowest byte first. */
  get little(): boolean {
    return this.#format.little
  }

  /** Where the values lie. Padding is not among them. */
  get fields(): readonly Field[] {
    return this.#format.fields
  }

  /** @throws StructError, OverflowError for values that do not fit; MemoryError for more bytes than there can be */
  pack(...values: readonly unknown[]): Uint8Array {
    this.#checkCount('pack', values)
    const bytes = this.#space()
    this.write(new DataView(bytes.buffer), 0, values)
    return bytes
  }

  /**
   * Writes the values into `buffer`, padding as zeros. When one does not fit, those before it are written, as in CPython.
   * @param offset in bytes; negative counts from the end
   * @throws StructError, OverflowError
   */
  packInto(buffer: Uint8Array, offset: number, ...values: readonly unknown[]): void {
    this.#checkCount('pack_into', values)
    const at = this.#position(buffer, offset, 'pack')
    buffer.fill(0, at, at + this.#size)
    this.write(viewOf(buffer), at, values)
  }

  /** @throws StructError when `buffer` has another size */
  unpack(buffer: Uint8Array): Tuple {
    if (buffer.length !== this.#size) throw new StructError(`unpack requires a buffer of ${this.size} bytes`)
    return this.read(viewOf(buffer), 0)
  }

  /**
   * @param offset in bytes; negative counts from the end
   * @throws StructError when there are too few bytes
   */
  unpackFrom(buffer: Uint8Array, offset = 0): Tuple {
    return this.read(viewOf(buffer), this.#position(buffer, offset, 'unpack'))
  }

  /** One tuple for each part of `buffer`. @throws StructError when it is no multiple of the size */
  iterUnpack(buffer: Uint8Array): IterableIterator<Tuple> {
    const size = this.#size
    if (size === 0) throw new StructError('cannot iteratively unpack with a struct of length 0')
    if (buffer.length % size !== 0) throw new StructError(`iterative unpacking requires a buffer of a multiple of ${size} bytes`)
    const view = viewOf(buffer)
    const read = (at: number): Tuple => this.read(view, at)
    return (function* () {
      for (let at = 0; at < buffer.length; at += size) yield read(at)
    })()
  }

  /** Writes as many values as there are fields for, at `at`. Padding is left as it is. @throws StructError, OverflowError */
  write(view: DataView, at: number, values: readonly unknown[]): void {
    let nth = 0
    for (const { offset, size, count, code } of this.#format.fields) {
      for (let each = 0; each < count; each++) code.pack(view, at + offset + each * size, values[nth++], size)
    }
  }

  /** The values that lie at `at`. */
  read(view: DataView, at: number): Tuple {
    const values: unknown[] = []
    for (const { offset, size, count, code } of this.#format.fields) {
      for (let each = 0; each < count; each++) values.push(code.unpack(view, at + offset + each * size, size))
    }
    return tupleFrom(values)
  }

  #checkCount(name: string, values: readonly unknown[]): void {
    if (values.length !== this.items) throw new StructError(`${name} expected ${this.items} items for packing (got ${values.length})`)
  }

  #space(): Uint8Array<ArrayBuffer> {
    try {
      return new Uint8Array(this.#size)
    } catch {
      throw new MemoryError()
    }
  }

  #position(buffer: Uint8Array, offset: number, verb: 'pack' | 'unpack'): number {
    const size = this.#size
    const { length } = buffer
    if (offset < 0) {
      if (offset + size > 0) {
        throw new StructError(verb === 'pack' ? `no space to pack ${size} bytes at offset ${offset}` : `not enough data to unpack ${size} bytes at offset ${offset}`)
      }
      if (offset + length < 0) throw new StructError(`offset ${offset} out of range for ${length}-byte buffer`)
    }
    const at = offset < 0 ? offset + length : offset
    if (length - at < size) {
      throw new StructError(
        `${verb}_${verb === 'pack' ? 'into' : 'from'} requires a buffer of at least ${size + at} bytes for ${verb}ing ${size} bytes ` +
          `at offset ${at} (actual buffer size is ${length})`,
      )
    }
    return at
  }
}

/** Bytes that a format takes. @throws StructError */
export function calcsize(format: string | Uint8Array): number | bigint {
  return Struct.of(format).size
}

/** The values as bytes. @throws StructError, OverflowError */
export function pack(format: string | Uint8Array, ...values: readonly unknown[]): Uint8Array {
  return Struct.of(format).pack(...values)
}

/** The values in bytes. @throws StructError */
export function unpack(format: string | Uint8Array, buffer: Uint8Array): Tuple {
  return Struct.of(format).unpack(buffer)
}

/** Writes the values into `buffer` at `offset`. @throws StructError, OverflowError */
export function packInto(format: string | Uint8Array, buffer: Uint8Array, offset: number, ...values: readonly unknown[]): void {
  Struct.of(format).packInto(buffer, offset, ...values)
}

/** The values that lie in `buffer` at `offset`. @throws StructError */
export function unpackFrom(format: string | Uint8Array, buffer: Uint8Array, offset = 0): Tuple {
  return Struct.of(format).unpackFrom(buffer, offset)
}

/** One tuple for each part of `buffer`. @throws StructError */
export function iterUnpack(format: string | Uint8Array, buffer: Uint8Array): IterableIterator<Tuple> {
  return Struct.of(format).iterUnpack(buffer)
}

function viewOf(buffer: Uint8Array): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}
