/** Words and figures are those of CPython 3.13.0. The whole of it is compared with every CPython in `test/struct.test.ts`. */
import { expect, test } from 'vitest'
import { MemoryError, OverflowError, TypeError, UnicodeEncodeError } from '../values/exceptions.ts'
import { bytes, repr, tuple } from '../values/index.ts'
import { parseFormat } from './struct-format.ts'
import { bytesOf } from './typecodes.ts'
import { Struct, StructError, calcsize, iterUnpack, pack, packInto, unpack, unpackFrom } from './struct.ts'

test.each([
  ['', 0], ['x', 1], ['c', 1], ['?', 1], ['e', 2], ['p', 1], ['300p', 300], ['0s', 0], ['i i', 8], ['bi', 8], ['ib', 5], ['ib0i', 8], ['bq', 16], ['=bq', 9], ['hh', 4], ['@nN', 16], ['3?', 3],
  [' \t\n\v\f\ri', 4], ['<l', 4], ['l', 8], ['llh0l', 24], ['9223372036854775807s', 2n ** 63n - 1n],
] as const)('calcsize(%j) is %s', (format, size) => {
  expect(calcsize(format)).toBe(size)
  expect(calcsize(bytes(format))).toBe(size)
})

test.each([
  ['Z', 'bad char in struct format'], ['i@', 'bad char in struct format'], ['2 i', 'bad char in struct format'], ['=n', 'bad char in struct format'], ['<P', 'bad char in struct format'],
  ['3', 'repeat count given without format specifier'], ['ii3', 'repeat count given without format specifier'],
  ['i\0', 'embedded null character'],
  ['9223372036854775808s', 'total struct size too long'], ['9223372036854775807i', 'total struct size too long'], ['9223372036854775807s1i', 'total struct size too long'],
])('the format %j is refused: %s', (format, words) => {
  expect(() => calcsize(format)).toThrow(new StructError(words))
})

test('a format is text in ASCII, or bytes', () => {
  expect(() => calcsize('é')).toThrow(new UnicodeEncodeError('ascii', 'é', 0, 1, 'ordinal not in range(128)'))
  expect(() => calcsize('i€ü')).toThrow("'ascii' codec can't encode characters in position 1-2: ordinal not in range(128)")
  expect(() => calcsize(3 as never)).toThrow(new TypeError('Struct() argument 1 must be a str or bytes object, not int'))
})

test.each([
  ['b', [300], StructError, "'b' format requires -128 <= number <= 127"],
  ['>Q', [-1], StructError, "'Q' format requires 0 <= number <= 18446744073709551615"],
  ['i', [1.5], StructError, 'required argument is not an integer'],
  ['P', [2n ** 64n], StructError, 'int too large to convert'],
  ['d', ['a'], StructError, 'required argument is not a float'],
  ['d', [2n ** 1024n], StructError, 'required argument is not a float'],
  ['>e', [70_000], StructError, 'int too large to convert'],
  ['e', [65_520.5], OverflowError, 'float too large to pack with e format'],
  ['<f', [1e40], OverflowError, 'float too large to pack with f format'],
  ['c', [bytes('ab')], StructError, 'char format requires a bytes object of length 1'],
  ['3s', ['abc'], StructError, "argument for 's' must be a bytes object"],
  ['3p', ['a'], StructError, "argument for 'p' must be a bytes object"],
  ['hi', [1], StructError, 'pack expected 2 items for packing (got 1)'],
  ['x', [1], StructError, 'pack expected 0 items for packing (got 1)'],
] as const)('pack(%j, %s) is refused', (format, values, type, words) => {
  const attempt = (): unknown => pack(format, ...values)
  expect(attempt).toThrow(type)
  expect(attempt).toThrow(words)
})

test('what no memory could hold is refused', () => {
  expect(() => pack('9223372036854775807s', bytes('a'))).toThrow(MemoryError)
})

