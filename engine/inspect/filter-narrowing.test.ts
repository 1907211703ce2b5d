import { expect, test } from 'vitest'
import { recordedRun } from '../test/support/runs.ts'
import { createPredicate, parseFilter } from './filter.ts'
import { createNarrowed } from './filter-narrowing.ts'

const TRACES = ['exposed', 'errors', 'dict-3.13', 'nested', 'wrong-key'] as const

/** Types a filter, a character at a time, and takes back what was typed. */
function* typed(text: string): Generator<[before: string, after: string]> {
  for (let at = 1; at <= text.length; at++) yield [text.slice(0, at - 1), text.slice(0, at)]
  for (let at = text.length; at > 0; at--) yield [text.slice(0, at), text.slice(0, at - 1)]
}

test.each(TRACES)('a filter that is typed on lets the same frames through as one that was typed at once: %s', (name) => {
  const run = recordedRun(name)
  const idents = run.frames.flatMap(({ ident }) => (ident === undefined ? [] : [ident])).slice(-2)
  const words = ['vent', 'return', 'basil -call', 'kind:call water', 'is:refused e', "'b", 'from:server ret', ...idents, ...idents.map((ident) => ident.slice(-5))]
  for (const text of words) {
    for (const [before, after] of typed(text)) {
      let filters
      try {
        filters = [parseFilter(before), parseFilter(after)] as const
      } catch {
        continue // Half a key is no filter yet.
      }
      const was = createPredicate(filters[0], run)
      const plain = run.frames.filter(createPredicate(filters[1], run))
      const narrowed = run.frames.filter(createNarrowed(...filters, run, (frame) => !was(frame)))
      expect(narrowed.map(({ number }) => number), `from ${before} to ${after}`).toEqual(plain.map(({ number }) => number))
    }
  }
})

test('what was refused is not asked again while a word grows', () => {
  const run = recordedRun('exposed')
  let asked = 0
  const counting = { ...run, processes: run.processes }
  const narrowed = createNarrowed(parseFilter('zebr'), parseFilter('zebra'), counting, () => (asked++, true))
  expect(run.frames.filter(narrowed)).toEqual([])
  expect(asked).toBe(run.frames.length)
})
