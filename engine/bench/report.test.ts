/** What the table says of figures. */
import { describe, expect, test } from 'vitest'
import type { Outcome } from './arena.ts'
import type { Row } from './contest.ts'
import { formatFigure, formatGroups, formatRatio, summarize } from './report.ts'
import { verdictOf } from './verdict.ts'

describe('a verdict', () => {
  const outcome = (median: number, row: Partial<Row>): Outcome => {
    const spread = { min: median / 2, median, max: median * 2 }
    return { row: { name: 'a', of: 'b', against: 'c', ...row }, measured: { figure: spread, other: spread, result: spread, rounds: 3 } }
  }

  test.each([
    [1.2, { floor: 0.9, goal: 1.1 }, 'goal met'],
    [1.0, { floor: 0.9, goal: 1.1 }, 'floor met'],
    [0.8, { floor: 0.9, goal: 1.1 }, 'below the floor'],
    [0.3, { floor: 0.4, goal: 0.3, better: 'less' }, 'goal met'],
    [0.35, { floor: 0.4, goal: 0.3, better: 'less' }, 'floor met'],
    [0.5, { floor: 0.4, goal: 0.3, better: 'less' }, 'below the floor'],
    [5, {}, 'none'],
  ] as const)('of a median of %d with %j is: %s', (median, row, verdict) => {
    expect(verdictOf(outcome(median, row))).toBe(verdict)
  })

  test('stands in the table, with the notes below it', () => {
    const outcomes: Outcome[] = [outcome(0.8, { name: 'slow', floor: 0.9, goal: 1.1, note: 'It waits for the other end.' }), { row: { name: 'far', of: 'b' }, skipped: 'there is no taskset here' }]
    const text = formatGroups([{ group: { name: 'g', title: 'A group', contests: [] }, outcomes }])
    expect(text).toContain('| slow | 0.8/s | 0.8/s | 0.40 / **0.80** / 1.60 | 0.90 | 1.10 | ✗ floor not met |')
    expect(text).toContain('| far |  |  | skipped: there is no taskset here |  |  |  |')
    expect(text).toContain('\n* slow: It waits for the other end.')
    expect(formatGroups([{ group: { name: 'g', title: 'A group', contests: [] }, outcomes: [outcome(1.2, { floor: 0.9, goal: 1.1, note: 'It waits.' })] }])).not.toContain('It waits.')
    expect(summarize([{ group: { name: 'g', title: 'A group', contests: [] }, outcomes }])).toBe('2 rows: 0 goals met, 0 floors met, 1 below the floor, 1 skipped, 0 failed')
  })
})

test('figures are printed with three digits and a unit', () => {
  expect([formatFigure(56_123, '1/s'), formatFigure(1_040_000, '1/s'), formatFigure(23.4, '1/s')]).toEqual(['56.1 k/s', '1.04 M/s', '23.4/s'])
  expect([formatFigure(31e-6, 's'), formatFigure(0.0049, 's'), formatFigure(3e-9, 's')]).toEqual(['31 µs', '4.9 ms', '3 ns'])
  expect([formatFigure(1.4e9, 'B/s'), formatFigure(60e6, 'B')]).toEqual(['1.4 GB/s', '60 MB'])
  expect([formatRatio(0.951), formatRatio(14.26), formatRatio(102.4)]).toEqual(['0.95', '14.3', '102'])
})
