import { expect, test } from 'vitest'
import { callsOf, recordedRun, runOf } from '../test/support/runs.ts'
import { recordedTrace } from '../test/support/traces.ts'
import { describeFrame, failureOf, frameLabel, frameStatus, requestText } from './describe.ts'
import { explainFrame } from './explain.ts'
import type { Run } from './run.ts'

const exposed = recordedRun('exposed')
const [vent] = callsOf(exposed, 'vent')
const refusal = vent!.pair!

test('a refused call and its answer in one line each', () => {
  expect(describeFrame(refusal, exposed)).toBe(
    `Frame ${refusal.number}, server to visitor, #TRACEBACK, refused, answers ${vent!.number}, ${(refusal.latency! / 1000).toFixed(1)} milliseconds`,
  )
  expect(describeFrame(vent!, exposed)).toBe(`Frame ${vent!.number}, visitor to server, call vent(30), answered by ${refusal.number}`)
})

test('every frame of every kind has a line and a label', () => {
  for (const name of ['exposed', 'errors', 'plain', 'wrong-key', 'children']) {
    const run = recordedRun(name)
    for (const frame of run.frames) {
      expect(describeFrame(frame, run)).toMatch(/^Frame \d+, [\w-]+ to [\w-]+, \S/)
      expect(frameLabel(frame)).not.toBe('')
      const sentences = explainFrame(frame, run)
      expect(sentences.length).toBeGreaterThan(0)
      for (const sentence of sentences) expect(sentence).toMatch(/^[\w#].*\.$/s)
    }
  }
})

test('labels say what is asked and what comes back', () => {
  const labels = exposed.frames.filter(({ family }) => family !== 'handshake').map((frame) => frameLabel(frame).replace(/[0-9a-f]{2}…[0-9a-f]{4}/, 'IDENT'))
  expect(labels.slice(0, 14)).toEqual([
    'dummy()',
    '#RETURN None',
    "create('Greenhouse')",
    '#RETURN IDENT',
    'incref IDENT',
    '#RETURN None',
    'decref IDENT',
    '#RETURN None',
    "accept_connection('MainProcess')",
    '#RETURN None',
    'water(250)',
    '#RETURN 62',
    "bed('basil')",
    '#PROXY Bed IDENT',
  ])
  expect(frameLabel(refusal)).toBe('#TRACEBACK refused')
  expect(requestText(vent!)).toMatch(/^Greenhouse [0-9a-f]{2}…[0-9a-f]{4}\.vent\(30\)$/)
})

test('how something failed is one word', () => {
  const errors = recordedRun('errors')
  expect(errors.frames.filter(({ family }) => family === 'error').map((frame) => [failureOf(frame), frameLabel(frame)])).toEqual([
    ['raised', '#ERROR KeyError'],
    ['raised', '#ERROR Failure'],
    ['unserializable', '#UNSERIALIZABLE'],
    ['failed', '#TRACEBACK KeyError'],
    ['refused', '#TRACEBACK refused'],
  ])
  expect(recordedRun('wrong-key').frames.map(failureOf)).toEqual([undefined, undefined, 'refused', 'refused'])
})

test('a call waits as long as its connection is open, then it is never answered', () => {
  const events = recordedTrace('waiting').toSorted((a, b) => a.time - b.time)
  const end = events.findIndex((event) => event.name === 'process/exited')
  const before = runOf(events.slice(0, end).filter(({ name }) => name !== 'connection/closed'))
  const [open] = callsOf(before, 'get')
  expect(frameStatus(open!)).toBe('waiting')
  expect(describeFrame(open!, before)).toMatch(/, waits for its answer$/)
  expect(explainFrame(open!, before).at(-1)).toBe('No answer yet.')
  const after = runOf(events)
  const [closed] = callsOf(after, 'get')
  expect(frameStatus(closed!)).toBe('unanswered')
  expect(explainFrame(closed!, after).at(-1)).toBe('It was never answered: the client ended.')
})

test('a call to a server that was killed says who ended', () => {
  const run = recordedRun('killed')
  expect(explainFrame(callsOf(run, 'burn')[0]!, run).at(-1)).toBe('It was never answered: the server ended.')
})

const words = (run: Run, method: string) => explainFrame(callsOf(run, method)[0]!.pair!, run).join(' ').replaceAll(/[0-9a-f]{4}…[0-9a-f]{4}/g, 'IDENT')

test('a reference is explained as one', () => {
  expect(words(exposed, 'bed')).toBe('A reference, not a copy. The bed stays in the server; the gardener gets its address, its id and the one name it may call.')
})

test('a refusal is explained with the names that register() gave', () => {
  expect(words(exposed, 'vent')).toBe(
    'vent is not in exposed. The server refused it before looking at the class. register() gives Greenhouse the names water, humidity, bed.',
  )
})

test('a container comes back as a copy', () => {
  expect(words(recordedRun('children'), 'copy')).toBe('A copy. Changing it in main does not change what SyncManager-1 holds.')
})

test('errors are explained by what they are', () => {
  const errors = recordedRun('errors')
  expect(words(errors, '__getitem__')).toBe(
    '__getitem__ raised KeyError in the server; the proxy raises it again in the client. Only the exception travels, so the traceback in the client does not show the lines of the server.',
  )
  expect(words(errors, 'numbers')).toMatch(/^numbers did run, but its result has no pickle, so it cannot be sent\./)
  const key = recordedRun('wrong-key')
  expect(explainFrame(key.frames[2]!, key)).toEqual([
    'The visitor has another key than the server.',
    'Its answer to the challenge was wrong, so the server refuses it and closes the connection.',
  ])
})
