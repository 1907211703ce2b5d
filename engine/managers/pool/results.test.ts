import { expect, test } from 'vitest'
import { TimeoutError } from '../../errors.ts'
import { StopIteration, ValueError } from '../../values/exceptions.ts'
import { PretendedClient } from '../../test/support/calls.ts'
import { publicMethods } from '../methods.ts'
import { AsyncResult, ResultIterator, settle } from './results.ts'

const done = (value: unknown) => ({ succeeded: true, value })
const failed = (value: unknown) => ({ succeeded: false, value })

test('a result has the methods that CPython’s has', () => {
  expect(publicMethods(new AsyncResult(1, () => 0))).toEqual(['get', 'ready', 'successful', 'wait'])
})

test('a result is there when all of its tasks are done, in their order', async () => {
  const result = new AsyncResult(2, (lists) => lists.flat(1))
  const waiting = result.get()
  result[settle](1, done([3]))
  expect(result.ready()).toBe(false)
  expect(() => result.successful()).toThrow(new ValueError('<multiprocessing.pool.ApplyResult object at 0x0> not ready'))
  await expect(result.get(0)).rejects.toThrow(TimeoutError)
  result[settle](0, done([1, 2]))
  expect(await waiting).toEqual([1, 2, 3])
  expect([result.ready(), result.successful(), await result.get(0)]).toEqual([true, true, [1, 2, 3]])
})

test('of several errors the first counts, once all tasks are done', async () => {
  const result = new AsyncResult(2, () => 0)
  result[settle](1, failed(new ValueError('first')))
  expect(result.ready()).toBe(false)
  result[settle](0, failed(new ValueError('second')))
  await expect(result.get()).rejects.toThrow('first')
  expect(result.successful()).toBe(false)
})

test('a result of no tasks is there at once', async () => {
  expect(await new AsyncResult(0, (lists) => lists).get()).toEqual([])
  await expect(new ResultIterator(0, true).__next__()).rejects.toThrow(StopIteration)
})

test('items come in the order of their tasks, or as they are done', async () => {
  for (const ordered of [true, false]) {
    const items = new ResultIterator(3, ordered)
    items[settle](1, done([2]))
    items[settle](2, failed(new ValueError('third')))
    items[settle](0, done([0, 1]))
    const seen: unknown[] = []
    for (let each = 0; each < 4; each++) seen.push(await items.__next__().catch((error: Error) => error.message))
    expect(seen).toEqual(ordered ? [0, 1, 2, 'third'] : [2, 'third', 0, 1])
    await expect(items.__next__()).rejects.toThrow(StopIteration)
  }
})

test('who waits for an item gets it, or the end, or no more than its time', async () => {
  const items = new ResultIterator(1, true)
  const waiting = [items.__next__(), items.__next__()]
  await expect(items.__next__(0.001)).rejects.toThrow(TimeoutError)
  items[settle](0, done(['only']))
  expect(await waiting[0]).toBe('only')
  await expect(waiting[1]).rejects.toThrow(StopIteration)
})

test('an item that was not received is the next again', async () => {
  const items = new ResultIterator(1, true)
  const client = new PretendedClient('c1')
  items[settle](0, done(['kept']))
  await client.calls(() => items.__next__())
  client.losesReplies()
  expect(await items.__next__()).toBe('kept')
})
