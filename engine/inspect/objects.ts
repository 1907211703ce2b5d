/**
 * The shared objects of a run: what servers and clients reported about them, and where a process did not report, what
 * its frames tell.
 *
 * Facts come in any order and are told in the order of their times when somebody asks, so the answer does not depend on
 * which process was read first. As long as facts arrive in order only the new ones are told.
 */
import { OUTSIDE } from './run.ts'
import type { RunClock } from './clock.ts'
import type { TracedFrame } from './frame.ts'
import { inOrder, timeOf } from './object-facts.ts'
import type { Fact } from './object-facts.ts'
import { ObjectRecord } from './object-record.ts'
import type { FlightRecord } from './object-record.ts'

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
  /** Processes that have ended, by the time that is told. */
  readonly #ended = new Set<string>()
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
    this.#facts.push({ kind: 'counted', ...fact })
  }

  held(fact: Omit<Extract<Fact, { kind: 'held' }>, 'kind'>): void {
    this.#facts.push({ kind: 'held', ...fact })
  }

  pickled(fact: Omit<Extract<Fact, { kind: 'pickled' }>, 'kind'>): void {
    this.#facts.push({ kind: 'pickled', ...fact })
  }

  carried(fact: Omit<Extract<Fact, { kind: 'carried' }>, 'kind'>): void {
    this.#facts.push({ kind: 'carried', ...fact })
  }

  ended(process: string, time: number): void {
    this.#facts.push({ kind: 'ended', process, time })
  }

  /** All objects of the run, by key. */
  get objects(): ReadonlyMap<string, ObjectRecord> {
    if (this.#told < this.#facts.length || this.#stale) this.#tell()
    return this.#objects
  }

  /** The life of an object at a time: the present one, or the last that began before. */
  at(server: string, ident: string, traceTime: number): ObjectRecord | undefined {
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
      this.#countingServers.clear()
      this.#reportingHolders.clear()
      this.#ended.clear()
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
      case 'pickled':
        return this.#applyPickled(fact)
      case 'carried':
        return this.#applyCarried(fact)
    }
  }

  #applyAnswer(request: TracedFrame, reply: TracedFrame): void {
    const { connection, kind } = request
    const server = connection.listener
    const counts = this.#countingServers.has(server)
    const time = reply.traceTime
    const reports = this.#reportingHolders.has(connection.client)
    if (kind === 'incref' || kind === 'decref') {
      const change = kind === 'incref' ? 1 : -1
      const record = request.ident === undefined ? undefined : this.#find(server, request.ident)
      if (record === undefined) return
      if (!reports) record.hold(time, connection.client, change)
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
    record.creations.push(time)
    record.createdBy ??= request
    if (!reports) record.hold(time, connection.client, 1)
    if (!counts) this.#count(record, record.refcount + 1, time)
  }

  #applyHold(fact: Extract<Fact, { kind: 'held' }>): void {
    const { process, time, how } = fact
    if (!this.#reportingHolders.has(process)) {
      this.#reportingHolders.add(process)
      // From here on it speaks for itself: what its frames seemed to say of it is not counted twice.
      for (const record of this.#objects.values()) record.setHolder(time, process, 0)
    }
    const server = fact.server()
    if (server === OUTSIDE) this.#unresolved = true
    const record = this.#find(server, fact.ident)
    if (record === undefined) return
    const inherited = record.inherited.get(process) ?? 0
    if (how === 'rebuilt' && inherited > 0) {
      // What it got by the fork is counted now.
      record.inherited.set(process, inherited - 1)
      record.uncounted.set(process, record.uncounted.get(process)! - 1)
      return
    }
    const change = how === 'released' ? -1 : 1
    record.hold(time, process, change)
    if (!fact.counted) record.uncounted.set(process, (record.uncounted.get(process) ?? 0) + change)
    if (how === 'inherited') record.inherited.set(process, inherited + 1)
    if (how === 'rebuilt') land(record, process, time)
  }

  #applyPickled({ time, process, server, ident }: Extract<Fact, { kind: 'pickled' }>): void {
    this.#find(server(), ident)?.flights.push({ from: process, since: time, routed: undefined, until: Infinity })
  }

  /** A frame with a token: one that was pickled is on its way in it. In its own server it is kept as soon as it arrives. */
  #applyCarried({ frame, server, ident }: Extract<Fact, { kind: 'carried' }>): void {
    const record = this.#find(server(), ident)
    if (record === undefined) return
    const time = frame.traceTime
    const { from } = frame
    let flight = record.flights.find((each) => each.from === from && each.routed === undefined && each.until > time)
    if (flight === undefined) {
      // Processes say when they pickle a proxy. Where nobody says so, a token may be all that there is.
      if (from !== OUTSIDE) return
      record.flights.push((flight = { from, since: time, routed: undefined, until: Infinity }))
    }
    flight.routed = { time, frame }
    if (this.#ended.has(frame.to)) flight.until = time
  }

  #applyCount(fact: Extract<Fact, { kind: 'counted' }>): void {
    if (!this.#countingServers.has(fact.server)) {
      this.#countingServers.add(fact.server)
      for (const record of this.#objects.values()) if (record.server === fact.server) record.count(fact.time, 0, undefined)
    }
    let record = this.#find(fact.server, fact.ident)
    if (record === undefined || (record.disposeTime !== undefined && fact.change === 'made')) {
      record = this.#make(fact.server, fact.ident, fact.typeid, fact.time)
    }
    record.type ??= fact.type
    this.#count(record, fact.change === 'disposed' ? 0 : fact.refcount, fact.time)
  }

  #count(record: ObjectRecord, refcount: number, time: number): void {
    const present = Math.max(0, refcount)
    // A proxy inside the server may have kept it: then the next holder revives it.
    record.count(time, present, present > 0 ? undefined : (record.disposeTime ?? time))
  }

  /** What an ended process held is not held any more, though its server still counts it; what it owned is gone. */
  #applyEnd(process: string, time: number): void {
    if (this.#ended.has(process)) return
    this.#ended.add(process)
    for (const record of this.#present.values()) {
      const references = record.holders.get(process)
      if (references !== undefined) {
        const owed = references - (record.uncounted.get(process) ?? 0)
        if (owed > 0) record.orphanings.push({ time, process, references: owed })
        record.setHolder(time, process, 0)
      }
      if (record.server === process) record.count(time, record.refcount, record.disposeTime ?? time)
      for (const flight of record.flights) if (flight.routed?.frame.to === process && flight.until > time) flight.until = time
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

/** A process rebuilt a proxy: one that was on its way to it, else one of which nobody knew where it went. */
function land(record: ObjectRecord, process: string, time: number): void {
  const open = record.flights.filter((flight) => record.flightEnd(flight) > time)
  const unknown = open.filter(({ routed }) => routed === undefined)
  const flight: FlightRecord | undefined = open.find(({ routed }) => routed?.frame.to === process) ?? unknown.find(({ from }) => from !== process) ?? unknown[0]
  if (flight !== undefined) flight.until = time
}
