import { expect, test } from 'vitest'
import { AssertionError, TypeError } from '../values/exceptions.ts'
import { addToRegistry, managerClassNamed, registryOf } from './registry.ts'

test('a subclass copies its parent’s registry and never changes it', () => {
  class Parent {}
  class Child extends Parent {}
  addToRegistry(Parent, 'Tank', {})
  addToRegistry(Child, 'Bucket', {})
  addToRegistry(Parent, 'Late', {})
  expect([...registryOf(Parent).keys()]).toEqual(['Tank', 'Late'])
  expect([...registryOf(Child).keys()]).toEqual(['Tank', 'Bucket'])
})

test('a class that registers nothing has its parent’s registry', () => {
  class Parent {}
  class Child extends Parent {}
  addToRegistry(Parent, 'Tank', {})
  expect(registryOf(Child).has('Tank')).toBe(true)
})

test('exposed and methodToTypeid default to the proxy type’s own', () => {
  class Owner {}
  const proxytype = Object.assign(class {}, { exposed: ['level'], methodToTypeid: { bed: 'Bed' } }) as never
  expect(addToRegistry(Owner, 'Tank', { proxytype })).toMatchObject({ exposed: ['level'], methodToTypeid: { bed: 'Bed' } })
  expect(addToRegistry(Owner, 'Tank', { proxytype, exposed: [] }).exposed).toEqual([])
})

test('a manager class is found again by its name', () => {
  class FoundByName {}
  addToRegistry(FoundByName, 'Tank', {})
  expect(managerClassNamed('FoundByName')).toBe(FoundByName)
  expect(managerClassNamed('NeverRegistered')).toBeUndefined()
})

test.each([
  ['', {}, TypeError, 'register() needs a typeid: a string that is not empty, got '],
  ['T', { callable: 5 }, TypeError, "register('T'): callable makes the object, so it is a class or a function, got number 5"],
  ['T', { proxytype: {} }, TypeError, "register('T'): proxytype is a class of proxies, got an object"],
  ['T', { exposed: 'level' }, TypeError, "register('T'): exposed is a list of method names, got string level"],
  ['T', { exposed: [1] }, TypeError, "register('T'): exposed is a list of method names, got an object"],
  ['T', { methodToTypeid: { bed: 3 } }, AssertionError, "3 is not a string (methodToTypeid of 'bed')"],
])('register(%j, %j) is refused', (typeid, options, error, words) => {
  class Owner {}
  expect(() => addToRegistry(Owner, typeid, options as never)).toThrow(new (error as typeof TypeError)(words))
})
