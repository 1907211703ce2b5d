import { expect, test } from 'vitest'
import { recordedRun } from '../test/support/runs.ts'
import { FilterError, filterFrames, parseFilter } from './filter.ts'

const run = recordedRun('exposed')
const kinds = (text: string) => filterFrames(run, text).map(({ kind }) => kind)
const numbers = (text: string) => filterFrames(run, text).map(({ number }) => number)

test('the empty filter lets everything through', () => {
  expect(filterFrames(run, '')).toHaveLength(run.frames.length)
  expect(filterFrames(run, '   ')).toHaveLength(run.frames.length)
})

test('a word is looked for in method, object, kind, arguments and result', () => {
  expect(kinds('vent')).toEqual(['call', '#TRACEBACK'])
  expect(kinds("'basil'")).toEqual(['call'])
  expect(kinds('"not in exposed"')).toEqual(['#TRACEBACK'])
  expect(kinds('SOWN')).toEqual(['#RETURN'])
  expect(kinds('nothing of the kind')).toEqual([])
})

test('kind takes kinds and families, in any case', () => {
  expect(kinds('kind:error')).toEqual(['#TRACEBACK'])
  expect(kinds('kind:#proxy')).toEqual(['#PROXY'])
  expect(new Set(kinds('kind:handshake'))).toEqual(new Set(['challenge', 'answer', 'welcome']))
  expect(new Set(kinds('kind:incref,decref'))).toEqual(new Set(['incref', 'decref']))
  expect(new Set(kinds('kind:#WELCOME#'))).toEqual(new Set(['welcome']))
})

const labels = (text: string) => new Set(filterFrames(run, text).map(({ from, to }) => `${run.processes.get(from)!.label}>${run.processes.get(to)!.label}`))

test('from, to and process take labels, beginnings of labels and pids', () => {
  expect(labels('from:visitor')).toEqual(new Set(['visitor>server']))
  expect(labels('to:visitor')).toEqual(new Set(['server>visitor']))
  expect(labels('from:visit,gard')).toEqual(new Set(['visitor>server', 'gardener>server']))
  expect(labels('process:103')).toEqual(new Set(['visitor>server', 'server>visitor']))
  expect(labels('process:nobody')).toEqual(new Set())
})

test('a whole label is not taken for the beginning of another', () => {
  const children = recordedRun('children')
  const renamed = { ...children, frames: children.frames, processes: new Map([...children.processes].map(([id, process]) => [id, { ...process, label: process.label === 'Process-2' ? 'main 2' : process.label, pid: process.pid }])) }
  const froms = new Set(filterFrames(renamed, 'from:main').map(({ from }) => renamed.processes.get(from)!.label))
  expect(froms).toEqual(new Set(['main']))
  expect(filterFrames(renamed, 'from:"main 2"').length).toBeGreaterThan(0)
})

test('object takes the beginning or the end of an ident, what is shown of it, and typeids', () => {
  const bed = filterFrames(run, 'kind:#PROXY')[0]!.reference!.ident
  expect(kinds(`object:${bed.slice(-4)} kind:call`)).toEqual(['call'])
  expect(kinds(`object:${bed} kind:call`)).toEqual(['call'])
  expect(kinds(`object:${bed.slice(0, 2)}…${bed.slice(-4)} kind:call`)).toEqual(['call'])
  expect(filterFrames(run, 'object:bed kind:call').map(({ method }) => method)).toEqual(['sow'])
})

test('method is the whole name', () => {
  expect(filterFrames(run, 'method:water').map(({ kind }) => kind)).toEqual(['call', '#RETURN'])
  expect(kinds('method:wat')).toEqual([])
})

test('numbers take ranges and comparisons, with units', () => {
  expect(numbers('frame:5..8')).toEqual([5, 6, 7, 8])
  expect(numbers('frame:..2')).toEqual([1, 2])
  expect(numbers('frame:3,5')).toEqual([3, 5])
  expect(numbers(`frame:${run.frames.length - 1}..`)).toHaveLength(2)
  expect(numbers('frame:>2 frame:<=4')).toEqual([3, 4])
  expect(numbers('bytes:>0.5kB')).toEqual(filterFrames(run, '').filter(({ size }) => size > 500).map(({ number }) => number))
  expect(numbers('latency:<1ms')).toEqual(run.frames.filter(({ latency }) => latency !== undefined && latency < 1000).map(({ number }) => number))
  expect(numbers('connection:2').length).toBe(8)
  expect(numbers('time:..100ms')).toEqual(run.frames.filter(({ time }) => time <= 100_000).map(({ number }) => number))
})

test('is asks for the state of a frame', () => {
  expect(kinds('is:refused')).toEqual(['#TRACEBACK'])
  expect(filterFrames(recordedRun('killed'), 'is:unanswered').map(({ method }) => method)).toEqual(['burn'])
  expect(filterFrames(recordedRun('children'), 'is:unread')).toHaveLength(1)
})

test('all terms must hold, a minus turns one around, commas between terms do not matter', () => {
  expect(kinds('from:visitor, -kind:handshake, -kind:lifetime, -kind:server')).toEqual(['create', 'accept_connection', 'call', 'call'])
  expect(numbers('-frame:3..')).toEqual([1, 2])
})

test.each([
  ['colour:red', 'Nothing is called colour. A filter asks about kind, from, to, process, object, method, frame, connection, bytes, latency, time and is.'],
  ['kind:', 'kind: wants a value, such as kind:error.'],
  ['frame:x', 'frame: wants a number or a range, such as frame:59..; got x.'],
  ['frame:3ms', 'frame: is a plain number, such as frame:59..; got 3ms.'],
  ['frame:9..3', 'frame:9..3 is empty: 9 is more than 3.'],
  ['latency:>5', 'latency: wants a unit: 5µs, 5ms or 5s.'],
  ['bytes:>1gb', 'bytes: has no unit gb. Units are b, kb and mb.'],
  ['bytes:"\r"', 'bytes: wants a number or a range, such as bytes:>1000; got \r.'],
  ['frame:"\n..3"', 'frame: wants a number or a range, such as frame:59..; got \n.'],
  ['is:tired', 'A frame is never tired. It is refused, failed, waiting, unanswered, lost, unread or held.'],
  ['"never ended', 'A quoted text ends with a quote: "not in exposed".'],
])('%s is refused with what was expected', (text, message) => {
  expect(() => parseFilter(`vent ${text}`)).toThrow(new FilterError(message, 5, 5 + text.length))
})

test('an unknown kind is refused with all kinds that there are', () => {
  expect(() => parseFilter('kind:eror')).toThrow(/^There is no kind eror\. Kinds are handshake, accept, create, .* and unreadable\.$/)
})

test('an error marks its term', () => {
  try {
    parseFilter('vent  -kind:x from:visitor')
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(FilterError)
    expect(error).toMatchObject({ start: 6, end: 13 })
  }
})
