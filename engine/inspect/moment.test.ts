import { assert, boolean, constantFrom, double, integer, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import type { TraceEvent } from '../protocol/trace.ts'
import { randomRun } from '../test/support/random-runs.ts'
import { recordedRun, runOf } from '../test/support/runs.ts'
import { recordedTrace, traceNames } from '../test/support/traces.ts'
import type { Flight, Hold, LifetimeMark, Moment, OpenCall, Wait } from './moment.ts'
import { inOrderOfTime } from './order.ts'
import { isKnownAt, momentAt } from './moment-at.ts'
import { TraceReader } from './reader.ts'
import type { Frame, Run } from './run.ts'

/** Names a frame whichever number it got. */
const frameName = (frame: Frame | undefined) => frame && `${frame.sender} ${frame.index} ${frame.kind} ${frame.time}`
const callFacts = (call: OpenCall | undefined) => call && [frameName(call.frame), call.process, call.server, call.object, call.since, call.abandoned, call.wait && waitFacts(call.wait)]
const holdFacts = ({ process, frame, since }: Hold) => [process, frameName(frame), since]
const waitFacts = (wait: Wait) => [...holdFacts(wait), wait.reason, wait.on, wait.forever]
const flightFacts = ({ from, to, since, frame }: Flight) => [from, to, since, frameName(frame)]
const markFacts = ({ kind, since, object, server, processes, frames, at }: LifetimeMark) => [kind, since, object, server, processes, frames.map(frameName), at]

/** Everything that a moment says, without numbers of frames. */
function facts(moment: Moment) {
  return {
    processes: moment.processes.map(({ process: _, calls, ...rest }) => [rest, calls.map(callFacts)]),
    connections: moment.connections.map(({ client, listener, state, handshake, call, openedAt }) => [openedAt, client, listener, state, handshake, callFacts(call)]),
    connecting: moment.connecting.map(({ client, listener, state, handshake, openedAt }) => [openedAt, client, listener, state, handshake]),
    objects: moment.objects.map((each) => [
      [each.key, each.ident, each.typeid, each.type, each.server, each.refcount, each.state, each.creates, frameName(each.createdBy), each.createdAt, each.disposedAt],
      [...each.holders].toSorted(),
      each.inFlight.map(flightFacts),
      [frameName(each.value), each.value?.result, frameName(each.lastCall)],
      each.lock && [each.lock.holders.map(holdFacts), each.lock.waiters.map(waitFacts)],
      each.waits.map(waitFacts),
      each.marks.map(markFacts),
    ]),
    disposed: moment.disposed,
    registry: moment.registry,
    incidents: moment.incidents.map(({ kind, process, time, type, message, at }) => [kind, process, time, type, message, at]),
    calls: moment.calls.map(callFacts),
    held: moment.held.map(frameName),
    locks: moment.locks.map(({ holders, waiters, ...on }) => [on, holders.map(holdFacts), waiters.map(waitFacts)]),
    waits: moment.waits.map(waitFacts),
    deadlocks: moment.deadlocks.map(({ kind, steps, since }) => [kind, since, steps.map(({ wait, hold }) => [waitFacts(wait), holdFacts(hold)])]),
    marks: moment.marks.map(markFacts),
    desyncs: moment.desyncs.map(({ abandoned, since, answers }) => [
      frameName(abandoned),
      since,
      answers.map(({ reply, belongsTo, deliveredTo }) => [reply, belongsTo, deliveredTo].map(frameName)),
    ]),
    known: moment.run.frames.filter((frame) => isKnownAt(frame, moment)).length,
  }
}

const many = { numRuns: 120, seed: Number(process.env['SEED'] ?? Date.now() % 2 ** 31) }
console.log(`seed ${many.seed}`)

/** The run that had been read up to a time. */
function upTo(events: readonly TraceEvent[], time: number): Run {
  return runOf(events.filter((event) => event.time <= time))
}

/** What a moment looks back to is what the live run showed then. */
function compareAt(events: readonly TraceEvent[], run: Run, share: number): void {
  const number = 1 + Math.floor(share * run.frames.length)
  const time = run.epoch + run.frames[number - 1]!.time
  expect(facts(momentAt(run, number))).toEqual(facts(momentAt(upTo(events, time))))
}

const share = double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

test('a moment of a recorded run is the present of the run that had been read up to then', () => {
  const traces = new Map(traceNames().map((name) => [name, { events: inOrderOfTime(recordedTrace(name)), run: recordedRun(name) }]))
  const names = [...traces].filter(([, { run }]) => run.frames.length > 0).map(([name]) => name)
  assert(
    property(constantFrom(...names), share, (name, at) => {
      const { events, run } = traces.get(name)!
      compareAt(events, run, at)
    }),
    many,
  )
})

test('so is one of a run that never happened, whoever dies in it', () => {
  const runs = record({ seed: integer(), runtime: constantFrom('node', 'cpython'), orderly: boolean(), deaths: boolean() } as const)
  assert(
    property(runs, share, (options, at) => {
      const events = randomRun(options)
      const run = runOf(events)
      if (run.frames.length > 0) compareAt(events, run, at)
    }),
    many,
  )
})

test('and so it is where the run was read bit by bit, and looked at meanwhile', () => {
  assert(
    property(integer(), integer({ min: 1, max: 60 }), share, (seed, readSize, at) => {
      const events = randomRun({ seed, deaths: true })
      const reader = new TraceReader()
      for (let from = 0; from < events.length; from += readSize) {
        reader.read(events.slice(from, from + readSize))
        void facts(momentAt(reader.run))
      }
      if (reader.run.frames.length > 0) compareAt(events, reader.run, at)
    }),
    { ...many, numRuns: 30 },
  )
})

test('before the first frame, and after the last', () => {
  const run = recordedRun('exposed')
  expect(momentAt(run, 0)).toMatchObject({ frame: undefined, processes: [], objects: [], connections: [], time: 0 })
  expect(facts(momentAt(run, run.frames.length + 1))).toEqual(facts(momentAt(run)))
  expect(momentAt(run).time).toBe(run.duration)
  expect(() => momentAt({ ...run } as Run)).toThrow(TypeError)
})
