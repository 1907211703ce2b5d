/**
 * Typecodes of Python's `array.array`: what each can hold, and how it lies in memory (CPython: `Modules/arraymodule.c`).
 * Sizes are those of 64-bit Linux and macOS.
 */
import { endianness } from 'node:os'
import { OverflowError, TypeError as PythonTypeError, ValueError } from '../values/exceptions.ts'
import { float, realOf } from '../values/float.ts'
import { typeName } from '../values/type-name.ts'

/** Items of one typecode: numbers (floats as `float` makes them), bigints beyond the safe integers, or characters. */
export type Items = unknown[]

interface Kind {
  /** Bytes of an item. */
  readonly size: number
  /** @throws TypeError, OverflowError in CPython's words for a value that it cannot hold */
  readonly check: (value: unknown) => unknown
  readonly read: (view: DataView, at: number, little: boolean) => unknown
  readonly write: (view: DataView, at: number, value: never, little: boolean) => void
}

const LITTLE = endianness() === 'LE'
const LONG_WORDS = 'Python int too large to convert to C long'
const UNSIGNED_LONG_WORDS = 'Python int too large to convert to C unsigned long'
const NEGATIVE_WORDS = "can't convert negative value to unsigned int"

/**
 * An int within limits.
 * @param low,high what CPython says of those beyond
 * @param wide what it says of those that no C long can hold
 * @param between a smaller C type than long on the way: its bits and what it is called
 */
function integer(size: number, signed: boolean, low: string, high: string, wide: string, between?: readonly [bits: bigint, name: string]): Pick<Kind, 'size' | 'check'> {
  const bits = BigInt(8 * size)
  const least = signed ? -(1n << (bits - 1n)) : 0n
  const most = signed ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n
  // A C long on the way does not hold more than 64 bits.
  const isWide = (value: bigint): boolean => (signed || size < 4 ? value < -(1n << 63n) || value >= 1n << 63n : value >= 1n << 64n)
  const check = (value: unknown): unknown => {
    const int = toBigInt(value)
    if (int >= least && int <= most) return normal(int)
    if (isWide(int)) throw new OverflowError(wide)
    if (between && int < -(1n << (between[0] - 1n))) throw new OverflowError(`${between[1]} is less than minimum`)
    if (between && int >= 1n << (between[0] - 1n)) throw new OverflowError(`${between[1]} is greater than maximum`)
    throw new OverflowError(int < least ? low : high)
  }
  return { size, check }
}

function toBigInt(value: unknown): bigint {
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (typeof value === 'bigint') return value
  if (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)) return BigInt(value)
  throw new PythonTypeError(`'${typeName(value)}' object cannot be interpreted as an integer`)
}

