/** What a soak measures, and its file. */
import { readFileSync, writeFileSync } from 'node:fs'

/** Every series that is measured, in the order of the file. Sizes in bytes, latencies in µs, shares of one core. */
export const SERIES = [
  'seconds', 'serverRss', 'heapUsed', 'heapKept', 'external', 'descriptors', 'objects', 'connections', 'handles', 'timers',
  'nodeClientRss', 'nodeClientKept', 'pythonClientRss', 'calls', 'p50', 'p99', 'max', 'chores', 'serverCpu', 'allCpu', 'load',
] as const
export type Series = (typeof SERIES)[number]

/** One moment. null where a series was not measured then. */
export type Sample = Readonly<Record<Series, number | null>>

/** What a server has open and owns; at the end it must be what it was before. */
export interface Holdings {
  readonly descriptors: number
  readonly objects: number
  readonly connections: number
  readonly handles: number
  readonly timers: number
}

/** A whole soak. */
export interface Soak {
  readonly seed: number
  readonly minutes: number
  readonly machine: string
  /** Of clients and server: which programs took part. */
  readonly cast: string
  readonly samples: readonly Sample[]
  readonly visits: number
  readonly killed: number
  readonly chores: number
  readonly before: Holdings
  readonly after: Holdings
  /** What went wrong besides: answers that were not right, sums that do not agree, processes that ended early. */
  readonly problems: readonly string[]
}

export function writeSoak(soak: Soak, file: string): void {
  const { samples, ...rest } = soak
  const rows = samples.map((sample) => JSON.stringify(SERIES.map((series) => sample[series])))
  writeFileSync(file, `${JSON.stringify({ ...rest, series: SERIES }, null, 1).slice(0, -2)},\n "rows": [\n${rows.join(',\n')}\n ]\n}\n`)
}

/** @throws Error when the file has series that are not known; those that it does not have were not measured */
export function readSoak(file: string): Soak {
  const { series, rows, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as Omit<Soak, 'samples'> & { series: Series[]; rows: (number | null)[][] }
  const unknown = series.filter((name) => !SERIES.includes(name))
  if (unknown.length > 0) throw new Error(`${file} has the series ${unknown.join(', ')}; known are ${SERIES.join(', ')}: soak again`)
  return {
    ...rest,
    samples: rows.map((row) => Object.fromEntries(SERIES.map((name) => [name, row[series.indexOf(name)] ?? null])) as Record<Series, number | null>),
  }
}
