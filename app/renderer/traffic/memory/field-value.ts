/**
 * The value in a field of shared memory, as Python writes it. Formats are those of Python's `struct`; how wide a number
 * is follows from the field itself, since native and standard sizes differ.
 */
import { Float, repr } from 'multiprocessing/values'

const FORMAT = /^([@=<>!]?)(\d*)([xcbB?hHiIlLqQnNefdspP])$/

/** A bool of a `ShareableList`: seven bytes of padding before it, or, where the item is None, a format of its own. */
const LISTED_BOOL = 'xxxxxxx?'
const LISTED_NONE = 'xxxxxx?x'

/**
 * @param bytes those of the field alone
 * @param kind class of what is in the segment
 * @returns undefined where the format is not one of a single code, or its size does not fit
 */
export function fieldValue(format: string, bytes: Uint8Array, kind?: string): string | undefined {
  if (kind === 'ShareableList' && format === LISTED_NONE) return 'None'
  if (kind === 'ShareableList' && format === LISTED_BOOL && bytes.length === 8) return fieldValue('?', bytes.subarray(7))
  const [, order = '', digits = '', code = ''] = FORMAT.exec(format.trim()) ?? []
  if (code === '') return undefined
  const count = digits === '' ? 1 : Number(digits)
  if (code === 's') return repr(bytes)
  if (code === 'p') return bytes.length === 0 ? repr(bytes) : repr(bytes.subarray(1, 1 + Math.min(bytes[0] ?? 0, bytes.length - 1)))
  if (code === 'x') return 'padding'
  const each = bytes.length / count
  if (count === 0 || !Number.isInteger(each)) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = order !== '>' && order !== '!'
  const values = Array.from({ length: count }, (_, index) => element(view, index * each, each, code, little))
  if (values.some((value) => value === undefined)) return undefined
  return values.join(', ')
}

function element(view: DataView, at: number, size: number, code: string, little: boolean): string | undefined {
  switch (code) {
    case 'c':
      return repr(new Uint8Array(view.buffer, view.byteOffset + at, 1))
    case '?':
      return view.getUint8(at) === 0 ? 'False' : 'True'
    case 'e':
      return size === 2 ? number(half(view.getUint16(at, little))) : undefined
    case 'f':
      return size === 4 ? number(view.getFloat32(at, little)) : undefined
    case 'd':
      return size === 8 ? number(view.getFloat64(at, little)) : undefined
    default:
      return integer(view, at, size, code === code.toLowerCase(), little)
  }
}

function integer(view: DataView, at: number, size: number, signed: boolean, little: boolean): string | undefined {
  switch (size) {
    case 1:
      return String(signed ? view.getInt8(at) : view.getUint8(at))
    case 2:
      return String(signed ? view.getInt16(at, little) : view.getUint16(at, little))
    case 4:
      return String(signed ? view.getInt32(at, little) : view.getUint32(at, little))
    case 8:
      return String(signed ? view.getBigInt64(at, little) : view.getBigUint64(at, little))
    default:
      return undefined
  }
}

/** As Python writes a float: `1.0`, `inf`. */
function number(value: number): string {
  return repr(Number.isInteger(value) && !Object.is(value, -0) ? new Float(value) : value)
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
