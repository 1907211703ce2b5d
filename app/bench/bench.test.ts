import { expect, test } from 'vitest'
import { chromiumPath } from '../e2e/chromium.ts'
import { bench, benchCommand } from './bench.ts'
import { BRIEF } from './measures.ts'
import { linesOf, markdown, plainTable, verdictOf, type Line } from './report.ts'
import { gaps, median, percentile, ratePerSecond, short, spreadOf } from './statistics.ts'

test('a percentile is one of the values, and nothing has none', () => {
  const values = [5, 1, 4, 2, 3]
  expect(percentile(values, 0.5)).toBe(3)
  expect(percentile(values, 0.95)).toBe(5)
  expect(percentile(values, 0)).toBe(1)
  expect(median([1, 2])).toBe(1)
  expect(spreadOf(values)).toEqual({ count: 5, p50: 3, p95: 5, worst: 5 })
  expect(percentile([], 0.5)).toBeNaN()
  expect(spreadOf([]).worst).toBeNaN()
})

test('times become gaps, and counts a rate', () => {
  expect(gaps([10, 26, 60])).toEqual([16, 34])
  expect(ratePerSecond([[0, 100], [500, 600], [1000, 1100]])).toBeCloseTo(1000)
  expect(ratePerSecond([[0, 1]])).toBeNaN()
  expect([0.4249, 8.32, 41.26, 1240.4, NaN].map(short)).toEqual(['0.42', '8.32', '41.3', '1,240', '–'])
})

test('a time is to be at most what is asked, a rate at least', () => {
  const time: Line = { what: 'a step', value: 12, unit: 'ms', more: '', floor: 50, goal: 16 }
  expect([12, 16, 30, 51, NaN].map((value) => verdictOf({ ...time, value }))).toEqual(['goal met', 'goal met', 'floor met', 'not met', 'not measured'])
  const rate: Line = { ...time, unit: 'frames/s', floor: 20_000, goal: 100_000 }
  expect([100_000, 20_000, 19_999].map((value) => verdictOf({ ...rate, value }))).toEqual(['goal met', 'floor met', 'not met'])
})

test('options name parts and rounds, and say what they are not', async () => {
  const read = (...words: string[]) => {
    const command = benchCommand().exitOverride().configureOutput({ writeErr: () => {} })
    command.action(() => {})
    return command.parse(words, { from: 'user' }).opts()
  }
  expect(read()).toEqual({ only: ['start', 'run', 'frames', 'objects', 'flood'], rounds: 1, json: false, write: false })
  expect(read('--only', 'flood,start', '--rounds', '3', '--json', '--write')).toEqual({ only: ['flood', 'start'], rounds: 3, json: true, write: true })
  expect(() => read('--only', 'speed')).toThrow('There is no part speed. Parts are start, run, frames, objects, flood.')
  expect(() => read('--rounds', 'many')).toThrow('Expected a whole number from 1 on, got many.')
})

test.skipIf(chromiumPath() === undefined)(
  'a tiny recording, made by real processes and opened in a real browser, yields figures and a table',
  async () => {
    const said: string[] = []
    const { figures, browser } = await bench({ only: ['frames'], rounds: 1 }, (words) => said.push(words), { frames: 300, objects: 1, floodSeconds: 1, views: ['Sequence', 'Topology'], effort: BRIEF })
    const [sequence, topology] = figures.recorded!.views
    expect(figures.recorded!.frames).toBeGreaterThanOrEqual(300)
    expect(sequence!.filter!.count).toBeGreaterThan(5)
    expect(sequence!.scroll!.p50).toBeGreaterThan(0)
    expect(topology!.scrub.count).toBeGreaterThan(5)
    expect(figures.recorded!.memory.heap).toBeGreaterThan(1e6)
    expect(said.at(-1)).toBe('  Topology')
    expect(linesOf(figures).map(({ what }) => what.replace(/^.*objects: /, ''))).toEqual(['Sequence, filter', 'Sequence, scrub step', 'Sequence, frame while scrolling', 'Topology, scrub step'])
    expect(plainTable(linesOf(figures)).split('\n')).toHaveLength(5)
    expect(markdown(figures, { browser, made: new Date(0), took: 1000, rounds: 1 })).toContain('| memory | heap | process |')
  },
  180_000,
)
