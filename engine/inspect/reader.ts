/**
 * `TraceReader`: makes a `Run` of trace events, as they come.
 *
 * Events of several processes may come in any order that keeps the order of each process: in files read one after the
 * other, or mixed as they are written. The same facts come out; only numbers depend on it, since a frame keeps the
 * number that it was first shown with. Within one `read()` events are taken in order of their time.
 */
import { OUTSIDE } from './run.ts'
import type { Incident, RegistryRow, Run } from './run.ts'
import type { TraceEvent } from '../protocol/trace.ts'
import type { Address } from '../protocol/token.ts'
import { decodeBase64Into } from './base64.ts'
import { classify } from './classify.ts'
import { TracedConnection, otherSide } from './connection.ts'
import type { End, Side } from './connection.ts'
import { tokensIn } from './decode.ts'
import { HANDSHAKE_FRAMES, TracedFrame } from './frame.ts'
import type { FrameContext } from './frame.ts'
import { guessOtherEnd, Matchmaker } from './matching.ts'
import type { FirstFrame } from './matching.ts'
import { inOrderOfTime } from './order.ts'
import { mentionsToken } from './peek.ts'
import { ProcessRecord } from './process.ts'
import type { ExitReport } from './process.ts'
import { TracedRun } from './traced-run.ts'
import { Typeids } from './typeids.ts'

type Event<Name extends TraceEvent['name']> = Extract<TraceEvent, { name: Name }>
type FrameEvent = Event<'frame/sent'> | Event<'frame/received'>

/** Base64 of `#CHALLENGE#`: as many of its characters as do not depend on what follows. */
const CHALLENGE_BASE64 = 'I0NIQUxMRU5HRS'

