import { expect, test } from 'vitest'
import { tuple } from '../values/tuple.ts'
import { dict } from '../values/dict.ts'
import { bytes, callsOf, kindsOf, pickled, recordedRun, runOf, Script } from '../test/support/runs.ts'
import { recordedTrace, traceNames } from '../test/support/traces.ts'
import { frameStatus } from './describe.ts'
import { TraceReader } from './reader.ts'
import { OUTSIDE } from './run.ts'
import type { Run } from './run.ts'
import { objectOf } from './traced-run.ts'

const labels = (run: Run) => [...run.processes.values()].map(({ label }) => label)
const idOf = (run: Run, label: string) => [...run.processes.values()].find((process) => process.label === label)!.id

test.each(['3.8', '3.11', '3.12', '3.13'])('with CPython %s, connect, dict() and d["x"] cost 8, 24 and 10 frames', (version) => {
  const { frames } = recordedRun(`dict-${version}`)
  expect(kindsOf(frames.slice(0, 8))).toEqual(['dummy', '#RETURN'])
  expect(kindsOf(frames.slice(8, 32))).toEqual(['create', '#RETURN', 'incref', '#RETURN', 'decref', '#RETURN'])
  expect(kindsOf(frames.slice(32, 42))).toEqual(['accept_connection', '#RETURN', 'call', '#RETURN'])
  expect(frames.slice(0, 6).map(({ kind }) => kind)).toEqual(['challenge', 'answer', 'welcome', 'challenge', 'answer', 'welcome'])
  expect(frames[41]).toMatchObject({ kind: '#RETURN', method: '__getitem__', typeid: 'dict', result: '1' })
})

const digests = (name: string) => new Set(recordedRun(name).frames.slice(0, 6).map(({ digest }) => digest))

test('the digest of a handshake is md5 up to CPython 3.11 and sha256 since', () => {
  expect(digests('dict-3.11')).toEqual(new Set(['md5', undefined]))
  expect(digests('dict-3.13')).toEqual(new Set(['sha256', undefined]))
})

test('a frame has the number of its place in the order of sending, and both its times', () => {
  const { frames } = recordedRun('exposed')
  expect(frames.map(({ number }) => number)).toEqual(frames.map((_, index) => index + 1))
  for (const frame of frames) expect(frame.receivedAt).toBeGreaterThanOrEqual(frame.sentAt!)
  expect(frames.map(({ time }) => time)).toEqual(frames.map(({ time }) => time).toSorted((a, b) => a - b))
})

test('an unexposed call is a #TRACEBACK with an AttributeError and the server’s text', () => {
  const run = recordedRun('exposed')
  const [call] = callsOf(run, 'vent')
  expect(call).toMatchObject({ args: '(30)', typeid: 'Greenhouse', from: idOf(run, 'visitor'), to: idOf(run, 'server') })
  expect(call!.pair).toMatchObject({ kind: '#TRACEBACK', method: 'vent', pair: call })
  expect(call!.pair!.error).toMatchObject({ type: 'AttributeError' })
  expect(call!.pair!.error!.message).toMatch(/^method 'vent' of <class 'garden.Greenhouse'> object is not in exposed=\{'\w+', '\w+', '\w+'\}$/)
  expect(call!.pair!.error!.traceback).toMatch(/^Traceback \(most recent call last\):\n {2}File /)
  expect(call!.at).toMatchObject({ file: '/garden/visitor.py', line: 9 })
  expect(call!.pair!.at).toEqual(call!.at)
  expect(call!.pair!.latency).toBeGreaterThan(0)
})

test('a #PROXY names its object, the typeid and what may be called', () => {
  const run = recordedRun('exposed')
  const reply = callsOf(run, 'bed')[0]!.pair!
  expect(reply).toMatchObject({ kind: '#PROXY', typeid: 'Greenhouse', exposed: ['sow'], reference: { typeid: 'Bed' } })
  expect(reply.result).toBe(`Bed ${reply.reference!.ident} (sow)`)
  const bed = [...run.objects.values()].find(({ typeid }) => typeid === 'Bed')
  expect(bed).toMatchObject({ ident: reply.reference!.ident, createdBy: reply.pair, creates: 1, type: 'Bed' })
  expect(callsOf(run, 'sow')[0]).toMatchObject({ typeid: 'Bed', ident: bed!.ident })
})

