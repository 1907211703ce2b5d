import { expect, test } from 'vitest'
import { momentAt } from 'multiprocessing/inspect'
import { runOf } from '../test/recorded.ts'
import { refcountHistory } from './refcount-history.ts'

test('each answered request that changes a count is a step, and the last step is what the server counts', () => {
  const run = runOf('sharing')
  for (const object of momentAt(run).objects) {
    const changes = refcountHistory(run, object.key)
    expect(changes[0]).toMatchObject({ what: 'create', count: 1, change: 1 })
    expect(changes.at(-1)?.count).toBe(object.refcount)
  }
})

test('up to a frame it is what it was then', () => {
  const run = runOf('sharing')
  const gate = momentAt(run).objects.find(({ typeid }) => typeid === 'Lock')
  const all = refcountHistory(run, gate?.key ?? '')
  const middle = all[Math.floor(all.length / 2)]
  const early = refcountHistory(run, gate?.key ?? '', middle?.frame.number)
  expect(early).toEqual(all.slice(0, early.length))
  expect(early.at(-1)).toEqual(middle)
  expect(early.at(-1)?.count).toBe(momentAt(run, (middle?.frame.number ?? 0) + 1).object(gate?.key ?? '')?.refcount)
})

test('an object that nobody knows has no history', () => {
  expect(refcountHistory(runOf('sharing'), 'nobody/7f')).toEqual([])
})
