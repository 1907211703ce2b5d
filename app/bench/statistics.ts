/** Figures of many measurements, each a number of milliseconds unless it is said otherwise. */

export interface Spread {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly worst: number
}

/** The value that `share` of all are not above, by the nearest rank. NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return NaN
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))]!
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

export function spreadOf(values: readonly number[]): Spread {
  return { count: values.length, p50: percentile(values, 0.5), p95: percentile(values, 0.95), worst: values.length === 0 ? NaN : values.reduce((most, each) => Math.max(most, each), 0) }
}

/** Differences of neighbours. */
export function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((time, index) => time - times[index]!)
}

/** How much is added a second, by the least squares through (ms, total). NaN of less than two. */
export function ratePerSecond(points: readonly (readonly [ms: number, total: number])[]): number {
  if (points.length < 2) return NaN
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length
  const over = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  const under = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  return under === 0 ? NaN : (over / under) * 1000
}

/** Three digits that count, and no more: `0.42`, `8.3`, `41`, `1,240`. */
export function short(value: number): string {
  if (Number.isNaN(value)) return '–'
  const size = Math.abs(value)
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2
  return value.toLocaleString('en', { minimumFractionDigits: 0, maximumFractionDigits: digits })
}
