/**
 * The shared objects of a run: what servers and clients reported about them, and where a process did not report, what
 * its frames tell.
 *
 * Facts come in any order and are told in the order of their times when somebody asks, so the answer does not depend on
 * which process was read first. As long as facts arrive in order only the new ones are told.
 */
import { OUTSIDE } from './run.ts'
import type { SharedObject } from './run.ts'
import type { RunClock } from './clock.ts'
import type { TracedFrame } from './frame.ts'

/** Something that is known about objects. */
type Fact =
  /** A request was answered with a reference, a `create` or a call; or with `#RETURN`, an `incref` or a `decref`. */
  | { readonly kind: 'answered'; readonly request: TracedFrame; readonly reply: TracedFrame }
  /** A server said how often an object is held. */
  | {
      readonly kind: 'counted'
      readonly time: number
      readonly server: string
      readonly ident: string
      readonly typeid: string
      readonly refcount: number
      /** Class of the object, said when it is made. */
      readonly type: string | undefined
      readonly change: 'made' | 'counted' | 'disposed'
    }
  /** A process got or dropped a proxy. `server` may be known only later. */
  | {
      readonly kind: 'held'
      readonly time: number
      readonly process: string
      readonly server: () => string
      readonly ident: string
      readonly typeid: string
      readonly change: 1 | -1
    }
  | { readonly kind: 'ended'; readonly time: number; readonly process: string }

class ObjectRecord implements SharedObject {
  readonly key: string
  readonly server: string
  readonly ident: string
  typeid: string
  type: string | undefined
  refcount = 0
  createdBy: TracedFrame | undefined
  creates = 0
  /** Trace times. */
  readonly createTime: number
  disposeTime: number | undefined
  readonly holders = new Map<string, number>()
  readonly #clock: RunClock

  constructor(clock: RunClock, key: string, server: string, ident: string, typeid: string, time: number) {
    this.#clock = clock
    this.key = key
    this.server = server
    this.ident = ident
    this.typeid = typeid
    this.createTime = time
  }

  get state(): SharedObject['state'] {
    return this.disposeTime === undefined ? 'alive' : 'disposed'
  }

  get createdAt(): number {
    return this.#clock.since(this.createTime)
  }

  get disposedAt(): number | undefined {
    return this.#clock.since(this.disposeTime)
  }

  hold(process: string, change: 1 | -1): void {
    const count = (this.holders.get(process) ?? 0) + change
    if (count > 0) this.holders.set(process, count)
    else this.holders.delete(process)
  }
}

export class ObjectLedger {
  readonly #clock: RunClock
  readonly #facts: Fact[] = []
  /** Facts already told, the time of the last of them, and whether they have to be told again from the beginning. */
  #told = 0
  #toldUntil = -Infinity
  #stale = false
  readonly #objects = new Map<string, ObjectRecord>()
  /** By server and ident: the present life of the object, or its last one. */
  readonly #present = new Map<string, ObjectRecord>()
  readonly #lives = new Map<string, number>()
  /** Servers that count for themselves, and processes that report their proxies: their frames need not be counted. */
  readonly #countingServers = new Set<string>()
  readonly #reportingHolders = new Set<string>()
  /** Whose frames have been counted, since they had not said that they count for themselves. */
  readonly #countedFor = new Set<string>()
  /** Whether a proxy was told of whose server was not known. */
  #unresolved = false

  constructor(clock: RunClock) {
    this.#clock = clock
  }

  /** Says that what was told may be wrong by now: a server became known, or a frame was sent earlier than thought. */
  invalidate(): void {
    this.#stale = this.#told > 0
  }

