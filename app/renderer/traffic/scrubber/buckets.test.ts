import { expect, test } from 'vitest'
import type { Frame } from 'multiprocessing/inspect'
import { BARS, Buckets, barWidth, barX, frameAt, headX } from './buckets.ts'

const frame = (from: string, family: Frame['family']) => ({ from, family })

test('bars and head stand where the design has them', () => {
  expect(barX(1, 106, 330)).toBe(3)
  expect(barX(2, 106, 330)).toBeCloseTo(6.0377)
  expect(headX(null, 106, 330)).toBe(326)
  expect(headX(88, 106, 1190)).toBeCloseTo(979.7, 1)
  expect(barWidth(106, 330)).toBe(2.2)
  expect(barWidth(2_000, 330)).toBe(1)
})

test('the frame under the head is the frame that put it there, at any number of frames', () => {
  for (const frames of [1, 2, 106, 1_999, 100_000]) {
    for (const number of [1, Math.ceil(frames / 3), frames]) {
      expect(frameAt(headX(number, frames, 1190), frames, 1190)).toBe(number)
    }
  }
})

test('a place outside the bar is the first or the last frame', () => {
  expect(frameAt(-50, 106, 330)).toBe(1)
  expect(frameAt(5_000, 106, 330)).toBe(106)
  expect(frameAt(10, 0, 330)).toBeUndefined()
})

test('no frame is counted twice or not at all, while buckets are joined', () => {
  const buckets = new Buckets()
  for (let index = 0; index < 100_000; index++) {
    buckets.add(frame(index % 2 ? 'server' : 'client', index % 10 === 0 ? 'handshake' : index % 1000 === 1 ? 'error' : 'call'))
  }
  expect(buckets.count).toBe(100_000)
  expect(buckets.all.length).toBeLessThanOrEqual(2_048)
  expect(buckets.all.length).toBeGreaterThan(1_000)
  for (const drawn of [buckets.all, buckets.columns(160)]) {
    const sum = (of: (bucket: (typeof drawn)[number]) => number) => drawn.reduce((total, bucket) => total + of(bucket), 0)
    expect(sum((bucket) => bucket.frames)).toBe(100_000)
    expect(sum((bucket) => bucket.handshakes)).toBe(10_000)
    expect(sum((bucket) => bucket.errors)).toBe(100)
    expect(sum((bucket) => bucket.senders.get('server') ?? 0)).toBe(50_000)
    expect(sum((bucket) => bucket.senders.get('client') ?? 0)).toBe(40_000)
  }
})

test('columns hold equal stretches of the run', () => {
  const buckets = new Buckets()
  for (let index = 0; index < BARS * 5; index++) buckets.add(frame('server', 'call'))
  const counts = buckets.columns(100).map((column) => column.frames)
  expect(Math.min(...counts)).toBeGreaterThan(80)
  expect(Math.max(...counts)).toBeLessThan(120)
})

test('a hundred thousand frames are all in the columns', () => {
  const buckets = new Buckets()
  for (let index = 0; index < 100_000; index++) buckets.add(frame('server', 'call'))
  expect(buckets.columns(100).reduce((sum, { frames }) => sum + frames, 0)).toBe(100_000)
})
