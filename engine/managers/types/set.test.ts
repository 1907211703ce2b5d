import { expect, test } from 'vitest'
import { KeyError, TypeError } from '../../values/exceptions.ts'
import { PySet, float, repr, tuple } from '../../values/index.ts'
import { reprOf, valueOf } from '../referent.ts'
import { SetReferent } from './set.ts'

const items = (set: unknown): unknown[] => [...(set as PySet)]

test('1, 1.0 and True are one item, and what Python cannot hash is none', () => {
  const set = new SetReferent([1, float(1), true, tuple(1, 2), tuple(1, 2)])
  expect([set.__len__(), set.__contains__(true), set.__contains__(tuple(1, 2))]).toEqual([2, true, true])
  expect(reprOf(set, '7f')).toBe('{1, (1, 2)}')
  expect(() => set.add([1])).toThrow(new TypeError("unhashable type: 'list'"))
  expect(() => new SetReferent(5)).toThrow(new TypeError("'int' object is not iterable"))
})

test('items come and go', () => {
  const set = new SetReferent('ab')
  set.add('c')
  set.remove('a')
  set.discard('nothing')
  expect(() => set.remove(7)).toThrow(new KeyError(7))
  expect(items(set.copy())).toEqual(['b', 'c'])
  expect([set.pop(), set.pop()].sort()).toEqual(['b', 'c'])
  expect(() => set.pop()).toThrow(new KeyError('pop from an empty set'))
  expect(reprOf(set, '7f')).toBe('set()')
})

test('methods take whatever can be iterated, operators take sets', () => {
  const set = new SetReferent([1, 2, 3])
  const other = new PySet([2, 3, 4])
  expect(items(set.union([4], [5]))).toEqual([1, 2, 3, 4, 5])
  expect(items(set.intersection([2, 3], [3]))).toEqual([3])
  expect(items(set.difference([1]))).toEqual([2, 3])
  expect(items(set.symmetric_difference([3, 4]))).toEqual([1, 2, 4])
  expect(items(set.__and__(other))).toEqual([2, 3])
  expect(items(set.__or__(other))).toEqual([1, 2, 3, 4])
  expect(items(set.__sub__(other))).toEqual([1])
  expect(items(set.__rsub__(other))).toEqual([4])
  expect(items(set.__xor__(other))).toEqual([1, 4])
  expect(items(set.__rand__(other)).sort()).toEqual([2, 3])
  expect(items(set.__ror__(other)).sort()).toEqual([1, 2, 3, 4])
  expect(items(set.__rxor__(other)).sort()).toEqual([1, 4])
  expect(() => set.__and__([2])).toThrow(new TypeError("unsupported operand type(s) for &: 'set' and 'list'"))
  expect(() => set.__rsub__([2])).toThrow(new TypeError("unsupported operand type(s) for -: 'list' and 'set'"))
})

test('updates change the set itself', () => {
  const set = new SetReferent([1, 2, 3])
  set.update([4], [5])
  set.intersection_update([2, 3, 4])
  set.difference_update([4])
  set.symmetric_difference_update([3, 6])
  expect(items(valueOf(set))).toEqual([2, 6])
  set.__ior__(new PySet([7]))
  set.__iand__(new PySet([6, 7]))
  set.__isub__(new PySet([6]))
  set.__ixor__(new PySet([7, 8]))
  expect(items(valueOf(set))).toEqual([8])
})

test('sets are compared by what is in them', () => {
  const set = new SetReferent([1, 2])
  expect([set.issubset([1, 2, 3]), set.issuperset([1]), set.isdisjoint([3]), set.isdisjoint([2])]).toEqual([true, true, true, false])
  expect([set.__le__(new PySet([1, 2])), set.__lt__(new PySet([1, 2])), set.__ge__(new PySet([1])), set.__gt__(new PySet([1, 2]))]).toEqual([true, false, true, false])
})

test('its iterator travels as iter([…])', () => {
  expect(repr(new SetReferent([1, 2]).__iter__())).toBe('iter([1, 2])')
})