/** Reads trace events into a run, in whatever order the processes' files were read. */
export class TraceReader {
  readonly #run = new TracedRun()
  readonly #typeids = new Typeids()
  readonly #context: FrameContext = { clock: this.#run.clock, typeids: this.#typeids }
  readonly #matchmaker = new Matchmaker()
  /** By process id, a blank, and the process's own name for the connection. */
  readonly #ends = new Map<string, End>()
  /** By address as JSON: process id of who listens or listened there. */
  readonly #servers = new Map<string, string>()
  /** Ends of processes that have not been heard of, by pid. */
  readonly #exits = new Map<number, ExitReport[]>()
  /** Connections of which one end is not known. */
  readonly #half = new Set<TracedConnection>()
  #buffer = new Uint8Array(4096)

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
        return this.#frame(event)
      case 'registry/registered':
        return this.#registered(event)
      case 'object/created':
      case 'object/increfed':
      case 'object/decrefed':
      case 'object/disposed':
        return this.#counted(event)
      case 'proxy/created':
      case 'proxy/rebuilt':
      case 'proxy/released':
        return this.#held(event)
      case 'trace/lost':
        this.#run.lost += event.count
        return
      // Frames say the same, with more words; locks are for whoever asks for them.
      case 'listener/closed':
      case 'challenge/delivered':
      case 'challenge/answered':
      case 'challenge/accepted':
      case 'lock/waiting':
      case 'lock/acquired':
      case 'lock/released':
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
    this.#process(event.process, event.time).failure = { type, message, at }
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
    this.#run.told.tell({ kind, process, time, type, message, at })
  }

  #bound(event: Event<'listener/bound'>): void {
    const record = this.#process(event.process, event.time)
    record.listens = true
    record.address = event.address
    this.#servers.set(JSON.stringify(event.address), event.process)
    this.#run.ledger.serverKnown()
  }

  // Connections

  #opened(event: Event<'connection/opened'>): void {
    const side = event.end === 'pipe' ? undefined : event.end
    const record = this.#process(event.process, event.time)
    if (side === 'client') record.connects = true
    this.#newEnd(event, record, side, event.address, event.local, event.remote)
  }

  #newEnd(
    event: TraceEvent & { connection: string },
    process: ProcessRecord,
    side: Side | undefined,
    address: Address | null,
    local?: string,
    remote?: string,
  ): End {
    const end: End = { process, side, address, local, remote, openTime: event.time, closed: undefined, connection: undefined, guess: undefined }
    const connection = new TracedConnection(this.#run.clock, event.time)
    end.connection = connection
    connection.ends[side ?? 'client'] = end
    this.#run.waiting.add(end)
    this.#ends.set(`${event.process} ${event.connection}`, end)
    return end
  }

  #closed(event: Event<'connection/closed'>): void {
    const end = this.#ends.get(`${event.process} ${event.connection}`)
    if (end === undefined) return
    end.closed ??= { time: event.time, by: event.by }
    if (end.connection?.number === 0) this.#settle(end, undefined)
  }

  #refused(event: Event<'challenge/refused'>): void {
    const end = this.#ends.get(`${event.process} ${event.connection}`)
    if (end?.connection === undefined || end.side === undefined) return
    this.#run.told.refuse(end.connection, event.by === 'here' ? end.side : otherSide(end.side), event.time)
  }

  /** An end shows its first frame, or ends without one: finds the connection that it is of, or makes its own one known. */
  #settle(end: End, first: FirstFrame | undefined): void {
    this.#run.waiting.delete(end)
    this.#takeBack(end)
    const own = end.connection!
    const found = this.#matchmaker.find(end, first)
    if (found !== undefined) {
      end.side ??= found.ends.client === undefined ? 'client' : 'listener'
      this.#join(found, end)
      end.connection = found
      this.#matchmaker.complete(found)
      return
    }
    end.side ??= 'client'
    own.number = this.#run.connections.push(own)
    this.#matchmaker.add(own, first)
    const other = first?.challenge ? guessOtherEnd(own, this.#run.waiting) : undefined
    if (other === undefined) return this.#noteOutside(own)
    other.guess = own
    own.ends[other.side!] = other
  }

  #join(connection: TracedConnection, end: End): void {
    const guessed = connection.ends[end.side!]
    if (guessed !== undefined) guessed.guess = undefined
    connection.ends[end.side!] = end
    this.#noteOutside(connection)
    if (connection.fromListener.length > HANDSHAKE_FRAMES) this.#run.ledger.invalidate()
  }

  /** An end was shown at a connection by a guess; its first frame will say where it belongs. */
  #takeBack(end: End): void {
    const { guess } = end
    if (guess === undefined) return
    end.guess = undefined
    guess.ends[end.side!] = undefined
    this.#noteOutside(guess)
  }

  /** Keeps the process known that stands for ends which nobody has reported, as long as there are any. */
  #noteOutside(connection: TracedConnection): void {
    const { client, listener } = connection.ends
    if (client !== undefined && listener !== undefined) this.#half.delete(connection)
    else this.#half.add(connection)
    if (this.#half.size === 0) {
      this.#run.records.delete(OUTSIDE)
      return
    }
    const outside = this.#process(OUTSIDE, connection.openTime)
    if (client === undefined) outside.connects = true
    if (listener === undefined) outside.listens = true
  }

  // Frames

  #frame(event: FrameEvent): void {
    const challenge = event.index === 0 && event.payload.startsWith(CHALLENGE_BASE64)
    const end = this.#ends.get(`${event.process} ${event.connection}`) ?? this.#strayEnd(event, challenge)
    const sends = event.name === 'frame/sent'
    if (end.connection!.number === 0) {
      const sender = sends ? (end.side ?? 'client') : otherSide(end.side ?? 'client')
      this.#settle(end, { sender, index: event.index, payload: event.payload, challenge, time: event.time })
    }
    const connection = end.connection!
    const side = sends ? end.side! : otherSide(end.side!)
    const frame = connection.sent(side)[event.index] ?? this.#newFrame(connection, side, event)
    if (!sends) frame.receivedTime ??= event.time
    else if (frame.sentTime === undefined) {
      // Until now its time was that of its arrival.
      if (frame.receivedTime !== undefined && frame.pair !== undefined) this.#run.ledger.invalidate()
      frame.sentTime = event.time
      if (event.at !== undefined) {
        frame.ownSource = event.at
        connection.noteSource(frame)
      }
    }
  }

  /** An end whose opening was not traced: who challenges is the listener. */
  #strayEnd(event: FrameEvent, challenge: boolean): End {
    const listens = challenge && event.name === 'frame/sent'
    return this.#newEnd(event, this.#process(event.process, event.time), listens ? 'listener' : 'client', null)
  }

  #newFrame(connection: TracedConnection, sender: Side, event: FrameEvent): TracedFrame {
    const bytes = this.#decode(event.payload)
    const facts = classify(connection, sender, event.index, { bytes, truncated: bytes.length < event.size })
    const number = this.#run.frames.length + 1
    const frame = new TracedFrame(this.#context, connection, { number, sender, index: event.index }, event, facts)
    if (event.name === 'frame/sent') frame.sentTime = event.time
    else frame.receivedTime = event.time
    this.#run.frames.push(frame)
    connection.add(frame)
    if (frame.kind === 'failure') this.#run.told.refuse(connection, sender, event.time)
    if (frame.index >= HANDSHAKE_FRAMES || connection.protocol === 'plain') this.#pairUp(connection, frame)
    if ((frame.kind === 'call' || frame.kind === '#RETURN') && mentionsToken(bytes)) {
      for (const token of tokensIn(bytes)) this.#typeids.learn(token.id, token.typeid, connection, event.time)
    }
    return frame
  }

  /** The payload's bytes, valid until the next call. */
  #decode(payload: string): Uint8Array {
    if (payload.length > this.#buffer.length) this.#buffer = new Uint8Array(payload.length * 2)
    return this.#buffer.subarray(0, decodeBase64Into(payload, this.#buffer))
  }

  /** The n-th reply answers the n-th request, also where a client sends several before it reads. */
  #pairUp(connection: TracedConnection, frame: TracedFrame): void {
    const other = connection.sent(otherSide(frame.sender))[frame.index]
    if (other === undefined) return
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
    const { process, manager, typeid, callable, proxytype, exposed, methodToTypeid, createMethod, at } = event
    const row: RegistryRow = { process, manager, typeid, callable, proxytype, exposed, methodToTypeid, createMethod, at }
    const { registry } = this.#run
    const before = registry.findIndex((known) => known.process === process && known.manager === manager && known.typeid === typeid)
    if (before < 0) registry.push(row)
    else registry[before] = row
  }

  #counted(event: Event<'object/created'> | Event<'object/increfed'> | Event<'object/decrefed'> | Event<'object/disposed'>): void {
    const { process, ident, typeid, refcount, time } = event
    this.#process(process, time)
    this.#typeids.learn(ident, typeid, { listener: process }, time)
    const type = event.name === 'object/created' ? event.type : undefined
    const change = event.name === 'object/created' ? 'made' : event.name === 'object/disposed' ? 'disposed' : 'counted'
    this.#run.ledger.counted({ time, server: process, ident, typeid, refcount, type, change })
  }

  #held(event: Event<'proxy/created'> | Event<'proxy/rebuilt'> | Event<'proxy/released'>): void {
    const { process, ident, typeid, time } = event
    this.#process(process, time)
    const address = JSON.stringify(event.address)
    const servers = this.#servers
    const side = {
      get listener(): string {
        return servers.get(address) ?? OUTSIDE
      },
    }
    this.#typeids.learn(ident, typeid, side, time)
    this.#run.ledger.held({ time, process, server: () => side.listener, ident, typeid, change: event.name === 'proxy/released' ? -1 : 1 })
  }
}
