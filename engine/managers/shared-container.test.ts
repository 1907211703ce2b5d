import { expect, test } from 'vitest'
import { Dict, PySet, repr, tuple, typeName } from '../values/index.ts'
import { sharedContainer } from './shared-container.ts'
import { DictReferent } from './types/dict.ts'
import { ListReferent } from './types/list.ts'
import { SetReferent } from './types/set.ts'

test('an array has the methods of list, and is itself what they change', () => {
  const array = ['basil']
  const shared = sharedContainer(array) as ListReferent
  shared.append('mint')
  shared.__setitem__(0, 'dill')
  expect(array).toEqual(['dill', 'mint'])
  array.push('sage')
  expect(shared.__len__()).toBe(3)
  expect([typeName(shared), repr(shared)]).toEqual(['list', "['dill', 'mint', 'sage']"])
})

test.each([new Map<unknown, unknown>(), new Dict<unknown, unknown>()])('a map has the methods of dict, and is itself what they change', (map) => {
  const shared = sharedContainer(map) as DictReferent
  shared.__setitem__('n', 1)
  expect(map.get('n')).toBe(1)
  map.set('m', 2)
  expect([typeName(shared), repr(shared), shared.pop('n')]).toEqual(['dict', "{'n': 1, 'm': 2}", 1])
  expect(map.has('n')).toBe(false)
})

test.each([new Set<unknown>(), new PySet<unknown>()])('a set has the methods of set, and is itself what they change', (set) => {
  const shared = sharedContainer(set) as SetReferent
  shared.add('oak')
  expect(set.has('oak')).toBe(true)
  set.add('elm')
  expect([typeName(shared), repr(shared), shared.__contains__('elm')]).toEqual(['set', "{'oak', 'elm'}", true])
  shared.__iand__(new PySet(['elm']))
  expect([...set]).toEqual(['elm'])
})

test('the same container is the same object again', () => {
  const map = new Map()
  expect(sharedContainer(map)).toBe(sharedContainer(map))
  expect(sharedContainer(new Map())).not.toBe(sharedContainer(map))
})

test('a tuple, bytes, an object of a class and a plain value are as they are', () => {
  class Beds extends Array<string> {}
  for (const value of [tuple(1, 2), new Uint8Array(2), new Beds(), new Date(0), 7, null]) expect(sharedContainer(value)).toBe(value)
})
