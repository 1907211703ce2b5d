import { expect, test } from 'vitest'
import type { Frame, Run } from 'multiprocessing/inspect'
import { LatencyScale } from './latency-scale.ts'

const runOf = (latencies: readonly (number | undefined)[]) => ({ frames: latencies.map((latency) => ({ latency }) as Frame) }) as unknown as Run

test('bars are in proportion to the slowest usual answer, as in the design', () => {
  const scale = new LatencyScale().update(runOf([undefined, 72, 38, 90, 66, 58]))
  expect([72, 38, 90, 66, 58].map((latency) => scale.barFor(latency))).toEqual([22, 12, 28, 20, 18])
})

test('one answer of three seconds does not flatten all others', () => {
  const scale = new LatencyScale().update(runOf([...Array.from({ length: 60 }, () => 50), 3_000_000]))
  expect(scale.barFor(50)).toBeGreaterThan(20)
  expect(scale.barFor(3_000_000)).toBe(28)
})

test('frames that are added later are taken in, frames of another run replace them', () => {
  const scale = new LatencyScale()
  const frames: Frame[] = []
  const run = { frames } as unknown as Run
  frames.push({ latency: 100 } as Frame)
  const before = scale.update(run).full
  frames.push(...Array.from({ length: 9 }, () => ({ latency: 10_000 }) as Frame))
  expect(scale.update(run).full).toBeGreaterThan(before * 50)
  expect(scale.update(runOf([100])).full).toBe(before)
})