function normal(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

function real(value: unknown): number {
  const number = realOf(value)
  if (number === undefined) throw new PythonTypeError(`must be real number, not ${typeName(value)}`)
  const real = Number(number)
  if (typeof number === 'bigint' && !Number.isFinite(real)) throw new OverflowError('int too large to convert to float')
  return real
}

function character(value: unknown): string {
  if (typeof value === 'string' && [...value].length === 1) return value
  throw new PythonTypeError('array item must be unicode character')
}

const text: Kind = {
  size: 4,
  check: character,
  read: (view, at, little) => String.fromCodePoint(Math.min(view.getUint32(at, little), 0x10ffff)),
  write: (view, at, value: string, little) => view.setUint32(at, value.codePointAt(0)!, little),
}
const signed64 = {
  read: (view: DataView, at: number, little: boolean) => normal(view.getBigInt64(at, little)),
  write: (view: DataView, at: number, value: number | bigint, little: boolean) => view.setBigInt64(at, BigInt(value), little),
}
const unsigned64 = {
  read: (view: DataView, at: number, little: boolean) => normal(view.getBigUint64(at, little)),
  write: (view: DataView, at: number, value: number | bigint, little: boolean) => view.setBigUint64(at, BigInt(value), little),
}

const KINDS: Readonly<Record<string, Kind>> = {
  b: {
    ...integer(1, true, 'signed char is less than minimum', 'signed char is greater than maximum', LONG_WORDS, [16n, 'signed short integer']),
    read: (view, at) => view.getInt8(at),
    write: (view, at, value: number) => view.setInt8(at, value),
  },
  B: {
    ...integer(1, false, 'unsigned byte integer is less than minimum', 'unsigned byte integer is greater than maximum', LONG_WORDS),
    read: (view, at) => view.getUint8(at),
    write: (view, at, value: number) => view.setUint8(at, value),
  },
  u: text,
  w: text,
  h: {
    ...integer(2, true, 'signed short integer is less than minimum', 'signed short integer is greater than maximum', LONG_WORDS),
    read: (view, at, little) => view.getInt16(at, little),
    write: (view, at, value: number, little) => view.setInt16(at, value, little),
  },
  H: {
    ...integer(2, false, 'unsigned short is less than minimum', 'unsigned short is greater than maximum', LONG_WORDS, [32n, 'signed integer']),
    read: (view, at, little) => view.getUint16(at, little),
    write: (view, at, value: number, little) => view.setUint16(at, value, little),
  },
  i: {
    ...integer(4, true, 'signed integer is less than minimum', 'signed integer is greater than maximum', LONG_WORDS),
    read: (view, at, little) => view.getInt32(at, little),
    write: (view, at, value: number, little) => view.setInt32(at, value, little),
  },
  I: {
    ...integer(4, false, NEGATIVE_WORDS, 'unsigned int is greater than maximum', UNSIGNED_LONG_WORDS),
    read: (view, at, little) => view.getUint32(at, little),
    write: (view, at, value: number, little) => view.setUint32(at, value, little),
  },
  l: { ...integer(8, true, LONG_WORDS, LONG_WORDS, LONG_WORDS), ...signed64 },
  L: { ...integer(8, false, NEGATIVE_WORDS, UNSIGNED_LONG_WORDS, UNSIGNED_LONG_WORDS), ...unsigned64 },
  q: { ...integer(8, true, 'int too big to convert', 'int too big to convert', 'int too big to convert'), ...signed64 },
  Q: { ...integer(8, false, "can't convert negative int to unsigned", 'int too big to convert', 'int too big to convert'), ...unsigned64 },
  f: {
    size: 4,
    check: (value) => float(Math.fround(real(value))),
    read: (view, at, little) => float(view.getFloat32(at, little)),
    write: (view, at, value: number, little) => view.setFloat32(at, Number(value), little),
  },
  d: {
    size: 8,
    check: (value) => float(real(value)),
    read: (view, at, little) => float(view.getFloat64(at, little)),
    write: (view, at, value: number, little) => view.setFloat64(at, Number(value), little),
  },
}

/**
 * A typecode that is one.
 * @param sequence what the array is to be made of: CPython first asks whether that is a text
 * @throws TypeError, ValueError in CPython's words
 */
export function checkTypecode(typecode: unknown, sequence?: unknown): string {
  if (typeof typecode !== 'string' || [...typecode].length !== 1) {
    throw new PythonTypeError(`array() argument 1 must be a unicode character, not ${typeName(typecode)}`)
  }
  if (typeof sequence === 'string' && !isText(typecode)) {
    throw new PythonTypeError(`cannot use a str to initialize an array with typecode '${typecode}'`)
  }
  if (!isTypecode(typecode)) throw new ValueError('bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)')
  return typecode
}

/** Whether an array may have that typecode. */
export function isTypecode(typecode: string): boolean {
  return Object.hasOwn(KINDS, typecode)
}

/**
 * A value as an item of that typecode.
 * @throws TypeError, OverflowError in CPython's words for a value that it cannot hold
 */
export function checkItem(typecode: string, value: unknown): unknown {
  return KINDS[typecode]!.check(value)
}

/**
 * The items of an array that is made of `sequence`: of values, of a text, or of bytes as they lie in memory.
 * @throws TypeError, ValueError, OverflowError in CPython's words
 */
export function itemsOf(typecode: string, sequence: unknown): Items {
  if (sequence instanceof Uint8Array) return itemsFromBytes(typecode, sequence)
  return Array.from(iterate(sequence), (item) => checkItem(typecode, item))
}

/** The same as it lies in memory; where it was given so, what was given. */
export function bytesOf(typecode: string, sequence: unknown): Uint8Array {
  if (!(sequence instanceof Uint8Array) || isText(typecode)) return bytesFromItems(typecode, itemsOf(typecode, sequence))
  // Any bytes are items of numbers.
  if (sequence.length % itemSize(typecode) !== 0) throw new ValueError('bytes length not a multiple of item size')
  return sequence
}

/** What Python iterates over: of a dict its keys. */
function iterate(sequence: unknown): Iterable<unknown> {
  if (sequence instanceof Map) return sequence.keys() as Iterable<unknown>
  if (typeof sequence === 'string' || (typeof sequence === 'object' && sequence !== null && Symbol.iterator in sequence)) return sequence as Iterable<unknown>
  throw new PythonTypeError(`'${typeName(sequence)}' object is not iterable`)
}

/** Whether items of the typecode are characters. */
export function isText(typecode: string): boolean {
  return typecode === 'u' || typecode === 'w'
}

/** @throws ValueError for bytes that end within an item */
export function itemsFromBytes(typecode: string, bytes: Uint8Array): Items {
  const { size, read } = KINDS[typecode]!
  if (bytes.length % size !== 0) throw new ValueError('bytes length not a multiple of item size')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length / size }, (_, at) => read(view, at * size, LITTLE))
}

/** Bytes of one item. */
export function itemSize(typecode: string): number {
  return KINDS[typecode]!.size
}

/** Items, checked before, as they lie in memory. */
export function bytesFromItems(typecode: string, items: Items): Uint8Array {
  const { size, write } = KINDS[typecode]!
  const bytes = new Uint8Array(items.length * size)
  const view = new DataView(bytes.buffer)
  items.forEach((item, at) => write(view, at * size, item as never, LITTLE))
  return bytes
}
