import { expect, test } from 'vitest'
import { Token } from '../../protocol/token.ts'
import { AttributeError, RuntimeError, TypeError } from '../../values/exceptions.ts'
import { PretendedClient } from '../../test/support/calls.ts'
import { BaseProxy } from '../base-proxy.ts'
import { holdersOf, reprOf } from '../referent.ts'
import { ConditionReferent } from './condition.ts'
import { LockReferent } from './lock.ts'
import { QueueReferent } from './queue.ts'
import { RLockReferent } from './rlock.ts'

const [a, b, c] = ['c1', 'c2', 'c3'].map((name) => new PretendedClient(name)) as [PretendedClient, PretendedClient, PretendedClient]
const proxyOf = (object: object): BaseProxy =>
  new BaseProxy(new Token('Lock', null, '7f10'), { record: { ident: '7f10', typeid: 'Lock', object, exposed: new Set(), methodToTypeid: undefined } })

test('who waits gives the lock up, however often it has it, and has it again as before', async () => {
  const condition = new ConditionReferent()
  await a.calls(() => condition.acquire())
  await a.calls(() => condition.acquire())
  const waiting = a.calls(() => condition.wait())
  expect(await b.calls(() => condition.acquire(false))).toBe(true)
  b.calls(() => condition.notify())
  b.calls(() => condition.release())
  expect(await waiting).toBe(true)
  a.calls(() => condition.release())
  expect(await b.calls(() => condition.acquire(false))).toBe(false)
  a.calls(() => condition.release())
  expect(await b.calls(() => condition.acquire(false))).toBe(true)
})

test('notify wakes as many as it says, in the order in which they came', async () => {
  const condition = new ConditionReferent()
  const woken: string[] = []
  const waiting = [a, b].map(async (client) => {
    await client.calls(() => condition.acquire())
    await client.calls(() => condition.wait())
    woken.push(client.connection)
    client.calls(() => condition.release())
  })
  await c.calls(() => condition.acquire())
  c.calls(() => condition.notify(5))
  c.calls(() => condition.release())
  await Promise.all(waiting)
  expect(woken).toEqual(['c1', 'c2'])
})

test('only the owner may wait, notify and release', async () => {
  const condition = new ConditionReferent()
  await expect(a.calls(() => condition.wait())).rejects.toThrow(new RuntimeError('cannot wait on un-acquired lock'))
  await b.calls(() => condition.acquire())
  await expect(a.calls(() => condition.wait())).rejects.toThrow(new RuntimeError('cannot wait on un-acquired lock'))
  expect(() => a.calls(() => condition.notify())).toThrow(new RuntimeError('cannot notify on un-acquired lock'))
  expect(() => a.calls(() => condition.notify_all())).toThrow(new RuntimeError('cannot notify on un-acquired lock'))
  expect(() => a.calls(() => condition.release())).toThrow(new RuntimeError('cannot release un-acquired lock'))
})

test('a wait without news ends in time, with the lock', async () => {
  const condition = new ConditionReferent()
  await a.calls(() => condition.acquire())
  expect(await a.calls(() => condition.wait(0))).toBe(false)
  expect(await a.calls(() => condition.wait(0.001))).toBe(false)
  a.calls(() => condition.release())
})

test('who hung up before it had the lock again leaves its notification to the next', async () => {
  const condition = new ConditionReferent()
  const gone = new PretendedClient('c9')
  const waits = async (client: PretendedClient): Promise<boolean> => {
    await client.calls(() => condition.acquire())
    return client.calls(() => condition.wait())
  }
  const first = waits(gone)
  const second = waits(a)
  await b.calls(() => condition.acquire())
  b.calls(() => condition.notify())
  gone.hangUp()
  await first
  b.calls(() => condition.release())
  expect(await second).toBe(true)
})

test('who did not get the reply has neither the lock nor the notification', async () => {
  const condition = new ConditionReferent()
  const gone = new PretendedClient('c9')
  await gone.calls(() => condition.acquire())
  const first = gone.calls(() => condition.wait())
  await a.calls(() => condition.acquire())
  const second = a.calls(() => condition.wait())
  await b.calls(() => condition.acquire())
  b.calls(() => condition.notify())
  b.calls(() => condition.release())
  await first
  gone.losesReplies()
  expect(await second).toBe(true)
  expect(await b.calls(() => condition.acquire(false))).toBe(false)
})

test('over a lock of one’s own it is that lock', async () => {
  const lock = new LockReferent()
  const condition = new ConditionReferent(proxyOf(lock))
  await a.calls(() => condition.acquire())
  expect([lock.locked(), condition.locked()]).toEqual([true, true])
  expect(reprOf(condition, '7f')).toBe('<Condition(<locked _thread.lock object at 0x7f10>, 0)>')
  expect(holdersOf(condition)).toEqual(['held by MainProcess (connection c1)'])
  // A Lock is anybody's, as in CPython.
  b.calls(() => condition.notify())
  b.calls(() => lock.release())
  await expect(a.calls(() => condition.wait())).rejects.toThrow('cannot wait on un-acquired lock')
})

test('a lock is a Lock or an RLock of the same server', () => {
  expect(() => new ConditionReferent(proxyOf(new RLockReferent()))).not.toThrow()
  expect(() => new ConditionReferent(5)).toThrow(new AttributeError("'int' object has no attribute 'acquire'"))
  expect(() => new ConditionReferent(proxyOf(new QueueReferent()))).toThrow(
    new TypeError('Condition(lock) here takes a proxy of a Lock or RLock of the same server, got a Lock'),
  )
  expect(() => new ConditionReferent(new BaseProxy(new Token('Lock', '/other', '7f')))).toThrow(
    new TypeError('Condition(lock) here takes a proxy of a Lock or RLock of the same server, got a Lock of another server'),
  )
})
