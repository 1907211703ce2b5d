import { array, assert, boolean, constantFrom, double, integer, property, record } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import type { TraceEvent } from '../protocol/trace.ts'
import { recordedTrace } from '../test/support/traces.ts'
import { foldRows, RowFolder } from './fold.ts'
import type { Row } from './fold-row.ts'
import { TraceReader } from './reader.ts'
import type { Frame, Run } from './run.ts'

const TRACES = ['exposed', 'errors', 'nested-keyed', 'wrong-key', 'killed', 'children', 'plain']
const traces = new Map(TRACES.map((name) => [name, recordedTrace(name)]))

/** The events of a run in an order that keeps the order of each process, and where one `read` ends and the next begins. */
interface Order {
  readonly name: string
  /** Which process goes on next, as a share of those that have something left. */
  readonly choices: readonly number[]
  readonly readSize: number
}

const orders: Arbitrary<Order> = record({
  name: constantFrom(...TRACES),
  choices: array(double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1, maxLength: 200 }),
  readSize: integer({ min: 1, max: 300 }),
})

function mixed({ name, choices }: Order): TraceEvent[] {
  const events = traces.get(name)!
  const queues = [...new Set(events.map(({ process }) => process))].map((id) => events.filter(({ process }) => process === id))
  const result: TraceEvent[] = []
  for (let step = 0; queues.length > 0; step++) {
    const at = Math.floor(choices[step % choices.length]! * queues.length)
    // Some at a time, as files are read.
    result.push(...queues[at]!.splice(0, 1 + (step % 7)))
    if (queues[at]!.length === 0) queues.splice(at, 1)
  }
  return result
}

function readIn(events: readonly TraceEvent[], readSize: number, afterEach?: (run: Run) => void): Run {
  const reader = new TraceReader()
  for (let at = 0; at < events.length; at += readSize) {
    reader.read(events.slice(at, at + readSize))
    afterEach?.(reader.run)
  }
  return reader.run
}

/** A frame without its number. */
function frameFacts(frame: Frame) {
  const { kind, from, to, sender, index, sentAt, receivedAt, size, ident, typeid, method, args, result, reference, exposed, error, digest, at, latency } = frame
  const answers = frame.pair && [frame.pair.sender, frame.pair.index]
  return { kind, from, to, sender, index, sentAt, receivedAt, size, ident, typeid, method, args, result, reference, exposed, error, digest, at, latency, answers }
}

const text = (value: unknown) => JSON.stringify(value)

/** A run without its numbers. */
function facts(run: Run) {
  return {
    processes: [...run.processes.values()].map((process) => text(processFacts(process))).toSorted(),
    connections: run.connections
      .map(({ client, listener, address, state, handshake, name, openedAt, closedAt, closedBy, frames }) =>
        text([client, listener, address, state, handshake, name, openedAt, closedAt, closedBy, frames.map(frameFacts).toSorted((a, b) => a.sender.localeCompare(b.sender) || a.index - b.index)]),
      )
      .toSorted(),
    objects: [...run.objects.values()]
      .map(({ key, typeid, type, refcount, state, creates, createdAt, disposedAt, holders, createdBy }) =>
        text([key, typeid, type, refcount, state, creates, createdAt, disposedAt, [...holders].toSorted(), createdBy && frameFacts(createdBy)]),
      )
      .toSorted(),
    registry: run.registry.map(text).toSorted(),
    incidents: run.incidents.map(({ kind, process, time, type, message, at, frame }) => text([kind, process, time, type, message, at, frame && frameFacts(frame)])).toSorted(),
    clock: [run.epoch, run.duration],
  }
}

function processFacts({ id, pid, label, role, state, startedAt, endedAt, code, signal, address, failure }: Run['processes'] extends ReadonlyMap<string, infer P> ? P : never) {
  return { id, pid, label, role, state, startedAt, endedAt, code, signal, address, failure }
}

const whole = new Map(TRACES.map((name) => [name, facts(readIn(traces.get(name)!, Infinity))]))

test('events in any order that keeps the order of each process tell the same facts', () => {
  assert(
    property(orders, (order) => {
      expect(facts(readIn(mixed(order), order.readSize))).toEqual(whole.get(order.name))
    }),
    { numRuns: 60 },
  )
})

test('looking at a run while it goes on does not change what comes out', () => {
  assert(
    property(orders, (order) => {
      const run = readIn(mixed(order), order.readSize, (live) => {
        for (const frame of live.frames.slice(-5)) void [frame.result, frame.args, frame.error, frame.typeid, frame.exposed]
        void live.objects.size
      })
      expect(facts(run)).toEqual(whole.get(order.name))
    }),
    { numRuns: 20 },
  )
})

/** What a row is, without the frames' own state. */
function rowFacts(row: Row) {
  if (row.kind === 'frame') return [row.key, row.depth, row.parent, row.lead?.frames.map(({ number }) => number)]
  return [row.key, row.fold, row.depth, row.parent, row.open, row.frames.map(({ number }) => number), row.label, row.sentence]
}

test('rows that grow with a run are the rows of the whole run', () => {
  const views = record({ view: constantFrom('sequence', 'table'), foldHandshakes: boolean(), foldLifetime: boolean() } as const)
  assert(
    property(constantFrom(...TRACES), integer({ min: 1, max: 40 }), views, (name, readSize, options) => {
      const events = traces.get(name)!.toSorted((a, b) => a.time - b.time)
      const folder = new RowFolder(options)
      const run = readIn(events, readSize, (live) => folder.update(live))
      expect(folder.update(run).map(rowFacts)).toEqual(foldRows(run, options).map(rowFacts))
    }),
    { numRuns: 60 },
  )
})
