import { expect, test } from 'vitest'
import { RuntimeError } from '../../values/exceptions.ts'
import { PretendedClient } from '../../test/support/calls.ts'
import { holdersOf, reprOf } from '../referent.ts'
import { RLockReferent } from './rlock.ts'

test('its owner acquires it again, and must release it as often', async () => {
  const lock = new RLockReferent()
  const owner = new PretendedClient('c1')
  const other = new PretendedClient('c2')
  expect(await owner.calls(() => lock.acquire())).toBe(true)
  expect(await owner.calls(() => lock.acquire(false))).toBe(true)
  const waiting = other.calls(() => lock.acquire())
  owner.calls(() => lock.release())
  expect(await other.calls(() => lock.acquire(true, 0.001))).toBe(false)
  owner.calls(() => lock.release())
  expect(await waiting).toBe(true)
  expect(await owner.calls(() => lock.acquire(false))).toBe(false)
})

test('nobody else releases it', async () => {
  const lock = new RLockReferent()
  const words = new RuntimeError('cannot release un-acquired lock')
  expect(() => lock.release()).toThrow(words)
  await new PretendedClient('c1').calls(() => lock.acquire())
  expect(() => new PretendedClient('c2').calls(() => lock.release())).toThrow(words)
})

test('when its owner has hung up, anybody releases it, wholly', async () => {
  const lock = new RLockReferent()
  const gone = new PretendedClient('c1')
  await gone.calls(() => lock.acquire())
  await gone.calls(() => lock.acquire())
  gone.hangUp()
  expect(holdersOf(lock)).toEqual(['held by MainProcess (connection c1), which has hung up, 2 times'])
  const next = new PretendedClient('c2')
  expect(await next.calls(() => lock.acquire(false))).toBe(false)
  next.calls(() => lock.release())
  expect(lock.locked()).toBe(false)
})

test('who did not get the reply has not got the lock', async () => {
  const lock = new RLockReferent()
  const client = new PretendedClient('c1')
  await client.calls(() => lock.acquire())
  client.losesReplies()
  expect(lock.locked()).toBe(false)
})

test('it shows its owner and how often it has it', async () => {
  const lock = new RLockReferent()
  expect(reprOf(lock, '7f')).toBe('<unlocked _thread.RLock object owner=0 count=0 at 0x7f>')
  await new PretendedClient('c1').calls(() => lock.acquire())
  expect(reprOf(lock, '7f')).toBe('<locked _thread.RLock object owner=c1 count=1 at 0x7f>')
})
