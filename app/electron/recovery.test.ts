import { expect, test } from 'vitest'
import { CALM, Recovery } from './recovery.ts'

test('the first crash loads the page again, one soon after says so', () => {
  const recovery = new Recovery()
  expect(recovery.gone('crashed', 1000)).toBe('load again')
  expect(recovery.gone('crashed', 1000 + CALM - 1)).toBe('say so')
  // Each counts from the one before: a page that crashes again and again is not loaded again and again.
  expect(recovery.gone('oom', 1000 + 2 * CALM - 2)).toBe('say so')
})

test('a crash long after the last is the first again', () => {
  const recovery = new Recovery()
  expect(recovery.gone('oom', 0)).toBe('load again')
  expect(recovery.gone('killed', CALM)).toBe('load again')
})

test.each(['launch-failed', 'integrity-failure'])('what loading again cannot mend is said at once: %s', (reason) => {
  expect(new Recovery().gone(reason, 0)).toBe('say so')
})
