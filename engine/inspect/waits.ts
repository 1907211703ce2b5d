/** Who held and who waited for what at a time. */
import type { Hold, LockAt, Wait } from './moment.ts'
import { OUTSIDE } from './run.ts'
import type { TracedFrame } from './frame.ts'
import type { TracedRun } from './traced-run.ts'
import { waitsForever } from './wait-ledger.ts'
import type { HoldFact, Standing, WaitFact, WaitRecord } from './wait-ledger.ts'

/** Waits and locks of one moment, and where they come from. */
export interface StandingAt {
  readonly locks: readonly LockAt[]
  /** Oldest first. */
  readonly waits: readonly Wait[]
  readonly byObject: ReadonlyMap<string, { readonly lock: LockAt | undefined; readonly waits: readonly Wait[] }>
  readonly byFrame: ReadonlyMap<TracedFrame, Wait>
  readonly facts: readonly { readonly record: WaitRecord; readonly standing: Standing; readonly key: string }[]
  /** The shapes of facts. */
  readonly waitOf: ReadonlyMap<WaitFact, Wait>
  readonly holdOf: ReadonlyMap<HoldFact, Hold>
}

/** @param time trace time */
export function standingAt(run: TracedRun, time: number): StandingAt {
  const locks: LockAt[] = []
  const waits: Wait[] = []
  const byObject = new Map<string, { lock: LockAt | undefined; waits: readonly Wait[] }>()
  const byFrame = new Map<TracedFrame, Wait>()
  const facts: { record: WaitRecord; standing: Standing; key: string }[] = []
  const waitOf = new Map<WaitFact, Wait>()
  const holdOf = new Map<HoldFact, Hold>()
  for (const record of run.waits.records.values()) {
    const found = record.standings.at(time)
    if (found === undefined || (found.holders.length === 0 && found.waiters.length === 0)) continue
    const { server, ident } = record
    if (server !== undefined && run.records.get(server)?.exitAt(time) !== undefined) continue
    const object = server === undefined ? undefined : run.ledger.at(server, ident, time)
    const on = { key: object?.key ?? (server === undefined ? `memory/${ident}` : `${server}/${ident}`), ident, typeid: object?.typeid ?? record.typeid, server }
    // Who has ended waits for a lock in shared memory no more.
    const waiters = found.waiters.filter((fact) => server !== undefined || run.records.get(fact.process ?? '')?.exitAt(time) === undefined)
    const standing = { ...found, waiters }
    const holders = standing.holders.map((fact) => {
      const hold = shapeOf(run, fact, time)
      holdOf.set(fact, hold)
      return hold
    })
    const here = waiters.map((fact): Wait => {
      let forever: boolean | undefined
      const wait: Wait = {
        ...shapeOf(run, fact, time),
        reason: fact.reason,
        on,
        get forever() {
          return (forever ??= server === undefined ? false : waitsForever(fact.frame))
        },
      }
      waitOf.set(fact, wait)
      if (fact.frame !== undefined) byFrame.set(fact.frame, wait)
      return wait
    })
    facts.push({ record, standing, key: on.key })
    waits.push(...here)
    const forLock = here.filter(({ reason }) => reason === 'lock')
    const lock: LockAt | undefined = holders.length > 0 || forLock.length > 0 ? { ...on, holders, waiters: forLock } : undefined
    if (lock !== undefined) locks.push(lock)
    byObject.set(on.key, { lock, waits: here })
  }
  waits.sort((a, b) => a.since - b.since)
  return { locks, waits, byObject, byFrame, facts, waitOf, holdOf }
}

function shapeOf(run: TracedRun, fact: HoldFact, time: number): Hold {
  const process = fact.process ?? fact.connection?.endAt('client', time)?.process.id ?? OUTSIDE
  return { process, connection: fact.connection, frame: fact.frame, since: run.clock.since(fact.time) }
}