test('two creates of a shared object are one object, counted twice', () => {
  const run = recordedRun('exposed')
  const houses = [...run.objects.values()].filter(({ typeid }) => typeid === 'Greenhouse')
  // The gardener has ended before the visitor comes: the server lets the entry go and makes a new one of that ident.
  expect(new Set(houses.map(({ ident }) => ident)).size).toBe(1)
  expect(houses.reduce((sum, { creates }) => sum + creates, 0)).toBe(2)
  expect(objectOf(run, callsOf(run, 'humidity')[0]!)).toBe(houses.at(-1))
})

test('handshake frames have the line of the request that they lead to', () => {
  const { frames } = recordedRun('dict-3.13')
  const lines = frames.slice(0, 42).map(({ at }) => at?.line)
  expect(new Set(lines.slice(0, 8)).size).toBe(1)
  expect(new Set(lines.slice(8, 32)).size).toBe(1)
  expect(new Set(lines).size).toBe(3)
})

test.each(['wrong-key', 'wrong-key-3.11'])('a wrong key ends in a failure (%s)', (name) => {
  const run = recordedRun(name)
  expect(run.frames.map(({ kind }) => kind)).toEqual(['challenge', 'answer', 'failure', '#TRACEBACK'])
  const [connection] = run.connections
  expect(connection).toMatchObject({ handshake: 'refused', state: 'closed' })
  expect(run.frames[2]!.error).toMatchObject({ type: 'AuthenticationError', message: 'digest sent was rejected' })
  expect(run.incidents.map(({ kind, process }) => [kind, process])).toEqual([
    ['handshake refused', idOf(run, 'visitor')],
    ['process failed', idOf(run, 'visitor')],
  ])
  expect(run.incidents[0]).toMatchObject({ frame: run.frames[2], at: { file: '/garden/visitor.py', line: 4 } })
})

test('nobody there: no frame, and an incident at the line', () => {
  const run = recordedRun('nobody-there')
  expect(run.frames).toEqual([])
  expect(run.incidents[0]).toMatchObject({ kind: 'connection refused', type: 'ConnectionRefusedError', at: { line: 4 } })
  expect([...run.processes.values()][0]).toMatchObject({ state: 'ended', code: 1, failure: { type: 'ConnectionRefusedError' } })
})

test('a killed server leaves a request without reply and a closed connection', () => {
  const run = recordedRun('killed')
  const [call] = callsOf(run, 'burn')
  expect(call!.pair).toBeUndefined()
  expect(frameStatus(call!)).toBe('unanswered')
  expect(call!.connection).toMatchObject({ state: 'closed', closedBy: 'listener' })
  expect(run.processes.get(call!.to)).toMatchObject({ state: 'ended', signal: 'SIGKILL', code: null, role: 'server' })
  expect([...run.objects.values()]).toMatchObject([{ typeid: 'Shed', state: 'disposed', refcount: 1 }])
})

test('a killed client leaves its call unanswered, and holds nothing any more', () => {
  const run = recordedRun('waiting')
  const [call] = callsOf(run, 'get')
  expect(call).toMatchObject({ typeid: 'Queue', pair: undefined })
  expect(call!.connection.closedBy).toBe('client')
  expect([...run.objects.values()][0]!.holders.size).toBe(0)
})

test('errors have type and words of the exception, whatever brought them', () => {
  const run = recordedRun('errors')
  const errors = run.frames.filter(({ family }) => family === 'error')
  expect(errors.map(({ kind, error }) => [kind, error?.type, error?.message.slice(0, 32)])).toEqual([
    ['#ERROR', 'KeyError', "'y'"],
    ['#ERROR', 'Failure', "('roof', 3)"],
    ['#UNSERIALIZABLE', 'TypeError', "cannot pickle 'generator' object"],
    ['#TRACEBACK', 'KeyError', "'Orchard'"],
    ['#TRACEBACK', 'AttributeError', "method 'mow' of <class 'dict'> o"],
  ])
  expect(errors[0]!.result).toBe("KeyError: 'y'")
})

