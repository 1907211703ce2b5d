import { expect, test } from 'vitest'
import { OverflowError, TypeError } from '../../values/exceptions.ts'
import { PretendedClient } from '../../test/support/calls.ts'
import { reprOf } from '../referent.ts'
import { EventReferent } from './event.ts'

test('set wakes all who wait, and from then on nobody waits', async () => {
  const event = new EventReferent()
  const waiting = [event.wait(), event.wait(60)]
  event.set()
  expect(await Promise.all(waiting)).toEqual([true, true])
  expect(await event.wait(0)).toBe(true)
  expect(event.is_set()).toBe(true)
})

test('clear takes the flag back, and a wait ends without it when its time is over', async () => {
  const event = new EventReferent()
  event.set()
  event.clear()
  expect(event.is_set()).toBe(false)
  expect([await event.wait(0), await event.wait(-1), await event.wait(0.001)]).toEqual([false, false, false])
})

test('a client that hangs up waits no more', async () => {
  const event = new EventReferent()
  const client = new PretendedClient('c1')
  const waiting = client.calls(() => event.wait())
  client.hangUp()
  expect(await waiting).toBe(false)
})

test('a timeout is a number of seconds that can be waited', async () => {
  const event = new EventReferent()
  await expect(event.wait('soon')).rejects.toThrow(new TypeError("'>' not supported between instances of 'str' and 'int'"))
  await expect(event.wait(1e12)).rejects.toThrow(new OverflowError('timeout value is too large'))
})

test('it shows whether it is set', () => {
  const event = new EventReferent()
  expect(reprOf(event, '7f')).toBe('<threading.Event at 0x7f: unset>')
  event.set()
  expect(reprOf(event, '7f')).toBe('<threading.Event at 0x7f: set>')
})
