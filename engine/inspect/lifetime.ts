/**
 * What is wrong with the lifetime of objects and servers, or about to go wrong.
 *
 * * `freed while in flight`: a proxy was pickled and nobody has rebuilt it yet, and whoever kept its object alive has let
 *   go. A pickled proxy keeps nothing: when it arrives there will be no such object.
 * * `leaked`: an object is counted and nobody is left to let it go, because a process ended that held it; or CPython's server keeps
 *   it for a proxy of its own that is gone.
 * * `manager going away`: a server was told to stop while processes other than the one that said so hold proxies.
 */
import type { LifetimeMark } from './moment.ts'
import type { ObjectRecord } from './object-record.ts'
import { flightsAt, stateAt } from './objects-at.ts'
import type { TracedFrame } from './frame.ts'
import type { TracedRun } from './traced-run.ts'

/** @param time trace time */
export function marksAt(run: TracedRun, time: number): readonly LifetimeMark[] {
  const marks: LifetimeMark[] = []
  for (const record of run.ledger.objects.values()) {
    if (record.createTime > time) continue
    // Most objects never travel, and nobody who holds them ends before them.
    const mark =
      (record.flights.length > 0 ? freedInFlight(run, record, time) : undefined) ??
      (record.orphanings.length > 0 || record.localSince <= time ? leaked(run, record, time) : undefined)
    if (mark !== undefined) marks.push(mark)
  }
  for (const shutdown of run.shutdowns) {
    const mark = shutdown.firstTime <= time ? goingAway(run, shutdown, time) : undefined
    if (mark !== undefined) marks.push(mark)
  }
  return marks.sort((a, b) => a.since - b.since)
}

function serverEnded(run: TracedRun, record: ObjectRecord, time: number): boolean {
  return run.records.get(record.server)?.exitAt(time) !== undefined
}

function freedInFlight(run: TracedRun, record: ObjectRecord, time: number): LifetimeMark | undefined {
  if (serverEnded(run, record, time) || record.holdersAt(time).size > 0 || stateAt(run, record, time) === 'kept') return undefined
  const left = record.holderCountSince(time)
  const flights = flightsAt(run, record, time)
  if (flights.length === 0 || left === undefined) return undefined
  const since = Math.max(run.clock.since(left), Math.min(...flights.map((flight) => flight.since)))
  const frames = flights.flatMap(({ frame }) => frame ?? [])
  return {
    kind: 'freed while in flight',
    since,
    object: record.key,
    server: record.server,
    processes: [...new Set(flights.map(({ from }) => from))],
    frames,
    at: frames[0]?.at,
  }
}

function leaked(run: TracedRun, record: ObjectRecord, time: number): LifetimeMark | undefined {
  if (serverEnded(run, record, time)) return undefined
  const { refcount, disposeTime } = record.countAt(time)
  const holders = record.holdersAt(time)
  const base = { kind: 'leaked', object: record.key, server: record.server, frames: [], at: record.createdBy?.at } as const
  if (refcount === 0) {
    // Its server keeps it, though the proxy that it was kept for is gone.
    if (disposeTime === undefined || holders.size > 0 || record.flightsAt(time).length > 0 || stateAt(run, record, time) !== 'kept') return undefined
    return { ...base, since: run.clock.since(Math.max(disposeTime, record.holderCountSince(time) ?? disposeTime)), processes: [] }
  }
  const held = [...holders].reduce((sum, [process, count]) => (process === record.server ? sum : sum + count), 0)
  const orphanings = record.orphanings.filter((each) => each.time <= time)
  if (orphanings.length === 0 || refcount <= held || record.flightsAt(time).length > 0) return undefined
  return { ...base, since: run.clock.since(orphanings[orphanings.length - 1]!.time), processes: [...new Set(orphanings.map(({ process }) => process))] }
}

function goingAway(run: TracedRun, shutdown: TracedFrame, time: number): LifetimeMark | undefined {
  const server = shutdown.connection.listener
  const at = shutdown.firstTime
  const holders = new Set<string>()
  let since = Infinity
  for (const record of run.ledger.objects.values()) {
    if (record.server !== server || record.createTime > time) continue
    // A child that was forked before may say only after that it has a proxy.
    for (const [moment, from] of [[at, at], [time, Math.max(at, record.holderCountSince(time) ?? at)]] as const) {
      for (const process of record.holdersAt(moment).keys()) {
        if (process === server || process === shutdown.connection.client || run.records.get(process)?.exitAt(moment) !== undefined) continue
        holders.add(process)
        since = Math.min(since, from)
      }
    }
  }
  if (holders.size === 0) return undefined
  return {
    kind: 'manager going away',
    since: run.clock.since(since),
    object: undefined,
    server,
    processes: [...holders],
    frames: [shutdown],
    at: shutdown.at,
  }
}
