import { expect, test } from 'vitest'
import { IndexError, OverflowError, TypeError, ValueError } from '../../values/exceptions.ts'
import { Range, Slice, bytes, float, repr } from '../../values/index.ts'
import { reprOf, valueOf } from '../referent.ts'
import { arrayParts, arrayValue } from './array-items.ts'
import { ArrayReferent } from './array.ts'

const text = (array: ArrayReferent): string => reprOf(array, '7f')

test('items are read and replaced by index, from either end', () => {
  const array = new ArrayReferent('i', new Range(0, 4, 1))
  array.__setitem__(-1, 30)
  array.__setitem__(0, true)
  expect([array.__getitem__(0), array.__getitem__(-1), array.__getitem__(true), array.__len__()]).toEqual([1, 30, 1, 4])
  expect(() => array.__getitem__(4)).toThrow(new IndexError('array index out of range'))
  expect(() => array.__setitem__(-5, 0)).toThrow(new IndexError('array assignment index out of range'))
  expect(() => array.__getitem__('x')).toThrow(new TypeError('array indices must be integers'))
})

test('a slice is an array of the same typecode', () => {
  const array = new ArrayReferent('h', [0, 1, 2, 3, 4])
  expect(repr(array.__getitem__(new Slice(1, 3)))).toContain("'h'")
  expect(arrayParts(array.__getitem__(new Slice(null, null, -2)))).toEqual({ typecode: 'h', items: [4, 2, 0] })
})

test('a slice is replaced by an array of the same typecode only', () => {
  const array = new ArrayReferent('i', [1, 2, 3, 4, 5])
  array.__setitem__(new Slice(0, 2), arrayValue('i', [7]))
  array.__setitem__(new Slice(0, 4, 2), arrayValue('i', [8, 9]))
  expect(text(array)).toBe("array('i', [8, 3, 9, 5])")
  expect(() => array.__setitem__(new Slice(0, 2), [7])).toThrow(new TypeError('can only assign array (not "list") to array slice'))
  expect(() => array.__setitem__(new Slice(0, 2), arrayValue('d', [7]))).toThrow(new TypeError('bad argument type for built-in operation'))
  expect(() => array.__setitem__(new Slice(0, 4, 2), arrayValue('i', [7]))).toThrow(
    new ValueError('attempt to assign array of size 1 to extended slice of size 2'),
  )
})

test('a copy travels as its typecode and bytes', () => {
  expect(valueOf(new ArrayReferent('h', [1, -2]))).toMatchObject({ module: 'array', name: 'array', args: ['h', new Uint8Array([1, 0, 254, 255])] })
})

test.each([
  ['b', 127, 128, -129], ['B', 255, 256, -1], ['h', 32767, 32768, -32769], ['H', 65535, 65536, -1],
  ['i', 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1], ['I', 2 ** 32 - 1, 2 ** 32, -1],
  ['q', 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n) - 1n], ['Q', 2n ** 64n - 1n, 2n ** 64n, -1],
] as const)('typecode %s holds %s, not %s, not %s', (typecode, most, more, less) => {
  const array = new ArrayReferent(typecode, [most])
  expect(array.__getitem__(0)).toBe(most)
  expect(arrayParts(valueOf(array))!.items).toEqual([most])
  for (const wrong of [more, less]) expect(() => new ArrayReferent(typecode, [wrong])).toThrow(OverflowError)
})

test('floats are rounded to what the typecode holds, and stay floats', () => {
  expect(text(new ArrayReferent('f', [1, 1.1]))).toBe("array('f', [1.0, 1.100000023841858])")
  expect(text(new ArrayReferent('d', [1, float(2), 1.1]))).toBe("array('d', [1.0, 2.0, 1.1])")
})

test('text is in arrays of its own', () => {
  expect(text(new ArrayReferent('u', 'hé'))).toBe("array('u', 'hé')")
  expect(arrayParts(valueOf(new ArrayReferent('w', '😀')))!.items).toEqual(['😀'])
  expect(() => new ArrayReferent('u', [1])).toThrow(new TypeError('array item must be unicode character'))
})

test('it is made of what Python makes it of', () => {
  expect(text(new ArrayReferent('h', bytes('\x01\x00\x02\x00')))).toBe("array('h', [1, 2])")
  expect(text(new ArrayReferent('d', arrayValue('i', [1])))).toBe("array('d', [1.0])")
  expect(text(new ArrayReferent('i', []))).toBe("array('i')")
  expect(() => new ArrayReferent('h', bytes('\x01'))).toThrow(new ValueError('bytes length not a multiple of item size'))
  expect(() => new ArrayReferent('i', 'abc')).toThrow(new TypeError("cannot use a str to initialize an array with typecode 'i'"))
  expect(() => new ArrayReferent('i', 5)).toThrow(new TypeError("'int' object is not iterable"))
  expect(() => new ArrayReferent('i', [1.5])).toThrow(new TypeError("'float' object cannot be interpreted as an integer"))
  expect(() => new ArrayReferent('z', [])).toThrow(new ValueError('bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)'))
  expect(() => new ArrayReferent(5, [])).toThrow(new TypeError('array() argument 1 must be a unicode character, not int'))
})

test('a slice may be replaced by more items than a call has arguments', () => {
  const array = new ArrayReferent('B', [1, 2, 3])
  array.__setitem__(new Slice(1, 2), arrayValue('B', Array.from({ length: 300_000 }, () => 7)))
  expect([array.__len__(), array.__getitem__(0), array.__getitem__(300_000), array.__getitem__(-1)]).toEqual([300_002, 1, 7, 3])
})
