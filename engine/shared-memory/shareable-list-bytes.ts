/** The bytes of a `ShareableList`: from values to a segment, and back. Where what lies is in `shareable-list-layout.ts`. */
import { AttributeError, KeyError, ValueError } from '../values/exceptions.ts'
import { typeName } from '../values/type-name.ts'
import type { MemoryView } from './memory-view.ts'
import { BACK_TRANSFORMS, backTransformOf, FORMAT_SIZE, ListPlaces, notedSize, type ListLayout } from './shareable-list-layout.ts'
import type { SharedMemory } from './shared-memory.ts'
import { Struct, StructError } from './struct.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** Writes a new list into its segment. @throws StructError, UnicodeEncodeError for a value that does not fit */
export function writeList(buf: MemoryView, places: ListPlaces, values: readonly unknown[], formats: readonly string[]): void {
  const bytes = new Uint8Array(places.size)
  const view = new DataView(bytes.buffer)
  const { noted } = places
  view.setBigInt64(0, BigInt(places.length), LITTLE)
  for (let nth = 0; nth < noted.length; nth++) view.setBigInt64(8 + 8 * nth, BigInt(noted[nth]!), LITTLE)
  for (let place = 0; place < values.length; place++) {
    const value = values[place]
    const format = formats[place]!
    // Text gets its room by characters: what does not fit in bytes is cut, as in CPython.
    bytes.set(pack(format, typeof value === 'string' ? encodeUtf8(value) : value), places.items + places.offsets[place]!)
    bytes.set(formatBytes(format), places.formats + place * FORMAT_SIZE)
    bytes[places.codes + place] = backTransformOf(value)
  }
  buf.set(bytes)
}

/** Where what is in the list of a segment. @throws StructError, ValueError in CPython's words for what is no list */
export function readPlaces({ buf }: SharedMemory): ListPlaces {
  const length = readLength(buf)
  const layout = layoutOf(buf, length)
  const size = notedSize(length, layout)
  const bytes = checkedSlice(buf, 8, size)
  const view = new DataView(bytes.buffer)
  const noted = Array.from({ length: size / 8 }, (_, nth) => Number(view.getBigInt64(8 * nth, LITTLE)))
  if (layout === 'offsets') return new ListPlaces(noted, layout)
  let end = 0
  return new ListPlaces([0, ...noted.map((each) => (end += each))], layout)
}

/** The first item begins at 0, and none has the size 0: so the first number tells. */
function layoutOf(buf: MemoryView, length: number): ListLayout {
  if (length === 0) return buf.length >= 16 ? 'offsets' : 'sizes'
  const first = new DataView(checkedSlice(buf, 8, 8).buffer).getBigInt64(0, LITTLE)
  return first === 0n ? 'offsets' : 'sizes'
}

/** How many items a list says that it has. */
export function readLength(buf: MemoryView): number {
  const length = new DataView(checkedSlice(buf, 0, 8).buffer).getBigInt64(0, LITTLE)
  if (length < 0n) throw new ValueError('__len__() should return >= 0')
  return Number(length)
}

/** Bytes of a segment, which may be no list. @throws StructError in CPython's words */
export function checkedSlice(buf: MemoryView, offset: number, size: number): Uint8Array<ArrayBuffer> {
  if (offset + size > buf.length) {
    throw new StructError(
      `unpack_from requires a buffer of at least ${offset + size} bytes for unpacking ${size} bytes at offset ${offset} (actual buffer size is ${buf.length})`,
    )
  }
  return buf.slice(offset, offset + size) as Uint8Array<ArrayBuffer>
}

/** The values of a format at a place. @throws StructError */
export function unpackAt(buf: MemoryView, format: string, offset: number): readonly unknown[] {
  const struct = Struct.of(format)
  return struct.unpack(checkedSlice(buf, offset, Number(struct.size)))
}

/** One value as bytes. @throws StructError */
export function pack(format: string, value: unknown): Uint8Array {
  // `?` takes None for False, as Python's truth does.
  return Struct.of(format).pack(value === null || value === undefined ? false : value)
}

/** An item, of what its format unpacks to. @throws KeyError for a code that is none */
export function backTransform(value: unknown, code: number): unknown {
  switch (code) {
    case BACK_TRANSFORMS.plain:
      return value
    case BACK_TRANSFORMS.str:
      return decodeUtf8(withoutZeros(bytesOf(value)))
    case BACK_TRANSFORMS.bytes:
      return withoutZeros(bytesOf(value))
    case BACK_TRANSFORMS.NoneType:
      return null
    default:
      throw new KeyError(code)
  }
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw new AttributeError(`'${typeName(value)}' object has no attribute 'rstrip'`)
}

/** Bytes without the zeros at their end. */
export function withoutZeros(bytes: Uint8Array): Uint8Array {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  return bytes.slice(0, end)
}

/** A format as it is noted in the segment. */
export function formatBytes(format: string): Uint8Array {
  const bytes = new Uint8Array(FORMAT_SIZE)
  new TextEncoder().encodeInto(format, bytes)
  return bytes
}
