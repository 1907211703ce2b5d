/** Frames that waited, and things broken on purpose, as a trace tells them. */
import { expect, test } from 'vitest'
import type { TraceEvent } from '../protocol/trace.ts'
import { recordedTrace } from '../test/support/traces.ts'
import { describeFrame, frameStatus } from './describe.ts'
import { explainFrame } from './explain.ts'
import { filterFrames } from './filter.ts'
import { foldRows } from './fold.ts'
import { printRun } from './print.ts'
import { TraceReader } from './reader.ts'
import type { Frame, Run } from './run.ts'
import { costsByLine, summarize } from './summary.ts'

const events = recordedTrace('exposed')
type Sent = Extract<TraceEvent, { name: 'frame/sent' }>
const isSent = (event: TraceEvent): event is Sent => event.name === 'frame/sent'

function read(...parts: readonly (readonly TraceEvent[])[]): Run {
  const reader = new TraceReader()
  for (const part of parts) reader.read(part)
  return reader.run
}

const whole = read(events)
const call = whole.frames.find(({ method }) => method === 'vent')!
const reply = call.pair!
/** The event with which a frame was sent. */
const sending = (frame: Frame): Sent =>
  events.filter(isSent).find((event) => event.process === frame.from && event.index === frame.index && frame.connection.names[frame.sender] === event.connection)!

/** What a process reports when a frame of it waits, `ms` before it is sent. */
function waiting(sent: Sent, ms: number, hold = 7): TraceEvent {
  return { ...sent, name: 'frame/held', hold, time: sent.time - ms * 1000 }
}

function decided({ process, connection, index, time, v, seq }: Sent, verdict: Extract<TraceEvent, { name: 'frame/decided' }>['verdict'], hold = 7): TraceEvent {
  return { v, seq, process, connection, index, hold, verdict, time, name: 'frame/decided' }
}

/** The trace up to where a frame is about to be sent. */
const before = (sent: Sent): TraceEvent[] => events.filter((event) => event.time < sent.time)

const vent = sending(call)

test('a frame that waits is a frame of the run with all that it says, and has not left', () => {
  const run = read([...before(vent), waiting(vent, 0)])
  expect(run.held).toHaveLength(1)
  const frame = run.held[0]!
  expect(run.frames.at(-1)).toBe(frame)
  const { kind, method, args, typeid, fate, sentAt, pair, at } = frame
  expect({ kind, method, args, typeid, fate, sentAt, pair }).toEqual({ kind: 'call', method: 'vent', args: '(30)', typeid: 'Greenhouse', fate: 'held', sentAt: undefined, pair: undefined })
  expect(at).toEqual(call.at)
  expect(frame.hold).toEqual({ process: vent.process, hold: 7, since: frame.time, decidedAt: undefined, verdict: undefined })
  expect(frameStatus(frame)).toBe('held')
  expect(describeFrame(frame, run)).toMatch(/^Frame \d+, visitor to server, call vent\(30\), held$/)
  expect(explainFrame(frame, run).at(-1)).toBe('It has not left: it waits to be let go.')
  expect(filterFrames(run, 'is:held')).toEqual([frame])
  expect(printRun(run)).toContain('vent(30)  held')
  expect(summarize(run)).toMatchObject({ frames: run.frames.length - 1, held: 1 })
  expect(costsByLine(run).get(`${at!.file}:${at!.line}`)!.held).toBe(1)
})

test('a frame that was let go is the same frame, sent when it went', () => {
  const reader = new TraceReader()
  reader.read([...before(vent), waiting(vent, 9)])
  const frame = reader.run.held[0]!
  reader.read([decided(vent, 'go'), ...events.filter((event) => event.time >= vent.time)])
  expect(reader.run.held).toEqual([])
  expect(reader.run.frames).toHaveLength(whole.frames.length)
  expect(reader.run.frames[call.number - 1]).toBe(frame)
  expect(frame.fate).toBe('arrived')
  expect(frame.pair!.result).toBe(reply.result)
  const { since, decidedAt, verdict } = frame.hold!
  expect({ waited: decidedAt! - since, verdict, sentAt: frame.sentAt }).toEqual({ waited: 9000, verdict: 'go', sentAt: call.sentAt })
})

test.each(['drop', 'cut', 'abandoned'] as const)('after %s the frame was never sent, and the next one has its place', (verdict) => {
  const fate = { drop: 'dropped', cut: 'cut', abandoned: 'abandoned' }[verdict]
  const run = read([...before(vent), waiting(vent, 1), decided(vent, verdict, 7), ...events.filter((event) => event.time >= vent.time)])
  const lost = run.frames.find((frame) => frame.hold?.hold === 7)!
  expect([lost.fate, frameStatus(lost), lost.pair, lost.sentAt]).toEqual([fate, fate, undefined, undefined])
  expect(run.frames).toHaveLength(whole.frames.length + 1)
  const next = run.frames.find((frame) => frame !== lost && frame.method === 'vent' && frame.sender === 'client')!
  expect([next.index, next.fate, next.pair!.result]).toEqual([lost.index, 'arrived', reply.result])
  expect(filterFrames(run, 'is:lost')).toContain(lost)
  expect(summarize(run).frames).toBe(whole.frames.length)
})

