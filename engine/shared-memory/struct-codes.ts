/**
 * The format characters of Python's `struct`: how large each is, and how a value goes into bytes and comes out of them
 * (CPython: `Modules/_struct.c`). Words are those of CPython 3.12 and 3.13.
 */
import { ByteArray } from '../values/bytes.ts'
import { OverflowError, PythonError, nameException } from '../values/exceptions.ts'
import { Float, float, int, isInt, realOf } from '../values/float.ts'

/** Python's `struct.error`: a format that is none, or values or bytes that do not fit it. */
export class StructError extends PythonError {}
nameException(StructError, 'struct', 'error')

/** One format character under one byte order. */
export interface Code {
  /** Bytes of one. Of `s`, `p` and `x`: 1, and the repeat count says how many. */
  readonly size: number
  /** Multiple of this that it begins at, where formats are aligned. */
  readonly alignment: number
  /**
   * Writes a value; `size` is the repeat count for `s` and `p`.
   * @throws StructError, OverflowError in CPython's words
   */
  readonly pack: (view: DataView, at: number, value: unknown, size: number) => void
  readonly unpack: (view: DataView, at: number, size: number) => unknown
}

/** Byte order and sizes, as the first character of a format says them. */
export interface Order {
  /** Sizes, alignment and characters of this machine's C compiler; else the same on every machine, and unaligned. */
  readonly native: boolean
  readonly little: boolean
}

/** Bytes of C's `long`, which alone differs between 64-bit systems. */
export type LongSize = 4 | 8

const NOT_INTEGER = 'required argument is not an integer'
const NOT_FLOAT = 'required argument is not a float'
const TOO_LARGE = 'int too large to convert'

/** Every character that a format of that order may have. `x` has no value: it is padding. */
export function codesOf({ native, little }: Order, long: LongSize): ReadonlyMap<string, Code> {
  const codes: [string, Code][] = [
    ['x', padding],
    ['c', character],
    ['s', text],
    ['p', pascal],
    ['?', bool],
    ['b', integer('b', 1, true, little)],
    ['B', integer('B', 1, false, little)],
    ['h', integer('h', 2, true, little)],
    ['H', integer('H', 2, false, little)],
    ['i', integer('i', 4, true, little)],
    ['I', integer('I', 4, false, little)],
    ['l', integer('l', native ? long : 4, true, little)],
    ['L', integer('L', native ? long : 4, false, little)],
    ['q', integer('q', 8, true, little)],
    ['Q', integer('Q', 8, false, little)],
    ['e', half(little)],
    ['f', single(native, little)],
    ['d', double(little)],
  ]
  if (native) codes.push(['n', integer('n', 8, true, little)], ['N', integer('N', 8, false, little)], ['P', pointer(little)])
  return new Map(codes)
}

/** An int as Python's `struct` takes it; bools are ints. */
function integerOf(value: unknown): number | bigint {
  if (isInt(value)) return value
  if (typeof value === 'boolean') return value ? 1 : 0
  throw new StructError(NOT_INTEGER)
}

function integer(code: string, size: 1 | 2 | 4 | 8, signed: boolean, little: boolean): Code {
  const bits = BigInt(8 * size)
  const least = signed ? -(1n << (bits - 1n)) : 0n
  const most = signed ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n
  const check = (value: unknown): number | bigint => {
    const number = integerOf(value)
    if (number >= least && number <= most) return number
    throw new StructError(`'${code}' format requires ${least} <= number <= ${most}`)
  }
  return { size, alignment: size, ...INTEGERS[`${signed ? 'i' : 'u'}${size}`](check, little) }
}

type Access = Pick<Code, 'pack' | 'unpack'>
type Check = (value: unknown) => number | bigint
const INTEGERS: Readonly<Record<`${'i' | 'u'}${1 | 2 | 4 | 8}`, (check: Check, little: boolean) => Access>> = {
  i1: (check) => ({ pack: (view, at, value) => view.setInt8(at, Number(check(value))), unpack: (view, at) => view.getInt8(at) }),
  u1: (check) => ({ pack: (view, at, value) => view.setUint8(at, Number(check(value))), unpack: (view, at) => view.getUint8(at) }),
  i2: (check, little) => ({ pack: (view, at, value) => view.setInt16(at, Number(check(value)), little), unpack: (view, at) => view.getInt16(at, little) }),
  u2: (check, little) => ({ pack: (view, at, value) => view.setUint16(at, Number(check(value)), little), unpack: (view, at) => view.getUint16(at, little) }),
  i4: (check, little) => ({ pack: (view, at, value) => view.setInt32(at, Number(check(value)), little), unpack: (view, at) => view.getInt32(at, little) }),
  u4: (check, little) => ({ pack: (view, at, value) => view.setUint32(at, Number(check(value)), little), unpack: (view, at) => view.getUint32(at, little) }),
  i8: (check, little) => ({ pack: (view, at, value) => view.setBigInt64(at, BigInt(check(value)), little), unpack: (view, at) => int(view.getBigInt64(at, little)) }),
  u8: (check, little) => ({ pack: (view, at, value) => view.setBigUint64(at, BigInt(check(value)), little), unpack: (view, at) => int(view.getBigUint64(at, little)) }),
}

/** An address: negative ints count as those 2⁶⁴ higher. */
function pointer(little: boolean): Code {
  return {
    size: 8,
    alignment: 8,
    pack: (view, at, value) => {
      const number = BigInt(integerOf(value))
      if (number < -(1n << 63n) || number >= 1n << 64n) throw new StructError(TOO_LARGE)
      view.setBigUint64(at, BigInt.asUintN(64, number), little)
    },
    unpack: (view, at) => int(view.getBigUint64(at, little)),
  }
}

