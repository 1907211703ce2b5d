/**
 * `TraceReader`: makes a `Run` of trace events, as they come.
 *
 * Events of several processes may come in any order that keeps the order of each process: in files read one after the
 * other, or mixed as they are written. The same facts come out; only numbers depend on it, since a frame keeps the
 * number that it was first shown with. Within one `read()` events are taken in order of their time.
 *
 * Longer than other files: it is one switch over all events of a trace, and few lines for each.
 */
import { OUTSIDE } from './run.ts'
import type { Incident, RegistryRow, Run } from './run.ts'
import type { TraceEvent } from '../protocol/trace.ts'
import { decodeBase64Into } from './base64.ts'
import { classify } from './classify.ts'
import { TracedConnection, otherSide } from './connection.ts'
import type { End, Side } from './connection.ts'
import { tokensIn } from './decode.ts'
import { HANDSHAKE_FRAMES, TracedFrame } from './frame.ts'
import type { FrameContext, FrameFacts } from './frame.ts'
import { Ends } from './ends.ts'
import type { HeldEvent } from './holds.ts'
import { inOrderOfTime } from './order.ts'
import type { MemoryEvent } from './memory-ledger.ts'
import { mentionsToken } from './peek.ts'
import { ProcessRecord } from './process.ts'
import type { ExitReport } from './process.ts'
import { Servers } from './servers.ts'
import { insertByTime } from './timeline.ts'
import { TracedRun } from './traced-run.ts'
import { Typeids } from './typeids.ts'
import { readWait } from './wait-events.ts'
import type { WaitEvent } from './wait-events.ts'

type Event<Name extends TraceEvent['name']> = Extract<TraceEvent, { name: Name }>
type FrameEvent = Event<'frame/sent'> | Event<'frame/received'> | HeldEvent

/** Base64 of `#CHALLENGE#`: as many of its characters as do not depend on what follows. */
const CHALLENGE_BASE64 = 'I0NIQUxMRU5HRS'

/** Reads trace events into a run, in whatever order the processes' files were read. */
export class TraceReader {
  readonly #run = new TracedRun()
  readonly #typeids = new Typeids()
  readonly #context: FrameContext = { clock: this.#run.clock, typeids: this.#typeids }
  readonly #ends = new Ends(this.#run, (time) => this.#process(OUTSIDE, time))
  readonly #servers = new Servers()
  /** Ends of processes that have not been heard of, by pid. */
  readonly #exits = new Map<number, ExitReport[]>()
  #buffer = new Uint8Array(4096)
  #encoded = ''
  #decoded = this.#buffer.subarray(0, 0)

  /** What is known so far. Always the same object; `version` counts up when it changes. */
  get run(): Run {
    return this.#run
  }

  /** Takes further events. Never throws on what they say. */
  read(events: readonly TraceEvent[]): void {
    if (events.length === 0) return
    for (const event of inOrderOfTime(events)) this.#readEvent(event)
    this.#run.version += 1
  }