test('a reference inside a value is shown, and its object keeps its typeid', () => {
  const run = recordedRun('nested-keyed')
  const [append] = callsOf(run, 'append')
  const lock = [...run.objects.values()].find(({ typeid }) => typeid === 'Lock')!
  expect(append!.args).toBe(`(<AcquirerProxy object, typeid 'Lock', id '${lock.ident}'>)`)
  expect(callsOf(run, '__getitem__')[0]!.pair!.result).toBe(append!.args!.slice(1, -1))
  expect(callsOf(run, 'acquire')[0]).toMatchObject({ typeid: 'Lock', args: '(True)' })
  expect(callsOf(run, '__getitem__')[1]!.args).toBe('(slice(None, 1, None))')
})

test('the children of a program are processes of their own, and their frames are theirs', () => {
  const run = recordedRun('children')
  expect(labels(run).toSorted()).toEqual(['Process-2', 'Process-3', 'SyncManager-1', 'main'])
  expect(run.processes.get(idOf(run, 'SyncManager-1'))).toMatchObject({ role: 'server', state: 'ended', code: 0 })
  for (const name of ['Process-2', 'Process-3']) {
    const own = run.frames.filter((frame) => frame.from === idOf(run, name) && frame.method === '__setitem__')
    expect(own).toHaveLength(4)
  }
  expect(run.connections.every(({ client, listener }) => client !== OUTSIDE && listener !== OUTSIDE)).toBe(true)
})

test('the second answer to shutdown answers nothing and is never read', () => {
  const run = recordedRun('children')
  const last = run.frames.at(-1)!
  expect(last).toMatchObject({ kind: '#RETURN', pair: undefined })
  expect(frameStatus(last)).toBe('unread')
})

test('connections without manager carry messages, each with its value or its bytes', () => {
  const run = recordedRun('plain')
  expect(run.connections).toHaveLength(3)
  const messages = run.frames.filter(({ kind }) => kind === 'message')
  expect(messages.map(({ result }) => result)).toEqual(['1', "{'answer': 2}", "b'not a pickle'", '1', "{'answer': 2}", "b'not a pickle'", "['after', 'a', 'handshake']"])
  expect(run.connections.map(({ handshake }) => handshake)).toEqual(['none', 'none', 'accepted'])
  expect(messages.every(({ pair }) => pair === undefined)).toBe(true)
})

test('every recorded trace has as many frames as were sent, and each was received once', () => {
  for (const name of traceNames()) {
    const events = recordedTrace(name)
    const run = runOf(events)
    const sent = events.filter((event) => event.name === 'frame/sent').length
    expect([name, run.frames.length]).toEqual([name, sent])
    const received = events.filter((event) => event.name === 'frame/received').length
    expect([name, run.frames.filter(({ receivedAt }) => receivedAt !== undefined).length]).toEqual([name, received])
    expect(run.frames.filter(({ kind }) => kind === 'unreadable')).toEqual([])
  }
})

test('the registry has a row for each register() that a process ran', () => {
  const run = recordedRun('exposed')
  const rows = run.registry.filter(({ process }) => process === idOf(run, 'server') || process === idOf(run, 'visitor'))
  expect(rows.filter(({ typeid }) => typeid === 'Greenhouse')).toMatchObject([
    { manager: 'GardenManager', exposed: ['water', 'humidity', 'bed'], methodToTypeid: { bed: 'Bed' }, createMethod: true, at: { file: '/garden/server.py' } },
    { callable: null, exposed: null },
  ])
})

test('one end alone is enough; the other is OUTSIDE', () => {
  const events = recordedTrace('dict-3.13')
  const server = events[0]!.process
  const run = runOf(events.filter(({ process }) => process === server))
  expect(run.frames).toHaveLength(54)
  expect(run.processes.get(OUTSIDE)).toMatchObject({ label: 'outside', role: 'client', pid: 0 })
  expect(new Set(run.frames.map(({ from, to }) => `${from} ${to}`))).toEqual(new Set([`${server} ${OUTSIDE}`, `${OUTSIDE} ${server}`]))
  expect(run.frames[41]).toMatchObject({ method: '__getitem__', typeid: 'dict', result: '1' })
  const client = runOf(events.filter(({ process }) => process !== server))
  expect(client.processes.get(OUTSIDE)!.role).toBe('server')
  expect([...client.objects.values()]).toMatchObject([{ server: OUTSIDE, typeid: 'dict', state: 'disposed', creates: 1 }])
})

