import { expect, test } from 'vitest'
import { colourOrder, letterOf } from './look.ts'

test('colours go to servers first, then in start order, then to processes that only the trace knows', () => {
  const known = [
    { name: 'gardener', role: 'client' },
    { name: 'server', role: 'server' },
    { name: 'visitor', role: 'client' },
  ] as const
  expect(colourOrder(known, ['Process-1', 'visitor'])).toEqual(['server', 'gardener', 'visitor', 'Process-1'])
})

test('a chip’s letter is the name’s first, or the one that tells it from its kind', () => {
  expect(['visitor', 'worker 2', 'client A', 'Process-1', 'Process-12', 'SyncManager-1'].map(letterOf)).toEqual(['V', '2', 'A', '1', 'P', 'S'])
})
