/**
 * Waits that can never end, as far as the trace proves it.
 *
 * A wait for a lock keeps whoever waits from giving back what the same line of the program holds. In CPython a line is a
 * thread, and a thread is known by its process and the name of its connection. A Node process runs many lines over few
 * connections and says with each request which locks the same line had before. Locks in shared memory are left out:
 * nothing tells which line of a process holds one.
 *
 * A lock counts only as long as it was never given back by somebody who did not hold it: programs that hand locks over
 * do not wait for the holder. A semaphore also must have been given back by a holder before, since many are used as signals.
 * Waits with a timeout end by themselves.
 */
import type { Deadlock, DeadlockStep, Hold, Wait } from './moment.ts'
import { OUTSIDE } from './run.ts'
import type { TracedFrame } from './frame.ts'
import type { TracedRun } from './traced-run.ts'
import type { HoldFact, WaitFact } from './wait-ledger.ts'
import type { StandingAt } from './waits.ts'

/** A wait for a lock without a timeout, and who must move before it ends. */
interface Stuck {
  readonly wait: WaitFact
  readonly holders: readonly HoldFact[]
}

/** @param time trace time */
export function findDeadlocks(run: TracedRun, time: number, standing: StandingAt): readonly Deadlock[] {
  const stuck: Stuck[] = []
  const found: Deadlock[] = []
  for (const { record, standing: here } of standing.facts) {
    if (record.server === undefined || here.holders.length === 0) continue
    const type = run.ledger.at(record.server, record.ident, time)
    const isSemaphore = /semaphore/i.test(`${type?.type ?? ''} ${type?.typeid ?? ''}`)
    if (here.handed || (isSemaphore && !here.returned)) continue
    for (const wait of here.waiters) {
      if (wait.reason !== 'lock' || standing.waitOf.get(wait)?.forever !== true) continue
      const dead = here.holders.filter((hold) => hasEnded(run, hold, time))
      if (dead.length === here.holders.length) found.push({ kind: 'dead holder', steps: [stepOf(standing, wait, dead[0]!)], since: deathOf(run, wait, dead, time) })
      else stuck.push({ wait, holders: here.holders })
    }
  }
  const circles = circlesIn(knotted(run, stuck)).map((circle) => circleOf(run, standing, circle))
  return [...circles, ...found].sort((a, b) => a.since - b.since)
}

/** Of those that wait, those whose every way out leads back to one that waits. */
function knotted(run: TracedRun, all: readonly Stuck[]): readonly Edges[] {
  let left = all.map((stuck): Edges => ({ stuck, after: [] }))
  for (;;) {
    const next = left.map(({ stuck }): Edges => {
      // A holder that is in no one's way, because it does not wait, will give it back.
      const after = stuck.holders.map((hold) => left.find(({ stuck: { wait } }) => isBlocked(run, hold, wait)))
      return { stuck, after: after.every((each) => each !== undefined) ? after.map((each) => each.stuck) : [] }
    })
    const kept = next.filter(({ after }) => after.length > 0)
    if (kept.length === left.length) return kept
    left = kept
  }
}

interface Edges {
  readonly stuck: Stuck
  /** The waits behind what it waits for. */
  readonly after: readonly Stuck[]
}

function circlesIn(edges: readonly Edges[]): readonly (readonly Stuck[])[] {
  const next = new Map(edges.map(({ stuck, after }) => [stuck, after[0]!]))
  const done = new Set<Stuck>()
  const circles: Stuck[][] = []
  for (const start of next.keys()) {
    const path: Stuck[] = []
    let at: Stuck | undefined = start
    while (at !== undefined && !done.has(at) && !path.includes(at)) {
      path.push(at)
      at = next.get(at)
    }
    if (at !== undefined && path.includes(at)) circles.push(path.slice(path.indexOf(at)))
    for (const each of path) done.add(each)
  }
  return circles
}

function circleOf(run: TracedRun, standing: StandingAt, circle: readonly Stuck[]): Deadlock {
  const steps = circle.map((stuck, index): DeadlockStep => {
    const behind = circle[(index + 1) % circle.length]!.wait
    return stepOf(standing, stuck.wait, stuck.holders.find((hold) => isBlocked(run, hold, behind)) ?? stuck.holders[0]!)
  })
  // It begins with the process that waits longest.
  const first = steps.reduce((least, { wait }, index) => (wait.since < steps[least]!.wait.since ? index : least), 0)
  return { kind: 'circle', steps: [...steps.slice(first), ...steps.slice(0, first)], since: Math.max(...steps.map(({ wait }) => wait.since)) }
}

/** Whether a hold cannot be given back before a wait ends: one line of a program has both. */
function isBlocked(run: TracedRun, hold: HoldFact, wait: WaitFact): boolean {
  const holder = clientOf(hold)
  const waiter = clientOf(wait)
  if (holder === undefined || waiter === undefined || holder !== waiter) return false
  if (run.records.get(holder)?.runtime === 'node') {
    const number = (hold.frame as TracedFrame | undefined)?.line?.acquire
    return number !== undefined && (wait.frame?.line?.holding.includes(number) ?? false)
  }
  if (hold.connection === wait.connection) return true
  // Another server knows the thread by another connection, under the same name.
  const name = hold.connection?.name
  return holder !== OUTSIDE && name !== undefined && name === wait.connection?.name && hold.frame !== wait.frame
}

function clientOf({ connection }: HoldFact): string | undefined {
  return connection?.ends.client?.process.id
}

function hasEnded(run: TracedRun, hold: HoldFact, time: number): boolean {
  const client = clientOf(hold)
  return client !== undefined && run.records.get(client)?.exitAt(time) !== undefined
}

function deathOf(run: TracedRun, wait: WaitFact, dead: readonly HoldFact[], time: number): number {
  const ends = dead.map((hold) => run.records.get(clientOf(hold) ?? '')?.exitAt(time)?.time ?? 0)
  return run.clock.since(Math.max(wait.time, ...ends))
}

function stepOf(standing: StandingAt, wait: WaitFact, hold: HoldFact): DeadlockStep {
  return { wait: standing.waitOf.get(wait) as Wait, hold: standing.holdOf.get(hold) as Hold }
}
