/** Shared objects as they were at a time. */
import { OUTSIDE } from './run.ts'
import type { Flight, LifetimeMark, ObjectAt } from './moment.ts'
import { otherSide } from './connection.ts'
import type { TracedConnection } from './connection.ts'
import type { TracedFrame } from './frame.ts'
import type { ObjectRecord } from './object-record.ts'
import { firstAfter } from './timeline.ts'
import type { TracedRun } from './traced-run.ts'
import type { StandingAt } from './waits.ts'

export interface ObjectsAt {
  readonly objects: readonly ObjectAt[]
  readonly byKey: ReadonlyMap<string, ObjectAt>
  readonly disposed: number
}

/** @param time trace time */
export function objectsAt(run: TracedRun, time: number, standing: StandingAt, marks: readonly LifetimeMark[]): ObjectsAt {
  const objects: ObjectAt[] = []
  const byKey = new Map<string, ObjectAt>()
  const marked = new Map<string, LifetimeMark[]>()
  for (const mark of marks) {
    if (mark.object === undefined) continue
    const known = marked.get(mark.object)
    if (known === undefined) marked.set(mark.object, [mark])
    else known.push(mark)
  }
  let disposed = 0
  for (const record of run.ledger.objects.values()) {
    if (record.createTime > time) continue
    const own = marked.get(record.key) ?? []
    const state = stateAt(run, record, time)
    if (state === 'disposed') {
      disposed += 1
      // What is gone and should not be is shown until its server ends.
      if (own.length === 0 || run.records.get(record.server)?.exitAt(time) !== undefined) continue
    }
    const object = new ObjectThen(run, record, time, state, standing, own)
    objects.push(object)
    byKey.set(record.key, object)
  }
  objects.sort((a, b) => a.createdAt - b.createdAt)
  return { objects, byKey, disposed }
}

/** Whether an object was there, counted or not. */
export function stateAt(run: TracedRun, record: ObjectRecord, time: number): ObjectAt['state'] {
  const { refcount, disposeTime } = record.countAt(time)
  if (disposeTime === undefined) return 'alive'
  if (refcount > 0 || record.localSince > time) return 'disposed'
  const server = run.records.get(record.server)
  if (server === undefined || server.exitAt(time) !== undefined) return 'disposed'
  // CPython keeps whatever a proxy in the server itself has pointed at; ours lets it go with that proxy.
  const kept = server.runtime === 'cpython' || (record.holdersAt(time).get(record.server) ?? 0) > 0
  return kept ? 'kept' : 'disposed'
}

/** Proxies of an object that were on their way. */
export function flightsAt(run: TracedRun, record: ObjectRecord, time: number): readonly Flight[] {
  return record.flightsAt(time).map(({ from, since, routed }): Flight => {
    const frame = routed !== undefined && routed.time <= time ? routed.frame : undefined
    const end = frame === undefined ? undefined : (frame.connection as TracedConnection).endAt(otherSide(frame.sender), time)
    return { object: record.key, from, to: end?.process.id, since: run.clock.since(since), frame }
  })
}

class ObjectThen implements ObjectAt {
  readonly object: ObjectRecord
  readonly state: ObjectAt['state']
  readonly refcount: number
  readonly marks: readonly LifetimeMark[]
  readonly #run: TracedRun
  readonly #time: number
  readonly #standing: StandingAt
  #holders: ReadonlyMap<string, number> | undefined

  constructor(run: TracedRun, record: ObjectRecord, time: number, state: ObjectAt['state'], standing: StandingAt, marks: readonly LifetimeMark[]) {
    this.object = record
    this.state = state
    this.refcount = record.countAt(time).refcount
    this.marks = marks
    this.#run = run
    this.#time = time
    this.#standing = standing
  }

  get key(): string {
    return this.object.key
  }

  get ident(): string {
    return this.object.ident
  }

  get typeid(): string {
    return this.object.typeid
  }

  get type(): string | undefined {
    return this.object.type
  }

  get server(): string {
    return this.object.server
  }

  get creates(): number {
    return this.object.createsAt(this.#time)
  }

  get createdBy(): ObjectAt['createdBy'] {
    return this.creates === 0 ? undefined : this.object.createdBy
  }

  get createdAt(): number {
    return this.object.createdAt
  }

  get disposedAt(): number | undefined {
    return this.#run.clock.since(this.object.countAt(this.#time).disposeTime)
  }

  get holders(): ReadonlyMap<string, number> {
    return (this.#holders ??= this.object.holdersAt(this.#time))
  }

  get inFlight(): readonly Flight[] {
    return flightsAt(this.#run, this.object, this.#time)
  }

  get value(): TracedFrame | undefined {
    return this.#last(this.#run.calls.questions, ({ pair }) => pair?.kind === '#RETURN' && pair.firstTime <= this.#time)?.pair
  }

  get lastCall(): TracedFrame | undefined {
    return this.#last(this.#run.calls.calls, () => true)
  }

  /** The last frame about this object that had been sent and passes a test. */
  #last(lists: ReadonlyMap<string, readonly TracedFrame[]>, passes: (frame: TracedFrame) => boolean): TracedFrame | undefined {
    const list = lists.get(this.ident) ?? []
    for (let at = firstAfter(list, this.#time, ({ firstTime }) => firstTime) - 1; at >= 0; at--) {
      const frame = list[at]!
      if (frame.firstTime < this.object.createTime) return undefined
      const { listener } = frame.connection
      if ((listener === this.server || listener === OUTSIDE) && passes(frame)) return frame
    }
    return undefined
  }

  get lock(): ObjectAt['lock'] {
    return this.#standing.byObject.get(this.key)?.lock
  }

  get waits(): ObjectAt['waits'] {
    return this.#standing.byObject.get(this.key)?.waits ?? []
  }
}
