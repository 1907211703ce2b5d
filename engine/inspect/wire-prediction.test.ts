import { expect, test } from 'vitest'
import { recordedRun } from '../test/support/runs.ts'
import { lastTurn, scoreWire, SKETCH_DIRECTIONS, SKETCH_KINDS, sketchOf, type WireSketch } from './wire-prediction.ts'

const run = recordedRun('one-liners')
const framesOf = (line: number) => run.frames.filter(({ at }) => at?.line === line && at.file.endsWith('client.py'))

/** Line of the program in build/golden/traces.py, what it costs, and of that in handshakes. */
const ONE_LINERS: readonly [words: string, line: number, sketch: WireSketch][] = [
  ['m.connect()', 5, { handshake: 6, server: 1, answer: 1 }],
  ['d = m.dict()', 6, { handshake: 18, create: 1, count: 2, answer: 3 }],
  ["d.update({'x': 1}), the first call", 7, { handshake: 6, server: 1, call: 1, answer: 2 }],
  ["d['x'] += 1", 9, { call: 2, answer: 2 }],
  ['for item in l: pass', 10, { call: 6, answer: 5, error: 1 }],
  ['l[:]', 11, { call: 1, answer: 1 }],
  ['with lock: pass', 12, { handshake: 0, call: 2, answer: 2 }],
  ['repr(l)', 14, {}],
]
const TOTALS = [8, 24, 10, 4, 12, 2, 4, 0]

test.each(ONE_LINERS)('%s costs what it was measured to cost, and who says so is right', (_, line, sketch) => {
  const frames = framesOf(line)
  const { share, actual, right, sentence } = scoreWire(sketch, frames)
  expect([share, actual, right]).toEqual([1, frames.length, frames.length])
  expect(frames.length).toBe(TOTALS[ONE_LINERS.findIndex(([, each]) => each === line)])
  expect(sentence).toMatch(/^You predicted .*, and so it was\.$/)
})

test.each<[line: number, sketch: WireSketch, right: number, share: number, sentence: string]>([
  [5, { server: 1, answer: 1 }, 2, 2 / 8, 'You predicted 2 frames; there were 8. It opens a connection, which begins with a handshake.'],
  [6, { create: 1, answer: 1 }, 2, 2 / 24, 'You predicted 2 frames; there were 24. It opens 3 connections, and each begins with a handshake. A new proxy is counted by `incref`, and `decref` takes back what `create` had counted.'],
  [7, { call: 1, answer: 1 }, 2, 2 / 10, 'You predicted 2 frames; there were 10. It opens a connection, which begins with a handshake. The first call of a thread asks the server to keep its connection.'],
  [9, { call: 1, answer: 1 }, 2, 2 / 4, 'You predicted 2 frames; there were 4. A read and a write are two requests.'],
  [10, { call: 5, answer: 5 }, 10, 10 / 12, 'You predicted 10 frames; there were 12. A loop asks for each item, and once more to find the end: 6 requests.'],
  [11, { call: 5, answer: 5 }, 2, 2 / 10, 'You predicted 10 frames; there were 2. All of it is one request.'],
  [12, { call: 2 }, 2, 2 / 4, 'You predicted 2 frames; there were 4. Each request has an answer, even if it is only `None`.'],
  [14, { call: 1, answer: 1 }, 0, 0, 'You predicted 2 frames; there were none. All of it happened in this process.'],
  [9, { create: 2, answer: 2 }, 2, 2 / 4, 'You predicted 4 frames, and there were as many, but of other kinds. A read and a write are two requests. Nothing new is made.'],
])('of line %i, %j has its score and its reason', (line, sketch, right, share, sentence) => {
  const score = scoreWire(sketch, framesOf(line))
  expect([score.right, score.share, score.sentence]).toEqual([right, share, sentence])
})

test('of a loop the last turn is what one turn costs', () => {
  const loop = framesOf(10)
  expect(lastTurn(loop, 6).map(({ kind }) => kind)).toEqual(['call', '#ERROR'])
  expect(lastTurn(loop, 1)).toEqual(loop)
  expect(sketchOf(lastTurn([...framesOf(7), ...framesOf(9), ...framesOf(9)], 2))).toEqual({ call: 3, answer: 3 })
})

test('every kind has a direction', () => {
  expect(Object.keys(SKETCH_DIRECTIONS)).toEqual([...SKETCH_KINDS])
})
