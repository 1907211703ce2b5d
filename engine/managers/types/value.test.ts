import { expect, test } from 'vitest'
import { Token } from '../../protocol/token.ts'
import { AttributeError } from '../../values/exceptions.ts'
import { repr } from '../../values/index.ts'
import { reprOf, typeRepr, valueOf } from '../referent.ts'
import { ValueProxy, ValueReferent } from './value.ts'

test('it gives what was set last; the typecode means nothing', () => {
  const value = new ValueReferent('i', 1)
  expect(value.get()).toBe(1)
  value.set('text')
  expect(value.get()).toBe('text')
  expect(reprOf(value, '7f')).toBe("Value('i', 'text')")
  expect(typeRepr(value)).toBe("<class 'multiprocessing.managers.Value'>")
})

test('a copy is an instance of Python’s own class', () => {
  const copy = valueOf(new ValueReferent('i', 1))
  expect(copy).toMatchObject({ module: 'multiprocessing.managers', name: 'Value', made: 'newobj' })
  expect(repr(copy)).toBe("Value('i', 1)")
})

test('a proxy’s value is not set by assignment', () => {
  const proxy = new ValueProxy<number>(new Token('Value', '/s', '7f'))
  expect(() => (proxy.value = 5)).toThrow(new AttributeError('setting value takes a frame: write await proxy.set(5)'))
})