  #readEvent(event: TraceEvent): void {
    this.#run.clock.note(event.time)
    switch (event.name) {
      case 'process/started':
        return this.#started(event)
      case 'process/failed':
        return this.#failed(event)
      case 'process/exited':
        return this.#exited(event)
      case 'listener/bound':
        return this.#bound(event)
      case 'connection/opened':
        return this.#opened(event)
      case 'connection/refused':
        return this.#incident(event, 'connection refused')
      case 'connection/closed':
        return this.#closed(event)
      case 'challenge/refused':
        return this.#refused(event)
      case 'frame/sent':
      case 'frame/received':
      case 'frame/held':
        return this.#frame(event)
      case 'frame/decided':
        return this.#decided(event)
      case 'fault/armed':
      case 'fault/done':
      case 'fault/failed':
        return this.#broken(event)
      case 'manager/created':
        return this.#managerCreated(event)
      case 'registry/registered':
        return this.#registered(event)
      case 'object/created':
      case 'object/increfed':
      case 'object/decrefed':
      case 'object/disposed':
        return this.#counted(event)
      case 'proxy/created':
      case 'proxy/inherited':
      case 'proxy/rebuilt':
      case 'proxy/released':
        return this.#held(event)
      case 'proxy/pickled':
        return this.#pickled(event)
      case 'proxy/assigned':
        return this.#assigned(event)
      case 'trace/lost':
        this.#run.lost += event.count
        this.#process(event.process, event.time).lossy = true
        return
      case 'memory/created':
      case 'memory/attached':
      case 'memory/detached':
      case 'memory/unlinked':
      case 'memory/laid-out':
      case 'memory/changed':
        return this.#remembered(event)
      // Frames say the same, with more words.
      case 'challenge/delivered':
      case 'challenge/answered':
        return this.#proved(event)
      case 'lock/waiting':
      case 'lock/acquired':
      case 'lock/released':
      case 'lock/abandoned':
      case 'wait/began':
      case 'wait/ended':
        return this.#waited(event)
      case 'listener/closed':
      case 'challenge/accepted':
        return
    }
  }

  // Processes

  #process(id: string, time: number): ProcessRecord {
    let record = this.#run.records.get(id)
    if (record === undefined) {
      record = new ProcessRecord(id, time, this.#run.clock)
      this.#run.records.set(id, record)
    }
    return record
  }

  #started(event: Event<'process/started'>): void {
    const record = this.#process(event.process, event.time)
    record.pid = event.pid
    record.ppid = event.ppid
    record.label = event.label
    record.runtime = event.runtime
    record.version = event.version
    record.startTime = Math.min(record.startTime, event.time)
    for (const report of this.#exits.get(event.pid) ?? []) this.#end(record, report)
    this.#exits.delete(event.pid)
  }

  #failed(event: Event<'process/failed'>): void {
    const { type, message, at } = event
    const record = this.#process(event.process, event.time)
    record.failure = { type, message, at }
    record.failTime = Math.min(record.failTime, event.time)
    this.#incident(event, 'process failed')
  }

  /** Pids are used again: it is the last process of that pid that began before. */
  #exited(event: Event<'process/exited'>): void {
    let ended: ProcessRecord | undefined
    for (const record of this.#run.records.values()) {
      if (record.pid !== event.pid || record.startTime > event.time) continue
      if (ended === undefined || record.startTime >= ended.startTime) ended = record
    }
    const report: ExitReport = { time: event.time, code: event.code, signal: event.signal, fromOutside: ended?.id !== event.process }
    if (ended !== undefined) return this.#end(ended, report)
    const waiting = this.#exits.get(event.pid)
    if (waiting === undefined) this.#exits.set(event.pid, [report])
    else waiting.push(report)
  }

  #end(record: ProcessRecord, report: ExitReport): void {
    record.end(report)
    this.#run.ledger.ended(record.id, report.time)
  }

  #incident(event: Event<'connection/refused'> | Event<'process/failed'>, kind: Incident['kind']): void {
    this.#process(event.process, event.time)
    const { process, time, type, message, at } = event
    const address = event.name === 'connection/refused' ? event.address : null
    this.#run.told.tell({ kind, process, time, type, message, at, address })
  }

  #bound(event: Event<'listener/bound'>): void {
    const record = this.#process(event.process, event.time)
    record.listens = true
    record.listenTime = Math.min(record.listenTime, event.time)
    record.address = event.address
    record.addresses.set(event.time, event.address)
    this.#servers.add(event.address, event.process, event.time)
    this.#run.ledger.serverKnown()
  }

  #remembered(event: MemoryEvent): void {
    this.#process(event.process, event.time)
    this.#run.memory.read(event)
  }

  // Connections

  #opened(event: Event<'connection/opened'>): void {
    const side = event.end === 'pipe' ? undefined : event.end
    const record = this.#process(event.process, event.time)
    if (side === 'client') {
      record.connects = true
      record.connectTime = Math.min(record.connectTime, event.time)
    }
    const end = this.#ends.open(event, record, side, event.address, event.local, event.remote)
    const { inherits } = event
    // A connection's name begins with its process's.
    if (inherits !== undefined) end.inherits = () => this.#ends.find(inherits.slice(0, inherits.lastIndexOf('.')), inherits)?.connection
  }

  #closed(event: Event<'connection/closed'>): void {
    const end = this.#ends.find(event.process, event.connection)
    if (end === undefined) return
    end.closed ??= { time: event.time, by: event.by }
    if (end.connection?.number === 0) this.#ends.settle(end, undefined, event.time)
    if (end.side === 'listener') this.#run.waits.over(end.connection!, event.time)
  }

  #proved(event: Event<'challenge/delivered'> | Event<'challenge/answered'>): void {
    const end = this.#ends.find(event.process, event.connection)
    if (end !== undefined && event.key !== undefined) end.key = event.key
  }

  #refused(event: Event<'challenge/refused'>): void {
    const end = this.#ends.find(event.process, event.connection)
    if (end?.connection === undefined || end.side === undefined) return
    this.#run.told.refuse(end.connection, event.by === 'here' ? end.side : otherSide(end.side), event.time)
  }

  // Frames

  #frame(event: FrameEvent): void {
    const challenge = event.index === 0 && event.payload.startsWith(CHALLENGE_BASE64)
    const end = this.#ends.find(event.process, event.connection) ?? this.#strayEnd(event, challenge)
    const sends = event.name !== 'frame/received'
    if (end.connection!.number === 0) {
      const sender = sends ? (end.side ?? 'client') : otherSide(end.side ?? 'client')
      this.#ends.settle(end, { sender, index: event.index, payload: event.payload, challenge, time: event.time }, event.time)
    }
    const connection = end.connection!
    const side = sends ? end.side! : otherSide(end.side!)
    const frame = connection.sent(side)[event.index] ?? this.#newFrame(connection, side, event)
    const departs = event.name !== 'frame/held' && !frame.departed
    switch (event.name) {
      case 'frame/held':
        this.#run.holds.add(frame, event)
        break
      case 'frame/received':
        frame.receivedTime ??= event.time
        break
      case 'frame/sent':
        // Until now its time was that of its arrival.
        if (frame.receivedTime !== undefined && frame.sentTime === undefined && frame.pair !== undefined) this.#run.ledger.invalidate()
        frame.sentTime ??= event.time
        if (event.holding !== undefined || event.acquire !== undefined) frame.line = { acquire: event.acquire, holding: event.holding ?? [] }
        if (side === 'listener') this.#run.waits.over(connection, event.time)
        else this.#noteAbandoned(connection, frame, event.time)
        if (event.payload !== frame.encoded) frame.rewrite(event.payload, this.#classify(connection, side, event))
        if (event.at !== undefined && frame.ownSource === undefined) {
          frame.ownSource = event.at
          connection.noteSource(frame)
        }
    }
    if (departs) this.#departed(connection, frame, event)
    // Not answered yet, but it is known which call is about to be.
    else if (event.name === 'frame/held' && side === 'listener') frame.pair ??= connection.answeredBy(frame)
  }

  #decided(event: Event<'frame/decided'>): void {
    const { connection } = this.#ends.find(event.process, event.connection) ?? {}
    if (connection === undefined) return
    this.#run.holds.decide(event, (held, late) => {
      const lost = this.#newFrame(connection, late.sender, held)
      connection.sent(late.sender)[late.index] = late
      return lost
    })
    const frame = this.#run.holds.find(event.process, event.hold)
    if (frame === undefined || event.verdict === 'go' || event.verdict === 'corrupt') return
    connection.vacate(frame)
  }

  #broken(event: Event<'fault/armed'> | Event<'fault/done'> | Event<'fault/failed'>): void {
    this.#run.broken.read(event)
    if (event.name !== 'fault/done' || event.on === undefined || (event.kind !== 'freeze' && event.kind !== 'thaw')) return
    this.#process(event.on, event.time).freeze(event.kind === 'freeze', event.time)
  }

  /** An end whose opening was not traced: who challenges is the listener. */
  #strayEnd(event: FrameEvent, challenge: boolean): End {
    const listens = challenge && event.name !== 'frame/received'
    return this.#ends.open(event, this.#process(event.process, event.time), listens ? 'listener' : 'client', null)
  }

  #newFrame(connection: TracedConnection, sender: Side, event: FrameEvent): TracedFrame {
    const facts = this.#classify(connection, sender, event)
    const number = this.#run.frames.length + 1
    const frame = new TracedFrame(this.#context, connection, { number, sender, index: event.index }, event, facts)
    this.#run.frames.push(frame)
    connection.add(frame)
    return frame
  }

  #classify(connection: TracedConnection, sender: Side, event: FrameEvent): FrameFacts {
    const bytes = this.#decode(event.payload)
    return classify(connection, sender, event.index, { bytes, truncated: bytes.length < event.size })
  }

  /** A frame was sent: what it says has been said. */
  #departed(connection: TracedConnection, frame: TracedFrame, event: FrameEvent): void {
    if (frame.kind === 'failure') this.#run.told.refuse(connection, frame.sender, event.time)
    if (frame.index >= HANDSHAKE_FRAMES || connection.protocol === 'plain') this.#pairUp(connection, frame)
    if (frame.kind === 'shutdown') this.#run.shutdowns.push(frame)
    else if (frame.kind !== 'call' && frame.kind !== '#RETURN' && frame.kind !== 'message') return
    const bytes = this.#decode(event.payload)
    if (!mentionsToken(bytes)) return
    for (const token of tokensIn(bytes)) {
      const side = this.#servers.side(token.address, event.time)
      if (frame.kind !== 'message') this.#typeids.learn(token.id, token.typeid, connection, event.time)
      this.#run.ledger.carried({ frame, ident: token.id, server: () => side.listener })
    }
  }

  /** The client asks something before it has read the answer to what it asked before: nobody will read that as such. */
  #noteAbandoned(connection: TracedConnection, frame: TracedFrame, time: number): void {
    if (frame.index <= HANDSHAKE_FRAMES || connection.protocol !== 'manager') return
    const before = connection.fromClient[frame.index - 1]
    if (before?.sentTime === undefined || connection.answerTo(before)?.receivedTime !== undefined) return
    if (connection.ends.client?.process.lossy) return
    connection.abandoned = [...connection.abandoned, { time, request: before }].sort((a, b) => a.time - b.time)
    this.#run.desynced.add(connection)
  }

  /** The payload's bytes, valid until the next call. */
  #decode(payload: string): Uint8Array {
    if (payload === this.#encoded) return this.#decoded
    if (payload.length > this.#buffer.length) this.#buffer = new Uint8Array(payload.length * 2)
    this.#encoded = payload
    return (this.#decoded = this.#buffer.subarray(0, decodeBase64Into(payload, this.#buffer)))
  }

  /** The n-th reply answers the n-th request, also where a client sends several before it reads. */
  #pairUp(connection: TracedConnection, frame: TracedFrame): void {
    const other = frame.sender === 'client' ? connection.answerTo(frame) : connection.answeredBy(frame)
    if (other === undefined || !other.departed) return
    const [request, reply] = frame.sender === 'client' ? [frame, other] : [other, frame]
    if (request.family === 'handshake' || !reply.kind.startsWith('#')) return
    request.pair = reply
    reply.pair = request
    const { reference } = reply
    if (reference?.typeid !== undefined) {
      this.#typeids.learn(reference.ident, reference.typeid, connection, reply.traceTime)
    }
    const counts = reply.kind === '#RETURN' && (request.kind === 'incref' || request.kind === 'decref')
    if (reference !== undefined || counts) this.#run.ledger.answered(request, reply)
  }

  // Objects

  #registered(event: Event<'registry/registered'>): void {
    this.#process(event.process, event.time)
    const { process, manager, typeid, callable, proxytype, exposed, methodToTypeid, createMethod, exposedEmpty = false, at } = event
    const row: RegistryRow = { process, manager, typeid, callable, proxytype, exposed, methodToTypeid, createMethod, exposedEmpty, at }
    const { registry, registrations } = this.#run
    insertByTime(registrations, { time: event.time, row }, (each) => each.time)
    const before = registry.findIndex((known) => known.process === process && known.manager === manager && known.typeid === typeid)
    if (before < 0) registry.push(row)
    else registry[before] = row
  }

  #managerCreated(event: Event<'manager/created'>): void {
    const { process, manager, address, authkey, time, at } = event
    this.#process(process, time)
    this.#run.managerFacts.add({ process, manager, address, authkey, at }, time)
  }

  #assigned(event: Event<'proxy/assigned'>): void {
    const { process, ident, typeid, attribute, time, at } = event
    this.#process(process, time)
    this.#run.nameFacts.add({ process, ident, typeid, attribute, at }, time)
  }

  #counted(event: Event<'object/created'> | Event<'object/increfed'> | Event<'object/decrefed'> | Event<'object/disposed'>): void {
    const { process, ident, typeid, refcount, time } = event
    this.#process(process, time)
    this.#typeids.learn(ident, typeid, { listener: process }, time)
    const type = event.name === 'object/created' ? event.type : undefined
    const change = event.name === 'object/created' ? 'made' : event.name === 'object/disposed' ? 'disposed' : 'counted'
    this.#run.ledger.counted({ time, server: process, ident, typeid, refcount, type, change })
  }

  #held(event: Event<'proxy/created'> | Event<'proxy/inherited'> | Event<'proxy/rebuilt'> | Event<'proxy/released'>): void {
    const { process, ident, typeid, time, name } = event
    this.#process(process, time)
    const side = this.#servers.side(event.address, time)
    this.#typeids.learn(ident, typeid, side, time)
    const how = name === 'proxy/created' ? 'made' : name === 'proxy/rebuilt' ? 'rebuilt' : name === 'proxy/inherited' ? 'inherited' : 'released'
    const counted = name === 'proxy/inherited' ? false : (event.counted ?? true)
    this.#run.ledger.held({ time, process, server: () => side.listener, ident, typeid, how, counted })
  }

  #pickled(event: Event<'proxy/pickled'>): void {
    const { process, ident, time } = event
    this.#process(process, time)
    const side = this.#servers.side(event.address, time)
    this.#run.ledger.pickled({ time, process, ident, server: () => side.listener })
  }

  // Waits

  #waited(event: WaitEvent): void {
    const { process, connection, time } = event
    this.#process(process, time)
    const end = connection === undefined ? undefined : this.#ends.find(process, connection)
    if (connection === undefined || end !== undefined) readWait(this.#run.waits, event, end?.connection)
  }
}
