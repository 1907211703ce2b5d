import { expect, test } from 'vitest'
import { dumps, loads } from '../../pickle/index.ts'
import { RuntimeError, TypeError, ValueError } from '../../values/exceptions.ts'
import { PretendedClient } from '../../test/support/calls.ts'
import { reprOf } from '../referent.ts'
import { BarrierReferent, BrokenBarrierError } from './barrier.ts'

test('it holds its parties until all are there, and gives each another number, again and again', async () => {
  const barrier = new BarrierReferent(3)
  for (let round = 0; round < 2; round++) {
    const waiting = [barrier.wait(), barrier.wait(60)]
    expect([barrier.n_waiting, barrier.parties, barrier.broken]).toEqual([2, 3, false])
    expect((await Promise.all([...waiting, barrier.wait()])).sort()).toEqual([0, 1, 2])
    expect(barrier.n_waiting).toBe(0)
  }
})

test('somebody who is too late breaks it for all, until it is reset', async () => {
  const barrier = new BarrierReferent(3)
  const waiting = [barrier.wait(), barrier.wait(0.001)]
  expect(await Promise.allSettled(waiting)).toEqual(waiting.map(() => ({ status: 'rejected', reason: new BrokenBarrierError() })))
  expect(barrier.broken).toBe(true)
  await expect(barrier.wait()).rejects.toThrow(BrokenBarrierError)
  barrier.reset()
  expect(barrier.broken).toBe(false)
})

test('abort and reset send home those who wait', async () => {
  const barrier = new BarrierReferent(2)
  const first = barrier.wait()
  barrier.reset()
  await expect(first).rejects.toThrow(BrokenBarrierError)
  expect(barrier.broken).toBe(false)
  const second = barrier.wait()
  barrier.abort()
  await expect(second).rejects.toThrow(BrokenBarrierError)
  expect(barrier.broken).toBe(true)
})

test('its own timeout counts where wait says none', async () => {
  await expect(new BarrierReferent(2, null, 0.001).wait()).rejects.toThrow(BrokenBarrierError)
  await expect(new BarrierReferent(2).wait(0)).rejects.toThrow(BrokenBarrierError)
})

test('one who hangs up counts no more, and breaks nothing', async () => {
  const barrier = new BarrierReferent(2)
  const gone = new PretendedClient('c1')
  const waiting = gone.calls(() => barrier.wait())
  gone.hangUp()
  await expect(waiting).rejects.toThrow(BrokenBarrierError)
  expect([barrier.n_waiting, barrier.broken]).toEqual([0, false])
  expect((await Promise.all([barrier.wait(), barrier.wait()])).sort()).toEqual([0, 1])
})

test('it has parties and no action', () => {
  expect(() => new BarrierReferent(0)).toThrow(new ValueError('parties must be > 0'))
  expect(() => new BarrierReferent(2, () => 1)).toThrow(TypeError)
  expect(() => new BarrierReferent(2, () => 1)).toThrow(/^Barrier\(\) here has no action: the Python function .* cannot run in this server$/)
})

test('it shows who is there', () => {
  const barrier = new BarrierReferent(2)
  void barrier.wait().catch(() => undefined)
  expect(reprOf(barrier, '7f')).toBe('<threading.Barrier at 0x7f: waiters=1/2>')
  barrier.abort()
  expect(reprOf(barrier, '7f')).toBe('<threading.Barrier at 0x7f: broken>')
})

test('its error travels as threading.BrokenBarrierError, a RuntimeError', () => {
  const error = loads(dumps(new BrokenBarrierError()))
  expect(error).toBeInstanceOf(BrokenBarrierError)
  expect(error).toBeInstanceOf(RuntimeError)
})
