/** One value of `struct` at an aligned place in shared memory, read and written in one piece where it has the size for that. */
import { float, int } from '../../values/float.ts'
import type { Mapping } from '../mapping.ts'
import { Struct } from '../struct.ts'

/** How one value gets in and out. */
export interface Scalar {
  readonly size: number
  /** Whether others see the old value or the new one, and nothing between. */
  readonly whole: boolean
  read(memory: Mapping, at: number): unknown
  /** @throws StructError, OverflowError for a value that does not fit; nothing has changed then */
  write(memory: Mapping, at: number, value: unknown): void
}

const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** Numbers in the machine's own form. The others are read as bytes. */
const READERS: Readonly<Record<string, (memory: Mapping, at: number) => unknown>> = {
  B1: (memory, at) => memory.readUInt8(at),
  i4: (memory, at) => memory.readInt32(at),
  l4: (memory, at) => memory.readInt32(at),
  I4: (memory, at) => memory.readUInt32(at),
  L4: (memory, at) => memory.readUInt32(at),
  l8: (memory, at) => int(memory.readInt64(at)),
  q8: (memory, at) => int(memory.readInt64(at)),
  n8: (memory, at) => int(memory.readInt64(at)),
  d8: (memory, at) => float(memory.readFloat64(at)),
}

/** Of a format with one value. */
export function scalarOf(struct: Struct): Scalar {
  const size = Number(struct.size)
  const scratch = new Uint8Array(size)
  const view = new DataView(scratch.buffer)
  const [field] = struct.fields
  const native = field && field.offset === 0 && field.size === size && struct.little === LITTLE ? READERS[`${field.character}${size}`] : undefined
  const isText = field?.character === 's' || field?.character === 'p'
  const store: (memory: Mapping, at: number) => void =
    size === 4
      ? (memory, at) => memory.writeUInt32(at, view.getUint32(0, LITTLE))
      : size === 8 && field?.character === 'd'
        ? (memory, at) => memory.writeFloat64(at, view.getFloat64(0, LITTLE))
        : size === 8
          ? (memory, at) => memory.writeInt64(at, view.getBigInt64(0, LITTLE))
          : (memory, at) => memory.write(at, scratch)
  return {
    size,
    whole: size === 1 || size === 2 || size === 4 || size === 8,
    read: native ?? ((memory, at) => struct.unpack(memory.read(at, size))[0]),
    write(memory, at, value) {
      // It may be shorter than what was there.
      if (isText) scratch.fill(0)
      struct.write(view, 0, [value])
      store(memory, at)
    },
  }
}