/** What Python's `float()` makes of a number; an int beyond a double has none. */
function realNumber(value: unknown): number {
  const real = realOf(value)
  const number = real === undefined ? NaN : Number(real)
  if (real === undefined || (typeof real === 'bigint' && !Number.isFinite(number))) throw new StructError(NOT_FLOAT)
  return number
}

/** @throws StructError for ints, OverflowError for floats: CPython tells them apart */
function tooLarge(value: unknown, code: string): never {
  if (typeof value === 'bigint' || isInt(value)) throw new StructError(TOO_LARGE)
  throw new OverflowError(`float too large to pack with ${code} format`)
}

function double(little: boolean): Code {
  return {
    size: 8,
    alignment: 8,
    pack: (view, at, value) => view.setFloat64(at, realNumber(value), little),
    unpack: (view, at) => float(view.getFloat64(at, little)),
  }
}

/** What is too large for it becomes infinite where the C compiler converts it, and is refused elsewhere. */
function single(native: boolean, little: boolean): Code {
  return {
    size: 4,
    alignment: 4,
    pack: (view, at, value) => {
      const number = realNumber(value)
      if (!native && Number.isFinite(number) && !Number.isFinite(Math.fround(number))) tooLarge(value, 'f')
      view.setFloat32(at, number, little)
    },
    unpack: (view, at) => float(view.getFloat32(at, little)),
  }
}

function half(little: boolean): Code {
  return {
    size: 2,
    alignment: 2,
    pack: (view, at, value) => {
      const bits = halfBits(realNumber(value))
      if (bits === undefined) tooLarge(value, 'e')
      view.setUint16(at, bits, little)
    },
    unpack: (view, at) => float(halfNumber(view.getUint16(at, little))),
  }
}

/** The bits of the nearest half-precision number, ties to even; `undefined` for what is too large. */
function halfBits(number: number): number | undefined {
  const sign = number < 0 || Object.is(number, -0) ? 0x8000 : 0
  const size = Math.abs(number)
  if (Number.isNaN(size)) return 0x7e00
  if (size === Infinity) return sign | 0x7c00
  // Subnormals are multiples of 2⁻²⁴; normal numbers have ten bits behind their highest.
  const exponent = size < 2 ** -14 ? -14 : Math.floor(Math.log2(size))
  const unit = 2 ** ((size < 2 ** exponent ? exponent - 1 : size >= 2 ** (exponent + 1) ? exponent + 1 : exponent) - 10)
  const least = Math.max(unit, 2 ** -24)
  const rounded = toEven(size / least) * least
  if (rounded >= 65_536) return undefined
  if (rounded < 2 ** -14) return sign | (rounded * 2 ** 24)
  const power = Math.floor(Math.log2(rounded))
  return sign | ((power + 15) << 10) | ((rounded / 2 ** power - 1) * 1024)
}

function toEven(number: number): number {
  const below = Math.floor(number)
  const rest = number - below
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below
}

function halfNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}

const padding: Code = { size: 1, alignment: 1, pack: () => undefined, unpack: () => undefined }

const bool: Code = {
  size: 1,
  alignment: 1,
  pack: (view, at, value) => view.setUint8(at, isTrue(value) ? 1 : 0),
  unpack: (view, at) => view.getUint8(at) !== 0,
}

const character: Code = {
  size: 1,
  alignment: 1,
  pack: (view, at, value) => {
    if (!(value instanceof Uint8Array) || value instanceof ByteArray || value.length !== 1) {
      throw new StructError('char format requires a bytes object of length 1')
    }
    view.setUint8(at, value[0]!)
  },
  unpack: (view, at) => copied(view, at, 1),
}

const text: Code = {
  size: 1,
  alignment: 1,
  pack: (view, at, value, size) => {
    const bytes = bytesOf(value, 's')
    region(view, at, size).set(bytes.subarray(0, size))
  },
  unpack: (view, at, size) => copied(view, at, size),
}

/** A Pascal string: a byte with the length, then the text. */
const pascal: Code = {
  size: 1,
  alignment: 1,
  pack: (view, at, value, size) => {
    const bytes = bytesOf(value, 'p')
    if (size === 0) return
    const kept = bytes.subarray(0, size - 1)
    region(view, at, size).set(kept, 1)
    view.setUint8(at, Math.min(kept.length, 255))
  },
  unpack: (view, at, size) => (size === 0 ? new Uint8Array() : copied(view, at + 1, Math.min(view.getUint8(at), size - 1))),
}

function bytesOf(value: unknown, code: string): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw new StructError(`argument for '${code}' must be a bytes object`)
}

function region(view: DataView, at: number, size: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, size)
}

function copied(view: DataView, at: number, size: number): Uint8Array {
  return region(view, at, size).slice()
}

/** Python's truth of a value. */
function isTrue(value: unknown): boolean {
  if (typeof value === 'number') return value !== 0
  if (typeof value === 'object' && value !== null) {
    if (value instanceof Float) return value.valueOf() !== 0
    if (Array.isArray(value) || value instanceof Uint8Array) return value.length > 0
    if (value instanceof Map || value instanceof Set) return value.size > 0
    return Object.getPrototypeOf(value) !== Object.prototype || Object.keys(value).length > 0
  }
  return Boolean(value)
}
