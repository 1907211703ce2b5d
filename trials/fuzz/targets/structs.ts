/** Formats of `struct`, and bytes for them: the format up to a zero byte, then the bytes. */
import { parseFormat } from '../../../engine/shared-memory/struct-format.ts'
import { calcsize, pack, Struct, StructError } from '../../../engine/shared-memory/struct.ts'
import { bytesOf, isTypecode, itemsFromBytes, itemSize } from '../../../engine/shared-memory/typecodes.ts'
import { PythonError } from '../../../engine/values/exceptions.ts'
import { equals } from '../../../engine/values/equality.ts'
import { repr } from '../../../engine/values/repr.ts'
import { join } from '../mutate.ts'
import { promise } from '../target.ts'
import type { Target } from '../target.ts'

const encoder = new TextEncoder()
const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes)
const LARGEST = 1 << 16
const CHARACTERS = 'xcbB?hHiIlLqQnNefdspP'

const input = (format: string, bytes: Uint8Array = Uint8Array.from({ length: 64 }, (_, at) => at * 37)): Uint8Array => join(encoder.encode(format), Uint8Array.of(0), bytes)

export const target: Target = {
  seeds: () =>
    [
      '', 'i', '<i', '>hhl', '=q?', '!d', '@bqh', '20s', '3p', '0s', '0i', '4x', 'c', 'e', 'f', 'P', 'n', ' 3 i', '3i 2d', '99999999999999999999i', '9223372036854775807s', '9223372036854775807x9223372036854775807x', 'z', '<P', '5', 'i5', '\u00e9', 'b0q', 'ii\n',
      ...Array.from(CHARACTERS, (character) => `<${character}`), ...Array.from(CHARACTERS, (character) => `2${character}`),
    ].map((format) => input(format)),
  run(bytes) {
    const end = bytes.indexOf(0)
    const format = latin1(end < 0 ? bytes : bytes.subarray(0, end))
    const rest = end < 0 ? new Uint8Array() : bytes.subarray(end + 1)
    if (isTypecode(format)) {
      const count = Math.floor(rest.length / itemSize(format))
      const items = itemsFromBytes(format, rest.slice(0, count * itemSize(format)))
      if (format !== 'u' && format !== 'w') promise(bytesOf(format, items).length === count * itemSize(format), 'items of an array take other room when they are written')
    }
    for (const long of [4, 8] as const) parseFormat(format, long)
    const struct = new Struct(format)
    const size = calcsize(format)
    if (typeof size !== 'number' || size > LARGEST || struct.items > LARGEST) return
    const padded = new Uint8Array(size)
    padded.set(rest.subarray(0, size))
    const values = struct.unpack(padded)
    promise(values.length === struct.items, 'a format gives another number of values than it says')
    const packed = pack(format, ...values)
    promise(packed.length === size, 'values take other room when they are packed')
    const again = struct.unpack(packed)
    promise(repr(again) === repr(values) || equals(again, values), 'values are others after they were packed')
    struct.unpackFrom(rest, (rest[0] ?? 0) - 128)
  },
  expected: (error) => error instanceof StructError || error instanceof PythonError,
  dictionary: [...Array.from(CHARACTERS), '<', '>', '=', '!', '@', '0', '9223372036854775807', ' '],
  limit: 100,
}