test('a reply that was dropped was the answer to its request: later ones answer later requests', () => {
  const sent = sending(reply)
  const rest = events.filter((event) => event.time > sent.time && !(event.name === 'frame/received' && event.process === reply.to && event.payload === sent.payload))
  // What the server sends after it has one place less.
  const moved = rest.map((event): TraceEvent => {
    const isLater = (event.name === 'frame/sent' && event.process === sent.process && event.connection === sent.connection)
      || (event.name === 'frame/received' && event.process === reply.to && event.connection === reply.connection.names.client)
    return isLater && 'index' in event ? { ...event, index: event.index - 1 } : event
  })
  const run = read([...before(sent), waiting(sent, 1), decided(sent, 'drop'), ...moved])
  const lost = run.frames.find(({ fate }) => fate === 'dropped')!
  expect([lost.kind, lost.method, lost.result]).toEqual([reply.kind, 'vent', reply.result])
  expect(lost.pair!.pair).toBeUndefined()
  expect(frameStatus(lost.pair!)).not.toBe('answered')
  const after = (of: Run, from: Frame) => of.frames.filter((frame) => frame.connection.number === from.connection.number && frame.sender === 'listener' && frame.index > reply.index - (of === run ? 1 : 0) && frame !== lost && frame.fate === 'arrived')
  expect(after(run, lost).map((frame) => [frame.method, frame.result])).toEqual(after(whole, reply).map((frame) => [frame.method, frame.result]))
})

test('a reply that waits is no answer yet', () => {
  const sent = sending(reply)
  const run = read([...before(sent), waiting(sent, 0)])
  const [held] = run.held
  expect([held!.kind, held!.method, held!.latency]).toEqual([reply.kind, 'vent', undefined])
  expect(held!.pair!.pair).toBeUndefined()
  expect(frameStatus(held!.pair!)).toBe('waiting')
})

test('a frame that was corrupted is what was sent, and says so', () => {
  const payload = Buffer.from(vent.payload, 'base64')
  payload[payload.length - 1]! ^= 0xff
  const run = read([...before(vent), waiting(vent, 1), decided(vent, 'corrupt'), { ...vent, payload: payload.toString('base64') }])
  const frame = run.frames.at(-1)!
  expect([frame.corrupted, frame.fate, frame.payload.at(-1)]).toEqual([true, 'sent', payload.at(-1)])
})

test('a frame whose process ends while it waits was given up', () => {
  const exit: TraceEvent = { v: 1, process: 'host', seq: 0, time: vent.time + 5, name: 'process/exited', pid: whole.processes.get(call.from)!.pid, code: null, signal: 'SIGKILL' }
  const run = read([...before(vent), waiting(vent, 1), exit])
  expect(run.held).toEqual([])
  expect(run.frames.at(-1)!.fate).toBe('abandoned')
})

test('a handshake of which a frame waits is not folded, and is again when it goes on', () => {
  const challenge = whole.frames.find(({ kind }) => kind === 'challenge')!
  const sent = sending(challenge)
  const held = [...before(sent), waiting(sent, 0)]
  expect(foldRows(read(held)).map(({ kind }) => kind)).toEqual(['frame'])
  const all = foldRows(read([...held, decided(sent, 'go'), ...events.filter((event) => event.time >= sent.time)]))
  expect(all.map(({ key }) => key)).toEqual(foldRows(whole).map(({ key }) => key))
})

test('the order in which processes are read does not matter', () => {
  const told = [...events, waiting(vent, 3), decided({ ...vent, time: vent.time - 2000 }, 'drop'), waiting(vent, 1, 8), decided({ ...vent, time: vent.time - 1 }, 'go', 8)]
  const sorted = told.toSorted((a, b) => a.time - b.time)
  const facts = (run: Run) =>
    run.frames.map(({ kind, sender, index, fate, hold, method, args, pair, connection }) => JSON.stringify([connection.client, kind, sender, index, fate, hold, method, args, pair?.index])).toSorted()
  const processes = [...new Set(sorted.map(({ process }) => process))]
  const expected = facts(read(sorted))
  for (const order of [processes, processes.toReversed()]) {
    expect(facts(read(...order.map((id) => sorted.filter(({ process }) => process === id))))).toEqual(expected)
  }
})

test('what was broken on purpose is a fact of the run, with its frame; a frozen process stands still until it goes on', () => {
  const common = { v: 1 as const, process: 'host', target: 'visitor' }
  const on = call.from
  const armed: TraceEvent = { ...common, seq: 0, time: vent.time - 100, name: 'fault/armed', fault: 1, kind: 'wrong key' }
  const done: TraceEvent = { ...common, seq: 1, time: vent.time + 1, name: 'fault/done', fault: 1, kind: 'wrong key', on, hold: { process: on, hold: 7 }, detail: 'Done.' }
  const freeze: TraceEvent = { ...common, seq: 2, time: vent.time + 2, name: 'fault/done', fault: 2, kind: 'freeze', on, detail: 'visitor stands still (SIGSTOP).' }
  const failed: TraceEvent = { ...common, seq: 3, time: vent.time + 3, name: 'fault/failed', fault: 3, kind: 'restart', detail: 'No.' }
  const reader = new TraceReader()
  reader.read([...before(vent), armed])
  expect(reader.run.faults).toMatchObject([{ number: 1, fault: 'wrong key', target: 'visitor', state: 'armed', endedAt: undefined }])
  reader.read([waiting(vent, 1), decided(vent, 'corrupt'), done, freeze, failed])
  const { faults, processes } = reader.run
  expect(faults.map(({ number, state, detail }) => [number, state, detail])).toEqual([[1, 'done', 'Done.'], [2, 'done', 'visitor stands still (SIGSTOP).'], [3, 'failed', 'No.']])
  expect(faults[0]!.frame).toBe(reader.run.frames.at(-1))
  expect(processes.get(on)!.frozen).toBe(true)
  reader.read([{ ...freeze, seq: 4, time: vent.time + 9, fault: 4, kind: 'thaw' }])
  expect(processes.get(on)!.frozen).toBe(false)
})
