/** `array.array` as Python writes it, out of its pickle's machine format (CPython: `array._array_reconstructor`). */
import { reprFloat } from '../values/float.ts'
import { reprText } from '../values/repr.ts'
import type { NestedRepr } from '../values/hooks.ts'
import type { Opaque } from './opaque.ts'

/** Machine format codes: size of an item in bytes, how it is read. Even codes from 2 on are little-endian. */
type Read = (view: DataView, at: number, little: boolean) => number | bigint
const FORMATS: readonly (readonly [size: number, read: Read])[] = [
  [1, (view, at) => view.getUint8(at)],
  [1, (view, at) => view.getInt8(at)],
  [2, (view, at, little) => view.getUint16(at, little)],
  [2, (view, at, little) => view.getUint16(at, little)],
  [2, (view, at, little) => view.getInt16(at, little)],
  [2, (view, at, little) => view.getInt16(at, little)],
  [4, (view, at, little) => view.getUint32(at, little)],
  [4, (view, at, little) => view.getUint32(at, little)],
  [4, (view, at, little) => view.getInt32(at, little)],
  [4, (view, at, little) => view.getInt32(at, little)],
  [8, (view, at, little) => view.getBigUint64(at, little)],
  [8, (view, at, little) => view.getBigUint64(at, little)],
  [8, (view, at, little) => view.getBigInt64(at, little)],
  [8, (view, at, little) => view.getBigInt64(at, little)],
  [4, (view, at, little) => view.getFloat32(at, little)],
  [4, (view, at, little) => view.getFloat32(at, little)],
  [8, (view, at, little) => view.getFloat64(at, little)],
  [8, (view, at, little) => view.getFloat64(at, little)],
  [2, (view, at, little) => view.getUint16(at, little)],
  [2, (view, at, little) => view.getUint16(at, little)],
  [4, (view, at, little) => view.getUint32(at, little)],
  [4, (view, at, little) => view.getUint32(at, little)],
]
/** From this code on items are text. */
const TEXT_FORMATS = 18

/** `array('i', [1, 2])`, from `array(typecode, items)` or `_array_reconstructor(type, typecode, format, bytes)`. */
export function arrayText(opaque: Opaque, nested: NestedRepr): string | undefined {
  const args = opaque.args.length === 4 ? opaque.args.slice(1) : opaque.args
  const [typecode, formatOrItems, bytes] = args
  if (typeof typecode !== 'string') return undefined
  if (args.length === 3) return typeof formatOrItems === 'number' && bytes instanceof Uint8Array ? machineText(typecode, formatOrItems, bytes) : undefined
  if (!Array.isArray(formatOrItems)) return undefined
  if (formatOrItems.length === 0) return `array('${typecode}')`
  const isText = typecode === 'u' || typecode === 'w'
  return `array('${typecode}', ${nested(isText ? formatOrItems.join('') : formatOrItems)})`
}

function machineText(typecode: string, format: number, bytes: Uint8Array): string | undefined {
  const known = FORMATS[format]
  if (!known || bytes.length % known[0] !== 0) return undefined
  if (bytes.length === 0) return `array('${typecode}')`
  const [size, read] = known
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const items: (number | bigint)[] = []
  for (let at = 0; at < bytes.length; at += size) items.push(read(view, at, format % 2 === 0))
  if (format >= TEXT_FORMATS) {
    const points = items.map(Number)
    if (points.some((point) => point > 0x10ffff)) return undefined
    return `array('${typecode}', ${reprText(size === 2 ? String.fromCharCode(...points) : points.map((point) => String.fromCodePoint(point)).join(''))})`
  }
  const isFloat = typecode === 'f' || typecode === 'd'
  return `array('${typecode}', [${items.map((item) => (isFloat ? reprFloat(Number(item)) : String(item))).join(', ')}])`
}

