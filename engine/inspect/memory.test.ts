import { expect, test } from 'vitest'
import type { TraceEvent, TraceEventBody } from '../protocol/trace.ts'
import { segmentAt } from './memory.ts'
import { TraceReader } from './reader.ts'

const base64 = (...bytes: number[]): string => btoa(String.fromCharCode(...bytes))
let seq = 0
const event = (process: string, time: number, body: TraceEventBody): TraceEvent => ({ v: 1, process, seq: seq++, time, ...body }) as TraceEvent

const segment = '/psm_1'
const created = event('a', 1000, { name: 'memory/created', segment, size: 4, kind: 'SharedMemory', at: { file: 'a.ts', line: 3 } })
const attached = event('b', 1100, { name: 'memory/attached', segment, size: 4, kind: 'SharedMemory', bytes: base64(0, 0, 0, 0) })
const first = event('a', 1200, { name: 'memory/changed', segment, offset: 1, size: 2, bytes: base64(1, 2) })
const laidOut = event('a', 1250, { name: 'memory/laid-out', segment, layout: [{ offset: 0, size: 4, format: 'i', label: 'value' }] })
const second = event('b', 1300, { name: 'memory/changed', segment, offset: 2, size: 2, bytes: base64(9, 8) })
const detached = event('b', 1400, { name: 'memory/detached', segment, bytes: base64(0, 1, 9, 8) })
const unlinked = event('a', 1500, { name: 'memory/unlinked', segment, by: 'program' })
const late = event('a', 1600, { name: 'memory/changed', segment, offset: 0, size: 1, bytes: base64(7) })
const again = event('b', 1700, { name: 'memory/created', segment, size: 8, kind: 'ShareableList' })
const story = [created, attached, first, laidOut, second, detached, unlinked, late, again]

/** What was at some moments, for a run that was read in these parts. */
function moments(...parts: readonly (readonly TraceEvent[])[]): unknown {
  const reader = new TraceReader()
  for (const part of parts) reader.read(part)
  const { segments } = reader.run.memory
  return {
    keys: segments.map(({ key, size, kind, owner }) => [key, size, kind, owner]).sort(([a], [b]) => (a! < b! ? -1 : 1)),
    at: [50, 150, 250, 350, 450, 550, 650].map((time) => {
      const at = segmentAt(segments.find(({ key }) => key === segment)!, time)!
      return [at.attached, [...at.bytes], at.layout?.fields.length, at.unlinked?.by]
    }),
  }
}

const expected = {
  keys: [['/psm_1', 4, 'SharedMemory', 'a'], ['/psm_1#2', 8, 'ShareableList', 'b']],
  at: [
    [['a'], [0, 0, 0, 0], undefined, undefined],
    [['a', 'b'], [0, 0, 0, 0], undefined, undefined],
    [['a', 'b'], [0, 1, 2, 0], 1, undefined],
    [['a', 'b'], [0, 1, 9, 8], 1, undefined],
    [['a'], [0, 1, 9, 8], 1, undefined],
    [['a'], [0, 1, 9, 8], 1, 'program'],
    [['a'], [7, 1, 9, 8], 1, 'program'],
  ],
}

test('every moment of a segment can be derived, whatever was read when', () => {
  expect(moments(story)).toEqual(expected)
  expect(moments(...story.map((each) => [each]))).toEqual(expected)
  // One process's file after the other's.
  const of = (process: string) => story.filter((each) => each.process === process)
  expect(moments(of('a'), of('b'))).toEqual(expected)
  expect(moments(of('b').slice(0, 3), of('a'), of('b').slice(3))).toEqual(expected)
})

test('who has ended has let go of everything', () => {
  const reader = new TraceReader()
  reader.read([created, attached])
  const [found] = reader.run.memory.segments
  expect(segmentAt(found!, 200, (process) => (process === 'b' ? 150 : undefined))?.attached).toEqual(['a'])
})

test('bytes that nobody told are not known: what was cut, and what was there before the first trace', () => {
  const reader = new TraceReader()
  reader.read([
    event('c', 1000, { name: 'memory/attached', segment: '/psm_2', size: 4, kind: 'SharedMemory', bytes: base64(1, 2) }),
    event('c', 1100, { name: 'memory/changed', segment: '/psm_2', offset: 1, size: 3, bytes: base64(5) }),
  ])
  const [found] = reader.run.memory.segments
  expect([...segmentAt(found!, 50)!.known]).toEqual([1, 1, 0, 0])
  expect([...segmentAt(found!)!.known]).toEqual([1, 1, 0, 0])
  expect([...segmentAt(found!)!.bytes]).toEqual([1, 5, 0, 0])
  expect([found!.owner, found!.createdAt]).toEqual([undefined, undefined])
})