  /** A process listens at an address: proxies that point there have a server now. */
  serverKnown(): void {
    if (this.#unresolved) this.invalidate()
  }

  answered(request: TracedFrame, reply: TracedFrame): void {
    this.#facts.push({ kind: 'answered', request, reply })
  }

  counted(fact: Omit<Extract<Fact, { kind: 'counted' }>, 'kind'>): void {
    if (!this.#countingServers.has(fact.server)) {
      this.#countingServers.add(fact.server)
      if (this.#countedFor.has(fact.server)) this.invalidate()
    }
    this.#facts.push({ kind: 'counted', ...fact })
  }

  held(fact: Omit<Extract<Fact, { kind: 'held' }>, 'kind'>): void {
    if (!this.#reportingHolders.has(fact.process)) {
      this.#reportingHolders.add(fact.process)
      if (this.#countedFor.has(fact.process)) this.invalidate()
    }
    this.#facts.push({ kind: 'held', ...fact })
  }

  ended(process: string, time: number): void {
    this.#facts.push({ kind: 'ended', process, time })
  }

  /** All objects of the run, by key. */
  get objects(): ReadonlyMap<string, SharedObject> {
    if (this.#told < this.#facts.length || this.#stale) this.#tell()
    return this.#objects
  }

  /** The life of an object at a time: the present one, or the last that began before. */
  at(server: string, ident: string, traceTime: number): SharedObject | undefined {
    void this.objects
    const lives = this.#lives.get(`${server}/${ident}`) ?? 0
    for (let life = lives; life > 0; life--) {
      const record = this.#objects.get(keyOf(server, ident, life))
      if (record !== undefined && (record.createTime <= traceTime || life === 1)) return record
    }
    return undefined
  }

  #tell(): void {
    const added = inOrder(this.#facts.slice(this.#told))
    if (this.#stale || (added.length > 0 && timeOf(added[0]!) < this.#toldUntil)) {
      this.#objects.clear()
      this.#present.clear()
      this.#lives.clear()
      this.#unresolved = false
      this.#stale = false
      inOrder(this.#facts).forEach((fact) => this.#apply(fact))
    } else added.forEach((fact) => this.#apply(fact))
    this.#told = this.#facts.length
    this.#toldUntil = added.length > 0 ? Math.max(this.#toldUntil, timeOf(added[added.length - 1]!)) : this.#toldUntil
  }

  #apply(fact: Fact): void {
    switch (fact.kind) {
      case 'answered':
        return this.#applyAnswer(fact.request, fact.reply)
      case 'counted':
        return this.#applyCount(fact)
      case 'held':
        return this.#applyHold(fact)
      case 'ended':
        return this.#applyEnd(fact.process, fact.time)
    }
  }

  #applyAnswer(request: TracedFrame, reply: TracedFrame): void {
    const { connection, kind } = request
    const server = connection.listener
    const counts = this.#countingServers.has(server)
    const time = reply.traceTime
    const reports = this.#reportingHolders.has(connection.client)
    if (!counts) this.#countedFor.add(server)
    if (!reports) this.#countedFor.add(connection.client)
    if (kind === 'incref' || kind === 'decref') {
      const change = kind === 'incref' ? 1 : -1
      const record = request.ident === undefined ? undefined : this.#find(server, request.ident)
      if (record === undefined) return
      if (!reports) record.hold(connection.client, change)
      if (!counts) this.#count(record, record.refcount + change, time)
      return
    }
    const reference = reply.reference
    if (reference === undefined) return
    let record = this.#find(server, reference.ident)
    if (record === undefined || record.disposeTime !== undefined) {
      // A server that counts has made the object a moment ago; it may be gone by now.
      record = counts && record !== undefined ? record : this.#make(server, reference.ident, reference.typeid ?? '', time)
    }
    record.creates += 1
    record.createdBy ??= request
    if (!reports) record.hold(connection.client, 1)
    if (!counts) this.#count(record, record.refcount + 1, time)
  }

  #applyHold(fact: Extract<Fact, { kind: 'held' }>): void {
    const server = fact.server()
    if (server === OUTSIDE) this.#unresolved = true
    this.#find(server, fact.ident)?.hold(fact.process, fact.change)
  }

  #applyCount(fact: Extract<Fact, { kind: 'counted' }>): void {
    let record = this.#find(fact.server, fact.ident)
    if (record === undefined || (record.disposeTime !== undefined && fact.change === 'made')) {
      record = this.#make(fact.server, fact.ident, fact.typeid, fact.time)
    }
    record.type ??= fact.type
    this.#count(record, fact.change === 'disposed' ? 0 : fact.refcount, fact.time)
  }

  #count(record: ObjectRecord, refcount: number, time: number): void {
    record.refcount = Math.max(0, refcount)
    // A proxy inside the server may have kept it: then the next holder revives it.
    record.disposeTime = record.refcount > 0 ? undefined : (record.disposeTime ?? time)
  }

  /** What an ended process held is not held any more, though its server still counts it; what it owned is gone. */
  #applyEnd(process: string, time: number): void {
    for (const record of this.#present.values()) {
      record.holders.delete(process)
      if (record.server === process) record.disposeTime ??= time
    }
  }

  #find(server: string, ident: string): ObjectRecord | undefined {
    return this.#present.get(`${server}/${ident}`)
  }

  #make(server: string, ident: string, typeid: string, time: number): ObjectRecord {
    const place = `${server}/${ident}`
    const life = (this.#lives.get(place) ?? 0) + 1
    this.#lives.set(place, life)
    const record = new ObjectRecord(this.#clock, keyOf(server, ident, life), server, ident, typeid, time)
    this.#objects.set(record.key, record)
    this.#present.set(place, record)
    return record
  }
}

function keyOf(server: string, ident: string, life: number): string {
  return life === 1 ? `${server}/${ident}` : `${server}/${ident}#${life}`
}

function timeOf(fact: Fact): number {
  return fact.kind === 'answered' ? fact.reply.traceTime : fact.time
}

function inOrder(facts: readonly Fact[]): readonly Fact[] {
  let last = -Infinity
  for (const fact of facts) {
    const time = timeOf(fact)
    if (time < last) return facts.toSorted((a, b) => timeOf(a) - timeOf(b))
    last = time
  }
  return facts
}
