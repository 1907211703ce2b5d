import { expect, test } from 'vitest'
import { PretendedClient } from '../../test/support/calls.ts'
import { QueueReferent } from './queue.ts'

test('an item that goes back into a full queue does not make room for more than there is', async () => {
  const queue = new QueueReferent(2)
  await queue.put('a')
  await queue.put('b')
  const order: string[] = []
  const putting = ['c', 'd', 'e'].map((item) => queue.put(item).then(() => order.push(item)))
  const client = new PretendedClient('c1')
  expect(await client.calls(() => queue.get())).toBe('a')
  await putting[0]
  client.losesReplies()
  expect(queue.qsize()).toBe(3) // Nothing is lost, so for a moment it is one too many.
  expect(await queue.get()).toBe('a')
  await Promise.resolve()
  expect({ order, size: queue.qsize() }).toEqual({ order: ['c'], size: 2 })
  expect([await queue.get(), await queue.get()]).toEqual(['b', 'c'])
  await Promise.all(putting)
  expect([await queue.get(), await queue.get()]).toEqual(['d', 'e'])
})