const objectFacts = (run: Run) => [...run.objects.values()].map(({ ident, typeid, refcount, state, creates }) => ({ ident, typeid, refcount, state, creates }))

test('objects are counted by frames where the server does not count', () => {
  const counted = recordedRun('nested-keyed')
  const events = recordedTrace('nested-keyed').filter(({ name }) => !name.startsWith('object/') && !name.startsWith('proxy/'))
  expect(objectFacts(runOf(events))).toEqual(objectFacts(counted))
})

test('holders rise and fall with the frames of a process that does not report its proxies', () => {
  const events = recordedTrace('dict-3.13').filter(({ name }) => !name.startsWith('object/') && !name.startsWith('proxy/'))
  const reader = new TraceReader()
  const held = new Set<number>()
  for (const event of events.toSorted((a, b) => a.time - b.time)) {
    reader.read([event])
    for (const object of reader.run.objects.values()) for (const count of object.holders.values()) held.add(count)
  }
  expect(held).toEqual(new Set([1, 2]))
  expect([...reader.run.objects.values()][0]!.holders.size).toBe(0)
})

test('the first event that is read last still starts the clock', () => {
  const events = recordedTrace('exposed')
  const run = runOf(events)
  const reader = new TraceReader()
  for (const process of new Set(events.map((event) => event.process).toReversed())) reader.read(events.filter((event) => event.process === process))
  expect(reader.run.epoch).toBe(run.epoch)
  expect(reader.run.duration).toBe(run.duration)
  expect(Math.min(...reader.run.frames.map(({ time }) => time))).toBe(run.frames[0]!.time)
})

test('version counts up with each read that brings something', () => {
  const reader = new TraceReader()
  const { run } = reader
  reader.read([])
  expect(run.version).toBe(0)
  reader.read(recordedTrace('plain'))
  expect(run.version).toBe(1)
  expect(reader.run).toBe(run)
})

const server = ['s', 'c1'] as const
const client = ['v', 'c9'] as const

function opened(): Script {
  return new Script().started('s', 10, 'server').started('v', 11, 'visitor').opened('s', 'c1', 'listener').opened('v', 'c9', 'client')
}

const request = (name: string) => pickled(tuple('7f3a', name, tuple(), dict([])))

test('a client may send several requests before it reads: the n-th reply answers the n-th', () => {
  const script = opened().handshake(server, client, 7)
  script.frame(client, server, 3, pickled(tuple(null, 'accept_connection', tuple('Main'), dict([])))).frame(server, client, 3, pickled(tuple('#RETURN', null)))
  script.frame(client, server, 4, request('a')).frame(client, server, 5, request('b'))
  script.frame(server, client, 4, pickled(tuple('#RETURN', 1))).frame(server, client, 5, pickled(tuple('#RETURN', 2)))
  const run = runOf(script.events)
  expect(callsOf(run, 'a')[0]!.pair!.result).toBe('1')
  expect(callsOf(run, 'b')[0]!.pair!.result).toBe('2')
  expect(run.connections[0]).toMatchObject({ state: 'bound', name: 'Main', handshake: 'accepted' })
})

test('bytes that are no request are unreadable, and the connection goes on', () => {
  const script = opened().handshake(server, client, 7)
  script.frame(client, server, 3, pickled(tuple(null, 'accept_connection', tuple('Main'), dict([])))).frame(server, client, 3, pickled(tuple('#RETURN', null)))
  script.frame(client, server, 4, bytes('rubbish')).frame(server, client, 4, pickled(tuple('#TRACEBACK', 'Traceback (most recent call last):\n  File "x", line 1, in f\nEOFError\n')))
  script.frame(client, server, 5, pickled(tuple('7f3a', 'water', tuple(3), dict([['deep', true]])))).frame(server, client, 5, bytes('\x80\x04'))
  const run = runOf(script.events)
  expect(run.frames.slice(8).map(({ kind }) => kind)).toEqual(['unreadable', '#TRACEBACK', 'call', 'unreadable'])
  expect(run.frames[9]).toMatchObject({ error: { type: 'EOFError', message: '' }, result: 'EOFError' })
  expect(run.frames[10]).toMatchObject({ args: '(3, deep=True)' })
  expect(run.frames[11]).toMatchObject({ result: undefined, latency: undefined })
})

