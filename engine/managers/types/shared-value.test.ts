import { expect, test } from 'vitest'
import { reprOf, typeRepr, valueOf } from '../referent.ts'
import { IndexError, OverflowError, TypeError, ValueError } from '../../values/exceptions.ts'
import { Slice, bytes, repr, tuple } from '../../values/index.ts'
import { StructError } from '../../shared-memory/struct.ts'
import { arrayParts, arrayValue } from './array-items.ts'
import { SharedArrayReferent } from './shared-array.ts'
import { SharedStructReferent, SharedValueReferent } from './shared-value.ts'

test('a SharedValue and a SharedStruct show themselves as in the older package, and their copies are plain', () => {
  const value = new SharedValueReferent('i', 10)
  const struct = new SharedStructReferent('hh', [1, 2])
  value.set(-1)
  struct.set([3, 4])
  expect([reprOf(value, ''), reprOf(struct, ''), typeRepr(value)]).toEqual(["SharedValue('i', -1)", "SharedStruct('hh', (3, 4))", "<class 'multiprocessing.managers.SharedValue'>"])
  expect([valueOf(value), valueOf(struct), value.tobytes(), struct.tobytes()]).toEqual([-1, tuple(3, 4), Uint8Array.of(255, 255, 255, 255), Uint8Array.of(3, 0, 4, 0)])
})

test('what does not fit is refused in the words of struct, and changes nothing', () => {
  const struct = new SharedStructReferent('b3s', [1, bytes('abc')])
  expect(() => struct.set([500, bytes('x')])).toThrow(new StructError("'b' format requires -128 <= number <= 127"))
  expect(() => struct.set(5)).toThrow(new TypeError("'int' object is not iterable"))
  expect(() => new SharedValueReferent('Z', 1)).toThrow(new StructError('bad char in struct format'))
  expect(() => new SharedValueReferent(null, 1)).toThrow(new TypeError('Struct() argument 1 must be a str or bytes object, not NoneType'))
  expect(repr(struct.get())).toBe("(1, b'abc')")
})

test('a SharedArray keeps its length', () => {
  const array = new SharedArrayReferent('i', [1, 2, 3])
  array.__setitem__(-1, 30)
  array.__setitem__(new Slice(0, 2), [10, 20])
  array.__setitem__(new Slice(null, null, 2), arrayValue('i', [11, 33]))
  expect([reprOf(array, ''), array.__len__(), array.tolist(), array.__getitem__(0)]).toEqual(["SharedArray('i', [11, 20, 33])", 3, [11, 20, 33], 11])
  expect(arrayParts(array.__getitem__(new Slice(1, null)))).toEqual({ typecode: 'i', items: [20, 33] })
  expect(() => array.__setitem__(new Slice(0, 1), [1, 2])).toThrow(new ValueError('Can only assign sequence of same size'))
  expect(() => array.__setitem__(new Slice(0, 1), [2n ** 31n])).toThrow(new OverflowError('signed integer is greater than maximum'))
  expect(() => array.__getitem__(3)).toThrow(new IndexError('array index out of range'))
  expect(() => new SharedArrayReferent('i', 'ab')).toThrow(new TypeError("cannot use a str to initialize an array with typecode 'i'"))
  expect(array.tolist()).toEqual([11, 20, 33])
})
