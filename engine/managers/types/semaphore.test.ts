import { expect, test } from 'vitest'
import { TypeError, ValueError } from '../../values/exceptions.ts'
import { PretendedClient } from '../../test/support/calls.ts'
import { reprOf } from '../referent.ts'
import { BoundedSemaphoreReferent, SemaphoreReferent } from './semaphore.ts'

test('it has as many places as it was given, and those that are given back', async () => {
  const semaphore = new SemaphoreReferent(2)
  expect([await semaphore.acquire(), await semaphore.acquire(), await semaphore.acquire(false), await semaphore.acquire(true, 0.001)]).toEqual([true, true, false, false])
  const waiting = [semaphore.acquire(), semaphore.acquire(), semaphore.acquire()]
  semaphore.release(2)
  expect(await Promise.all(waiting.slice(0, 2))).toEqual([true, true])
  semaphore.release()
  expect(await waiting[2]).toBe(true)
  semaphore.release(3)
  expect(reprOf(semaphore, '7f')).toBe('<threading.Semaphore at 0x7f: value=3>')
})

test('a bounded one never has more places than at first', async () => {
  const semaphore = new BoundedSemaphoreReferent(2)
  const words = new ValueError('Semaphore released too many times')
  expect(() => semaphore.release()).toThrow(words)
  await semaphore.acquire()
  expect(() => semaphore.release(2)).toThrow(words)
  expect(reprOf(semaphore, '7f')).toBe('<threading.BoundedSemaphore at 0x7f: value=1/2>')
  semaphore.release()
  expect(() => semaphore.release()).toThrow(words)
})

test('a place that a client did not receive is free again', async () => {
  const semaphore = new SemaphoreReferent(1)
  const client = new PretendedClient('c1')
  await client.calls(() => semaphore.acquire())
  client.losesReplies()
  expect(await semaphore.acquire(false)).toBe(true)
  const waiting = client.calls(() => semaphore.acquire())
  client.hangUp()
  expect(await waiting).toBe(false)
})

test('numbers and timeouts are checked in Python’s words', async () => {
  expect(() => new SemaphoreReferent(-1)).toThrow(new ValueError('semaphore initial value must be >= 0'))
  expect(() => new SemaphoreReferent('a')).toThrow(new TypeError("'<' not supported between instances of 'str' and 'int'"))
  expect(() => new SemaphoreReferent().release(0)).toThrow(new ValueError('n must be one or more'))
  await expect(new SemaphoreReferent().acquire(false, 1)).rejects.toThrow(new ValueError("can't specify timeout for non-blocking acquire"))
  await expect(new SemaphoreReferent(0).acquire(true, 'a')).rejects.toThrow(new TypeError("unsupported operand type(s) for +: 'float' and 'str'"))
})