test('a payload that the trace cut off keeps kind, method and object', () => {
  const payload = pickled(tuple('7f3a', 'put', tuple('x'.repeat(1000)), dict([])))
  const script = opened().handshake(server, client, 7)
  script.frame(client, server, 3, pickled(tuple(null, 'accept_connection', tuple('Main'), dict([])))).frame(server, client, 3, pickled(tuple('#RETURN', null)))
  script.say('v', { name: 'frame/sent', connection: 'c9', index: 4, size: payload.length, payload: Buffer.from(payload.subarray(0, 200)).toString('base64') })
  const frame = runOf(script.events).frames.at(-1)!
  expect(frame).toMatchObject({ kind: 'call', method: 'put', ident: '7f3a', truncated: true, size: payload.length, args: undefined, result: undefined })
  expect(frame.payload).toEqual(payload.subarray(0, 200))
})

test('a handshake answer of the wrong length is unreadable', () => {
  const script = opened().frame(server, client, 0, bytes('#CHALLENGE#{sha256}', new Uint8Array(40))).frame(client, server, 0, bytes('{sha256}short'))
  script.frame(server, client, 1, bytes('#FAILURE#'))
  expect(runOf(script.events).frames.map(({ kind }) => kind)).toEqual(['challenge', 'unreadable', 'failure'])
})

test('an end that has shown no frame is connecting, and takes its place with its first', () => {
  const reader = new TraceReader()
  const script = opened()
  reader.read(script.events)
  expect(reader.run.connections).toEqual([])
  expect(reader.run.connecting.map(({ client: c, listener: l, number }) => [c, l, number])).toEqual([
    [OUTSIDE, 's', 0],
    ['v', OUTSIDE, 0],
  ])
  const from = script.events.length
  script.handshake(server, client, 7)
  reader.read(script.events.slice(from, from + 1))
  // The visitor has not said that it got the challenge; it waits at that address, so it is shown there.
  expect(reader.run.connections).toMatchObject([{ client: 'v', listener: 's', number: 1, handshake: 'under way' }])
  expect(reader.run.connecting).toEqual([])
  expect(reader.run.processes.has(OUTSIDE)).toBe(false)
  reader.read(script.events.slice(from + 1))
  expect(reader.run.connections).toMatchObject([{ client: 'v', listener: 's', number: 1, handshake: 'accepted' }])
})

test('a wrong guess about who waits at an address is taken back', () => {
  const script = new Script().started('s', 10).started('a', 11).started('b', 12)
  script.opened('a', 'a1', 'client').opened('b', 'b1', 'client').opened('s', 's1', 'listener').opened('s', 's2', 'listener')
  script.handshake(['s', 's1'], ['b', 'b1'], 1).handshake(['s', 's2'], ['a', 'a1'], 2)
  const reader = new TraceReader()
  for (const event of script.events) reader.read([event])
  expect(reader.run.connections.map(({ client: c, listener: l, frames }) => [c, l, frames.length])).toEqual([
    ['b', 's', 6],
    ['a', 's', 6],
  ])
  expect(reader.run.processes.has(OUTSIDE)).toBe(false)
})

test('a pid that is used again ends the process that had it last', () => {
  const script = new Script().started('10-a', 10).say('10-a', { name: 'process/exited', pid: 10, code: 3, signal: null })
  script.started('10-b', 10).say('host', { name: 'process/exited', pid: 10, code: null, signal: 'SIGKILL' })
  const run = runOf(script.events)
  expect(run.processes.get('10-a')).toMatchObject({ code: 3, signal: null })
  expect(run.processes.get('10-b')).toMatchObject({ code: null, signal: 'SIGKILL' })
  expect(run.processes.has('host')).toBe(false)
})

test('an end that is reported before the process is heard of still ends it', () => {
  const script = new Script().started('10-a', 10).say('host', { name: 'process/exited', pid: 10, code: 1, signal: null })
  const reader = new TraceReader()
  reader.read(script.events.slice(1))
  reader.read(script.events.slice(0, 1))
  expect(reader.run.processes.get('10-a')).toMatchObject({ state: 'ended', code: 1 })
})

test('events that a process could not write are counted', () => {
  expect(runOf(new Script().started('s', 1).say('s', { name: 'trace/lost', count: 12 }).events).lost).toBe(12)
})
