import { expect, test } from 'vitest'
import { RuntimeError, StopIteration, ValueError } from '../../values/exceptions.ts'
import { publicMethods } from '../methods.ts'
import { DictReferent } from './dict.ts'
import { isIterator, sharedIterator } from './iterator.ts'

test('a generator of JavaScript’s is one of Python’s', async () => {
  function* numbers(): Generator<number, void, number> {
    try {
      const sent = yield 1
      yield sent
    } catch {
      yield -1
    }
  }
  const iterator = sharedIterator(numbers()) as ReturnType<typeof sharedIterator> & Record<'send' | 'throw', (value: unknown) => Promise<unknown>>
  expect(publicMethods(iterator)).toEqual(['close', 'send', 'throw'])
  expect(await iterator.__next__()).toBe(1)
  expect(await iterator.send(7)).toBe(7)
  expect(await iterator.throw(new ValueError())).toBe(-1)
  await expect(iterator.__next__()).rejects.toThrow(StopIteration)
})

test('an asynchronous generator is one, too', async () => {
  async function* letters(): AsyncGenerator<string> {
    yield 'a'
  }
  const iterator = sharedIterator(letters())
  expect(await iterator.__next__()).toBe('a')
  await expect(iterator.__next__()).rejects.toThrow(StopIteration)
})

test('a plain iterator has no more than its items', () => {
  expect(publicMethods(sharedIterator([1][Symbol.iterator]()))).toEqual([])
})

test.each([[[1]], [{ next: 1 }], [{ next: () => 1 }], [null], ['text']])('%j is no iterator', (value) => {
  expect(isIterator(value)).toBe(false)
})

test('a dict’s iterator fails when the number of keys has changed', async () => {
  const dict = new DictReferent([['a', 1], ['b', 2]])
  const iterator = sharedIterator(dict.__iter__())
  expect(await iterator.__next__()).toBe('a')
  dict.__setitem__('b', 3)
  expect(await iterator.__next__()).toBe('b')
  await expect(iterator.__next__()).rejects.toThrow(StopIteration)
  const another = sharedIterator(dict.__iter__())
  dict.clear()
  await expect(another.__next__()).rejects.toThrow(new RuntimeError('dictionary changed size during iteration'))
})
