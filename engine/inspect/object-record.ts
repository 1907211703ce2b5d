/** One object of a server, with what became of it: the ledger writes it, moments look back into it. Times are the trace's. */
import { OUTSIDE } from './run.ts'
import type { SharedObject } from './run.ts'
import type { RunClock } from './clock.ts'
import type { TracedFrame } from './frame.ts'
import { firstAfter, Timeline } from './timeline.ts'

/** How often it is counted, and since when it is gone, if it is. */
interface Count {
  readonly refcount: number
  readonly disposeTime: number | undefined
}

/** One proxy of it on its way. */
export interface FlightRecord {
  readonly from: string
  readonly since: number
  /** The frame that carries it, and when that was sent. */
  routed: { readonly time: number; readonly frame: TracedFrame } | undefined
  /** When it was rebuilt, or its receiver ended. */
  until: number
}

/** A process ended that held it. */
export interface Orphaning {
  readonly time: number
  readonly process: string
  readonly references: number
}

export class ObjectRecord implements SharedObject {
  readonly key: string
  readonly server: string
  readonly ident: string
  typeid: string
  type: string | undefined
  createdBy: TracedFrame | undefined
  readonly createTime: number
  readonly holders = new Map<string, number>()
  /** When it was asked for, each time that a reference to it was handed out. */
  readonly creations: number[] = []
  readonly flights: FlightRecord[] = []
  readonly orphanings: Orphaning[] = []
  /** Proxies by process that the server does not count. */
  readonly uncounted = new Map<string, number>()
  /** Those of them that it got by a fork. */
  readonly inherited = new Map<string, number>()
  /** When a proxy of it was first rebuilt in its own server. */
  localSince = Infinity
  #refcount = 0
  #disposeTime: number | undefined
  readonly #counts = new Timeline<Count>()
  readonly #holds = new Map<string, Timeline<number>>()
  /** How many processes hold it. */
  readonly #holderCounts = new Timeline<number>()
  readonly #clock: RunClock

  constructor(clock: RunClock, key: string, server: string, ident: string, typeid: string, time: number) {
    this.#clock = clock
    this.key = key
    this.server = server
    this.ident = ident
    this.typeid = typeid
    this.createTime = time
  }

  get refcount(): number {
    return this.#refcount
  }

  get creates(): number {
    return this.creations.length
  }

  get state(): SharedObject['state'] {
    return this.#disposeTime === undefined ? 'alive' : 'disposed'
  }

  get createdAt(): number {
    return this.#clock.since(this.createTime)
  }

  get disposeTime(): number | undefined {
    return this.#disposeTime
  }

  get disposedAt(): number | undefined {
    return this.#clock.since(this.#disposeTime)
  }

  /** For the ledger: how often it is counted from `time` on. A count of 0 disposes of it, unless it was made a moment ago. */
  count(time: number, refcount: number, disposeTime: number | undefined): void {
    this.#refcount = refcount
    this.#disposeTime = disposeTime
    this.#counts.set(time, { refcount, disposeTime })
  }

  hold(time: number, process: string, change: number): void {
    this.setHolder(time, process, (this.holders.get(process) ?? 0) + change)
  }

  setHolder(time: number, process: string, count: number): void {
    if (count > 0) this.holders.set(process, count)
    else if (!this.holders.delete(process)) return
    let timeline = this.#holds.get(process)
    if (timeline === undefined) this.#holds.set(process, (timeline = new Timeline()))
    timeline.set(time, Math.max(0, count))
    if (this.#holderCounts.last !== this.holders.size) this.#holderCounts.set(time, this.holders.size)
    if (process === this.server && count > 0) this.localSince = Math.min(this.localSince, time)
  }

  // Looking back

  countAt(time: number): Count {
    return this.#counts.at(time) ?? { refcount: 0, disposeTime: undefined }
  }

  holdersAt(time: number): Map<string, number> {
    const holders = new Map<string, number>()
    for (const [process, timeline] of this.#holds) {
      const count = timeline.at(time) ?? 0
      if (count > 0) holders.set(process, count)
    }
    return holders
  }

  /** Since when it had as many holders as at `time`: where it has none, since when. */
  holderCountSince(time: number): number | undefined {
    return this.#holderCounts.since(time)
  }

  createsAt(time: number): number {
    return firstAfter(this.creations, time, (each) => each)
  }

  flightsAt(time: number): readonly FlightRecord[] {
    return this.flights.filter((flight) => flight.since <= time && time < this.flightEnd(flight))
  }

  /** When a proxy is not on its way any more: its own server keeps it as soon as it arrives, and what is lost is lost. */
  flightEnd({ routed, until }: FlightRecord): number {
    if (routed === undefined) return until
    const { to, receivedTime, connection } = routed.frame
    if (to === OUTSIDE) return Math.min(until, routed.time)
    if (receivedTime === undefined) return Math.min(until, connection.closeTime ?? Infinity)
    return to === this.server ? Math.min(until, receivedTime) : until
  }
}
