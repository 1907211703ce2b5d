import { expect, test } from 'vitest'
import { OverflowError, RuntimeError, TypeError, ValueError } from '../../values/exceptions.ts'
import { PretendedClient } from '../../test/support/calls.ts'
import { holdersOf, reprOf } from '../referent.ts'
import { LockReferent } from './lock.ts'

test('one holder at a time; the next in line gets it with the release', async () => {
  const lock = new LockReferent()
  expect(await lock.acquire()).toBe(true)
  expect(await lock.acquire(false)).toBe(false)
  expect(await lock.acquire(true, 0.001)).toBe(false)
  const waiting = [lock.acquire(), lock.acquire(true, 60)]
  lock.release()
  expect(lock.locked()).toBe(true)
  expect(await waiting[0]).toBe(true)
  expect(await lock.acquire(false)).toBe(false)
  lock.release()
  expect(await waiting[1]).toBe(true)
})

test('whoever likes releases it, but only when it is locked', async () => {
  const lock = new LockReferent()
  await new PretendedClient('c1').calls(() => lock.acquire())
  new PretendedClient('c2').calls(() => lock.release())
  expect(() => lock.release()).toThrow(new RuntimeError('release unlocked lock'))
})

test('who hangs up while waiting is not handed it', async () => {
  const lock = new LockReferent()
  await lock.acquire()
  const gone = new PretendedClient('c1')
  const waiting = gone.calls(() => lock.acquire())
  const next = lock.acquire()
  gone.hangUp()
  lock.release()
  expect([await waiting, await next]).toEqual([false, true])
})

test('who hung up keeps what it held, and it is shown', async () => {
  const lock = new LockReferent()
  const gone = new PretendedClient('c1')
  await gone.calls(() => lock.acquire())
  expect(holdersOf(lock)).toEqual(['held by MainProcess (connection c1)'])
  gone.hangUp()
  expect(await lock.acquire(false)).toBe(false)
  expect(holdersOf(lock)).toEqual(['held by MainProcess (connection c1), which has hung up'])
  lock.release()
  expect(holdersOf(lock)).toEqual([])
})

test('who did not get the reply has not got the lock', async () => {
  const lock = new LockReferent()
  const first = new PretendedClient('c1')
  await first.calls(() => lock.acquire())
  const second = new PretendedClient('c2')
  const waiting = second.calls(() => lock.acquire())
  first.losesReplies()
  expect(await waiting).toBe(true)
  // It has gone to another since: that one keeps it.
  first.losesReplies()
  expect(lock.locked()).toBe(true)
})

test.each([
  [false, 1, ValueError, "can't specify a timeout for a non-blocking call"],
  [true, -2, ValueError, 'timeout value must be a non-negative number'],
  [true, 'x', TypeError, "'str' object cannot be interpreted as an integer"],
  [true, 1e12, OverflowError, 'timeout value is too large'],
])('acquire(%j, %j) is refused', (blocking, timeout, error, words) => {
  expect(() => new LockReferent().acquire(blocking, timeout)).toThrow(new error(words))
})

test('it shows whether it is locked', async () => {
  const lock = new LockReferent()
  expect(reprOf(lock, '7f')).toBe('<unlocked _thread.lock object at 0x7f>')
  await lock.acquire()
  expect(reprOf(lock, '7f')).toBe('<locked _thread.lock object at 0x7f>')
})
