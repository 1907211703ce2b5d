import { expect, test } from 'vitest'
import { createPredicate, foldRows, parseFilter, TraceReader, type Row } from 'multiprocessing/inspect'
import { rowAfter, RowList } from './row-list.ts'
import { eventsOf, runOf, type TraceName } from './test/recorded.ts'

const keys = (rows: readonly Row[]) => rows.map((row) => (row.kind === 'fold' ? `${row.key} ${row.frames.length}` : row.key))

/** A list that saw the trace grow by a few events at a time. */
function grown(name: TraceName, step: number, list = new RowList({})) {
  const reader = new TraceReader()
  const events = eventsOf(name)
  for (let at = 0; at < events.length; at += step) {
    reader.read(events.slice(at, at + step))
    list.update(reader.run)
  }
  return { list, run: reader.run }
}

for (const name of ['exposed', 'children', 'waiting', 'six-workers'] as const) {
  test(`a list that grew with ${name} is the same as one made at its end`, () => {
    for (const step of [1, 7, 64]) {
      const { list, run } = grown(name, step)
      const whole = new RowList({})
      whole.update(run)
      expect(keys(list.rows)).toEqual(keys(foldRows(run)))
      expect([list.shown, list.folded]).toEqual([whole.shown, whole.folded])
      for (const frame of run.frames) expect(list.rowOf(frame.number)).toBe(whole.rowOf(frame.number))
      const spans = (one: RowList) => one.spansBetween(0, one.rows.length - 1).map(({ request, first, last }) => [request.number, first, last])
      expect(spans(list)).toEqual(spans(whole))
    }
  })
}

test('every frame has the row that shows or folds it', () => {
  const list = new RowList({})
  const run = runOf('exposed')
  list.update(run)
  expect(list.shown).toBe(run.frames.length)
  for (const frame of run.frames) {
    const row = list.rows[list.rowOf(frame.number)]
    const stands = row?.kind === 'fold' ? row.frames.includes(frame) : row?.frame === frame || row?.lead?.frames.includes(frame)
    expect(stands).toBe(true)
  }
})

test('frames that the filter hides have no row', () => {
  const run = runOf('exposed')
  const list = new RowList({ filter: createPredicate(parseFilter('kind:error'), run) })
  list.update(run)
  expect(list.shown).toBe(1)
  expect(run.frames.filter((frame) => list.rowOf(frame.number) >= 0).map((frame) => frame.family)).toEqual(['error'])
})

test('a call reaches from its row to that of its answer, in every window that it touches', () => {
  const { list } = grown('children', 16)
  const last = list.rows.length - 1
  const all = list.spansBetween(0, last)
  expect(all.length).toBeGreaterThan(10)
  for (let first = 0; first <= last; first += 5) {
    const window = { first, last: Math.min(last, first + 4) }
    const expected = all.filter((span) => span.first <= window.last && (span.last ?? Infinity) >= window.first)
    expect(list.spansBetween(window.first, window.last).map((span) => span.request.number)).toEqual(expected.map((span) => span.request.number))
  }
})

test('a call without an answer is open while its connection is, and abandoned once that is closed', () => {
  const reader = new TraceReader()
  const list = new RowList({})
  const events = eventsOf('waiting')
  const end = events.findIndex((event) => event.name === 'process/exited' || event.name === 'connection/closed' && event.time > 400_000)
  reader.read(events.slice(0, end))
  list.update(reader.run)
  const open = list.spansBetween(0, list.rows.length - 1).at(-1)
  expect(open).toMatchObject({ last: undefined, abandoned: false })
  expect(open?.request.method).toBe('get')
  reader.read(events.slice(end))
  list.update(reader.run)
  expect(list.spansBetween(0, list.rows.length - 1).at(-1)).toMatchObject({ abandoned: true })
})

test('what grows at the end costs what is new, not what is there', () => {
  const reader = new TraceReader()
  const list = new RowList({})
  const once = eventsOf('exposed')
  const length = (once.at(-1)?.time ?? 0) + 1000
  const turn = (number: number) =>
    once
      .filter((event) => number === 0 || !event.name.startsWith('process/'))
      .filter((event) => event.name !== 'process/exited')
      .map((event) => ({ ...event, time: event.time + number * length, ...('connection' in event ? { connection: `${number}/${event.connection}` } : {}) }))
  const took: number[] = []
  for (let number = 0; number < 200; number++) {
    reader.read(turn(number) as typeof once)
    const started = performance.now()
    list.update(reader.run)
    took.push(performance.now() - started)
  }
  const middle = (some: number[]) => some.toSorted((one, other) => one - other)[some.length >> 1]!
  expect(reader.run.frames.length).toBe(26_000)
  // The last fifty against the second fifty: the first ones warm up.
  expect(middle(took.slice(150))).toBeLessThan(middle(took.slice(50, 100)) * 4 + 1)
})

test('the first row after a moment is found by halving', () => {
  const run = runOf('exposed')
  const rows = foldRows(run)
  expect(rowAfter(rows, -1)).toBe(0)
  expect(rowAfter(rows, Infinity)).toBe(rows.length)
  const row = rows[5]
  const moment = row?.kind === 'frame' ? row.frame.time : (row?.time ?? 0)
  expect(rowAfter(rows, moment)).toBe(6)
})
