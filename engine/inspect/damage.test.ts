import { array, assert, constantFrom, double, integer, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import type { TraceEvent } from '../protocol/trace.ts'
import { pickled, runOf, Script } from '../test/support/runs.ts'
import { recordedTrace, traceNames } from '../test/support/traces.ts'
import { tuple } from '../values/tuple.ts'
import { describeFrame } from './describe.ts'
import { explainFrame } from './explain.ts'
import { foldRows } from './fold.ts'
import { momentAt } from './moment-at.ts'
import { printRun } from './print.ts'
import { TraceReader } from './reader.ts'
import { registrationUses } from './registry.ts'
import { costsByLine, summarize } from './summary.ts'
import { objectOf } from './traced-run.ts'

const traces = new Map(traceNames().map((name) => [name, recordedTrace(name)]))

const damages = record({
  name: constantFrom(...traces.keys()),
  /** Which event, as a share of all, what happens to it, and a number for that. */
  hits: array(
    record({ at: double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), what: constantFrom('drop', 'cut', 'change', 'swap', 'repeat', 'index'), by: integer({ min: 0, max: 400 }) } as const),
    { minLength: 1, maxLength: 12 },
  ),
})

function damaged(name: string, hits: readonly { at: number; what: string; by: number }[]): TraceEvent[] {
  const events = traces.get(name)!.slice()
  for (const { at, what, by } of hits) {
    const index = Math.floor(at * events.length)
    const event = events[index]!
    const isFrame = event.name === 'frame/sent' || event.name === 'frame/received'
    if (what === 'drop') events.splice(index, 1)
    else if (what === 'repeat') events.splice(index, 0, event)
    else if (what === 'swap') events.splice(Math.floor((index + by) % events.length), 0, ...events.splice(index, 1))
    else if (isFrame && what === 'cut') events[index] = { ...event, payload: event.payload.slice(0, by) }
    else if (isFrame && what === 'index') events[index] = { ...event, index: by * 1000 }
    else if (isFrame && what === 'change') {
      const bytes = Buffer.from(event.payload, 'base64')
      if (bytes.length > 0) bytes[by % bytes.length] = by & 0xff
      events[index] = { ...event, payload: bytes.toString('base64') }
    }
    if (events.length === 0) break
  }
  return events
}

test('a trace with events lost, cut, changed, repeated or out of place is read and shown without an error', () => {
  assert(
    property(damages, ({ name, hits }) => {
      const reader = new TraceReader()
      reader.read(damaged(name, hits))
      const { run } = reader
      for (const frame of run.frames) {
        expect(describeFrame(frame, run)).toMatch(/^Frame \d+, /)
        expect(explainFrame(frame, run).length).toBeGreaterThan(0)
        void [objectOf(run, frame), frame.args, frame.result, frame.error, frame.exposed, frame.latency, frame.at]
      }
      void [run.objects.size, summarize(run), costsByLine(run), registrationUses(run)]
      expect(foldRows(run).length).toBeLessThanOrEqual(run.frames.length)
      expect(printRun(run, { view: 'table' })).toMatch(/\d+ frames?, \d+ in handshakes/)
    }),
    { numRuns: 100 },
  )
})

test('an ordinary frame is not given up for a damaged one before it', () => {
  const events = recordedTrace('exposed').map((event) =>
    (event.name === 'frame/sent' || event.name === 'frame/received') && Buffer.from(event.payload, 'base64').includes('water') && event.size < 60
      ? { ...event, payload: 'AAAA', size: 3 }
      : event,
  )
  const reader = new TraceReader()
  reader.read(events)
  const damagedCall = reader.run.frames.find(({ kind }) => kind === 'unreadable')!
  expect(damagedCall.pair).toMatchObject({ kind: '#RETURN', result: '62' })
  expect(reader.run.frames.filter(({ kind }) => kind === 'call').map(({ method, pair }) => [method, pair?.kind])).toEqual([
    ['bed', '#PROXY'],
    ['sow', '#RETURN'],
    ['humidity', '#RETURN'],
    ['vent', '#TRACEBACK'],
  ])
})

test('a frame with an index beyond all others costs no more than any frame', () => {
  const script = new Script().started('1-s', 1).opened('1-s', 'c', 'client')
  // A thousand million frames before it were never reported.
  script.frame(['1-s', 'c'], undefined, 2 ** 31, pickled(tuple('#RETURN', null)))
  const run = runOf(script.events)
  expect(momentAt(run).processes).toHaveLength(1)
  expect(run.frames).toHaveLength(1)
})
