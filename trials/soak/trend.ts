/** Whether a series stays flat: its slope, robust against outliers (Theil and Sen), held against a limit that is declared. */
import type { Sample, Series, Soak } from './samples.ts'

/** What may become more in an hour, and how much. */
export interface Limit {
  readonly title: string
  readonly unit: 'bytes' | 'count' | 'µs'
  /** 'noise': no more than it goes up and down anyway. */
  readonly most: number | 'noise'
  readonly value: (sample: Sample, before: Sample | undefined) => number | null
  /** Only the second half is looked at: what settles in steps has settled by then, and what leaks goes on. */
  readonly secondHalf?: boolean
}

const MEGABYTE = 1e6

const limit = (series: Series, title: string, unit: Limit['unit'], most: Limit['most']): Limit => ({ title, unit, most, value: (sample) => sample[series] })

/** Flat means this. */
export const LIMITS: readonly Limit[] = [
  limit('heapKept', 'server: heap that is kept', 'bytes', 5 * MEGABYTE),
  limit('external', 'server: memory outside of the heap', 'bytes', 5 * MEGABYTE),
  limit('serverRss', 'server: resident', 'bytes', 5 * MEGABYTE),
  limit('nodeClientKept', 'client in TypeScript: heap that is kept', 'bytes', 5 * MEGABYTE),
  limit('nodeClientRss', 'client in TypeScript: resident', 'bytes', 5 * MEGABYTE),
  // What a process has resident grows in steps with V8's heap, before that has found its size.
  { ...limit('nodeClientRss', 'client in TypeScript: resident, in the second half', 'bytes', 5 * MEGABYTE), secondHalf: true },
  limit('pythonClientRss', 'client in CPython: resident', 'bytes', 5 * MEGABYTE),
  limit('descriptors', 'server: descriptors', 'count', 0.5),
  limit('objects', 'server: objects', 'count', 0.5),
  limit('connections', 'server: connections', 'count', 0.5),
  limit('handles', 'server: handles', 'count', 0.5),
  limit('timers', 'server: timers', 'count', 0.5),
  limit('p50', 'a small call: p50', 'µs', 'noise'),
  limit('p99', 'a small call: p99', 'µs', 'noise'),
  // What a chore costs does not depend on how much else the machine does, as its latency does.
  { title: 'server: processor time for a chore', unit: 'µs', most: 'noise', value: processorTimeOfAChore },
]

function processorTimeOfAChore(sample: Sample, before: Sample | undefined): number | null {
  if (before === undefined || sample.serverCpu === null) return null
  const chores = sample.chores! - before.chores!
  return chores <= 0 ? null : (sample.serverCpu * (sample.seconds! - before.seconds!) * 1e6) / chores
}

/** What a series did. */
export interface Trend extends Limit {
  readonly median: number
  /** Change in an hour. */
  readonly slope: number
  /** What it may be. */
  readonly limit: number
  readonly flat: boolean
}

/** Caches fill and compilers compile in the first part: it is not looked at. Seconds. */
export function warmUp({ minutes }: Pick<Soak, 'minutes'>): number {
  return Math.min(300, (minutes * 60) / 4)
}

/** Every limit, held against the samples after the warm-up. What was not measured is left out. */
export function trends(soak: Pick<Soak, 'minutes' | 'samples'>): Trend[] {
  const samples = soak.samples.filter(({ seconds }) => seconds! >= warmUp(soak))
  return LIMITS.flatMap((limit) => {
    const points = samples.flatMap((sample, nth): Point[] => {
      if (limit.secondHalf && sample.seconds! < soak.minutes * 30) return []
      const value = limit.value(sample, samples[nth - 1])
      return value === null ? [] : [[sample.seconds! / 3600, value]]
    })
    return points.length < 3 ? [] : [trendOf(limit, points)]
  })
}

type Point = readonly [hours: number, value: number]

function trendOf(limit: Limit, points: readonly Point[]): Trend {
  const slope = theilSen(points)
  const most = limit.most === 'noise' ? 2 * spread(points.map(([hours, value]) => value - slope * hours)) : limit.most
  // Getting less is no harm.
  return { ...limit, median: median(points.map(([, value]) => value)), slope, limit: most, flat: slope <= most }
}

/** How far values go up and down, as a standard deviation (Hampel): half of them are nearer to the middle than 0.67 of it. */
function spread(values: readonly number[]): number {
  const middle = median(values)
  return 1.4826 * median(values.map((value) => Math.abs(value - middle)))
}

/** The median of the slopes between every two points: more than a quarter of the points may be anything. */
export function theilSen(points: readonly Point[]): number {
  const slopes: number[] = []
  for (const [nth, [x, y]] of points.entries()) {
    for (const [later, its] of points.slice(nth + 1)) if (later !== x) slopes.push((its - y) / (later - x))
  }
  return median(slopes)
}

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('nothing has no median')
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