test('values go in and out', () => {
  expect(pack('<hhl', 1, 2, 3)).toEqual(Uint8Array.of(1, 0, 2, 0, 3, 0, 0, 0))
  expect(pack('>hhl', 1, 2, 3)).toEqual(Uint8Array.of(0, 1, 0, 2, 0, 0, 0, 3))
  expect(pack('3s2p', bytes('abcd'), bytes('xyz'))).toEqual(bytes('abc\x01x'))
  expect(repr(unpack('<?Bq', Uint8Array.of(7, 255, 254, 255, 255, 255, 255, 255, 255, 255)))).toBe('(True, 255, -2)')
  expect(repr(unpack('<e', Uint8Array.of(0, 0x7e)))).toBe('(nan,)')
  expect(repr(unpack('>f', pack('>f', 1)))).toBe('(1.0,)')
  expect(() => unpack('i', new Uint8Array(3))).toThrow(new StructError('unpack requires a buffer of 4 bytes'))
})

test('a part of a buffer is written and read', () => {
  const buffer = new Uint8Array(8).fill(9)
  packInto('<hxb', buffer, 2, 1, 2)
  expect(buffer).toEqual(Uint8Array.of(9, 9, 1, 0, 0, 2, 9, 9))
  packInto('<h', buffer, -2, 3)
  expect([unpackFrom('<h', buffer, 2), unpackFrom('<h', buffer, -2)]).toEqual([tuple(1), tuple(3)])
  expect([...iterUnpack('<hh', buffer)]).toEqual([tuple(0x0909, 1), tuple(0x0200, 3)])
})

test.each([
  [() => unpackFrom('i', bytes('abc'), 1), 'unpack_from requires a buffer of at least 5 bytes for unpacking 4 bytes at offset 1 (actual buffer size is 3)'],
  [() => unpackFrom('i', bytes('abc'), -2), 'not enough data to unpack 4 bytes at offset -2'],
  [() => unpackFrom('i', bytes('abc'), -10), 'offset -10 out of range for 3-byte buffer'],
  [() => packInto('i', new Uint8Array(3), 1, 1), 'pack_into requires a buffer of at least 5 bytes for packing 4 bytes at offset 1 (actual buffer size is 3)'],
  [() => packInto('i', new Uint8Array(3), 1), 'pack_into expected 1 items for packing (got 0)'],
  [() => packInto('i', new Uint8Array(3), -2, 5), 'no space to pack 4 bytes at offset -2'],
  [() => packInto('i', new Uint8Array(3), -9, 5), 'offset -9 out of range for 3-byte buffer'],
  [() => iterUnpack('i', new Uint8Array(3)), 'iterative unpacking requires a buffer of a multiple of 4 bytes'],
  [() => iterUnpack('0s', new Uint8Array(3)), 'cannot iteratively unpack with a struct of length 0'],
])('%s is refused', (attempt, words) => {
  expect(attempt).toThrow(new StructError(words))
})

test('a Struct says where its values lie', () => {
  const struct = new Struct('b2h3sxd')
  expect([struct.size, struct.items, struct.format]).toEqual([24, 5, 'b2h3sxd'])
  expect(struct.fields.map(({ character, offset, size, count }) => [character, offset, size, count])).toEqual([
    ['b', 0, 1, 1], ['h', 2, 2, 2], ['s', 6, 3, 1], ['d', 16, 8, 1],
  ])
})

test('a C long has four bytes on Windows, and only native sizes follow that', () => {
  expect([parseFormat('lL', 4).size, parseFormat('lL', 8).size, parseFormat('=lL', 4).size, parseFormat('bl', 4).size]).toEqual([8n, 16n, 8n, 8n])
})

test('bytes of an array stay what they are, also those of a nan that says something', () => {
  // Found by chance: as numbers they come back as the plain nan, or do not, as the compiler likes.
  const bytes = Uint8Array.of(0x88, 0x26, 0xf3, 0x7f, 0x09, 0x4d, 0x4e, 0xce)
  expect(bytesOf('f', bytes)).toEqual(bytes)
})
