/**
 * `Connection`: messages over a byte stream, one frame each (CPython: `multiprocessing.connection.Connection`).
 *
 * Frames are cut when somebody asks for one, not when bytes arrive, so a limit counts for exactly the frame that it was
 * said for, and a trace says when the program took a message. Bytes that nobody asks for are left in the system's buffers
 * beyond `UNREAD_LIMIT`: that stops the other end, as in Python. (Behind so many bytes a hang-up is seen only when they
 * have been received.)
 *
 * A connection keeps its process alive only while somebody waits on it, as in Python, where nothing else does.
 *
 * One class and so one file, if a long one: sending, receiving and the end of both share their state.
 */
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { dumps, loads } from '../pickle/index.ts'
import { FrameDecoder, PAYLOAD_LIMIT } from '../protocol/framing.ts'
import type { Address } from '../protocol/token.ts'
import type { TraceSource } from '../protocol/trace.ts'
import { callSite, emit, tracing } from '../tracer.ts'
import { EOFError, OSError, ValueError } from '../values/exceptions.ts'
import { acknowledgeAtOnce } from './acknowledgement.ts'
import { badLength, located, sendFailure, unlocated } from './connection-errors.ts'
import { traceFrame } from './frame-trace.ts'
import { FrameWriter } from './frame-writer.ts'
import { theGate } from './gate.ts'
import type { Gate, GateEnd } from './gate.ts'
import { GateLine } from './gate-line.ts'
import { takeIncoming } from './incoming.ts'
import { osError, toOSError } from './os-errors.ts'
import { poller } from './poller.ts'

/** Bytes that may have arrived and not been asked for before reading is paused. */
export const UNREAD_LIMIT = 1 << 20

/** A stream that frames can go over: a socket, or any other duplex. */
export type ConnectionStream = Duplex & {
  ref?(): unknown
  unref?(): unknown
  destroySoon?(): void
}

/** What a connection may be told about itself. All but the directions shows in the trace only. */
export interface ConnectionOptions {
  /** Which end this is. */
  readonly end?: 'listener' | 'client' | 'pipe' | undefined
  /** Address of the listener. */
  readonly address?: Address | null | undefined
  /** For TCP, `host:port` of this end and of the other. */
  readonly local?: string | undefined
  readonly remote?: string | undefined
  /** Whether messages may be received, and sent: one-way pipes have only one of them. */
  readonly readable?: boolean | undefined
  readonly writable?: boolean | undefined
}

/** What `recv` passes on to `loads`. Where it has `pending`, the message is whole when those are done. */
export interface ReceiveContext {
  readonly pending?: readonly Promise<unknown>[] | undefined
}

/** A line of the program; `null` says that there is none, `undefined` has it found from the stack while tracing. */
export type At = TraceSource | null | undefined

/** Somebody who waits for a message, or, in a `poll`, for the first bytes of one. */
type Waiting =
  | { readonly kind: 'message'; readonly limit: number; readonly toRead: boolean; resolve(payload: Uint8Array): void; reject(error: Error): void }
  | { readonly kind: 'poll'; resolve(): void }

let connections = 0

/** One end of a stream of messages (CPython: `multiprocessing.connection.Connection`). */
export class Connection {
  /** Names this connection in the trace; unique in its process. */
  readonly id: string = `c${++connections}`
  readonly #stream: ConnectionStream
  readonly #side: GateEnd
  readonly #readable: boolean
  readonly #writable: boolean
  /** Whether the other end may wait for what it has sent to be acknowledged. */
  readonly #acknowledges: boolean
  readonly #decoder: FrameDecoder
  /** Whether what arrives is only lent. */
  #lent = false
  readonly #writer: FrameWriter
  readonly #waiting: Waiting[] = []
  readonly #closeListeners = new Set<() => void>()
  #sentCount = 0
  #receivedCount = 0
  #paused = false
  #pinned = false
  readonly #line = new GateLine()
  #referenced = false
  /** Why nothing will be received any more, once the bytes that arrived are used up. */
  #end: Error | undefined
  #closedBy: 'here' | 'there' | undefined

  constructor(stream: ConnectionStream, options: ConnectionOptions = {}) {
    const { end = 'pipe', address = null, local, remote, readable = true, writable = true } = options
    this.#stream = stream
    this.#side = end
    this.#writer = new FrameWriter(stream)
    // What a socket gives is nobody else's.
    this.#decoder = new FrameDecoder(PAYLOAD_LIMIT, stream instanceof Socket)
    this.#acknowledges = remote !== undefined
    this.#readable = readable
    this.#writable = writable
    if (tracing()) {
      emit({
        name: 'connection/opened',
        connection: this.id,
        end,
        address: address as string | [string, number] | null,
        ...(local === undefined ? {} : { local }),
        ...(remote === undefined ? {} : { remote }),
      })
    }
    this.#lent = takeIncoming(stream, (bytes) => this.#arrived(bytes))
    if (!this.#lent) stream.on('data', (chunk: Uint8Array) => this.#arrived(chunk))
    stream.on('end', () => this.#ended(undefined))
    stream.on('error', (error: Error) => this.#ended(toOSError(error)))
    stream.on('close', () => this.#ended(undefined))
    stream.unref?.()
  }

  /** Whether this end was closed, or the other has hung up. What arrived before that can still be received. */
  get closed(): boolean {
    return this.#closedBy !== undefined
  }

  get readable(): boolean {
    return this.#readable
  }

  get writable(): boolean {
    return this.#writable
  }

  /**
   * Sends a value as a pickle. Resolves when the system has taken its bytes.
   * @param at line of the program that caused it, for the trace
   * @throws PicklingError when the value has no pickle; OSError when the connection is closed
   */
  async send(value: unknown, at?: At): Promise<void> {
    this.#checkWritable()
    const sent = this.#send(dumps(value), at)
    if (sent !== undefined) await this.#taken(sent)
  }

  /**
   * Sends a value as a pickle, for those who go on at once and learn from the connection's end what was lost.
   * @returns `undefined`: go on; otherwise what to wait for before more is sent
   * @throws PicklingError when the value has no pickle; OSError when the connection is closed
   */
  sendSoon(value: unknown, at?: At): Promise<void> | undefined {
    this.#checkWritable()
    const payload = dumps(value)
    const sent = theGate() === undefined ? this.#writer.writeSoon(this.#reported(payload, at)) : this.#send(payload, at)
    return sent && this.#taken(sent)
  }

  /**
   * Sends bytes as they are. Resolves when the system has taken them; they must not change before.
   * @throws OSError when the connection is closed, BrokenPipeError when the other end has hung up
   */
  async sendBytes(bytes: Uint8Array, at?: At): Promise<void> {
    this.#checkWritable()
    const sent = this.#send(bytes, at)
    if (sent !== undefined) await this.#taken(sent)
  }

  /**
   * Waits for a message and reads it as a pickle.
   * @param context passed on to `loads`; its `pending` promises are awaited
   * @throws EOFError when the other end has hung up; UnpicklingError when the message is no pickle
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async recv(context: ReceiveContext = { pending: [] }): Promise<any> {
    let payload = this.recvToRead()
    if (payload instanceof Promise) {
      try {
        payload = await payload
      } catch (error) {
        throw located(error as Error)
      }
    }
    const value: unknown = loads(payload, { context })
    if (context.pending?.length) await Promise.all(context.pending)
    return value
  }

  /**
   * Waits for a message and gives its bytes.
   * @param maxLength a longer message closes the connection
   * @throws EOFError when the other end has hung up; OSError when the message is longer than `maxLength`, or the
   *   connection is closed here; ProtocolError when the bytes are no frame
   */
  async recvBytes(maxLength?: number): Promise<Uint8Array> {
    if (maxLength !== undefined && maxLength < 0) throw new ValueError('negative maxlength')
    const limit = maxLength ?? PAYLOAD_LIMIT
    const payload = this.#ready(limit)
    if (payload !== undefined) return payload
    try {
      return await this.#message(limit)
    } catch (error) {
      throw located(error as Error)
    }
  }

  /**
   * The bytes of a message, at once if it is there. They must be read at once, as a pickle: they may be a part of more.
   * @throws as `recvBytes` does
   */
  recvToRead(): Uint8Array | Promise<Uint8Array> {
    return this.#ready(PAYLOAD_LIMIT, true) ?? this.#message(PAYLOAD_LIMIT, true)
  }

  /** A message that is there, and nobody waits for. @throws where nothing can come any more */
  #ready(limit: number, toRead = false): Uint8Array | undefined {
    this.#checkReadable()
    if (this.#waiting.length > 0) return undefined
    const payload = this.#next(limit, toRead)
    if (payload === undefined && this.#end !== undefined) throw located(this.#end)
    return payload
  }

  #message(limit: number, toRead = false): Promise<Uint8Array> {
    return new Promise((resolve, reject) => this.#wait({ kind: 'message', limit, toRead, resolve, reject }))
  }

  /**
   * Whether there is anything to receive: the first bytes of a message, or the end.
   * @param ms how long to wait for that; `Infinity` waits for ever
   */
  async poll(ms = 0): Promise<boolean> {
    this.#checkReadable()
    if (this.#available()) return true
    if (!(ms > 0)) {
      // What the system holds arrives within one turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve))
      return this.#available()
    }
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined
      const waiting: Waiting = {
        kind: 'poll',
        resolve: () => {
          clearTimeout(timer)
          resolve(true)
        },
      }
      this.#wait(waiting)
      if (ms === Infinity) return
      timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
        this.#keepAlive()
        resolve(false)
      }, ms)
    })
  }

  /** Closes this end, once what was sent is with the system. Who waits here gets an OSError. May be called again. */
  close(): void {
    if (this.#closedBy === 'here') return
    this.#shut('here', unlocated(() => new OSError('handle is closed')))
    // What waits at the gate was sent, as far as the program knows.
    const { passed } = this.#line
    if (passed) void passed.then(() => this.#hangUp())
    else this.#hangUp()
  }

  #hangUp(): void {
    this.#writer.flush()
    if (this.#stream.destroySoon) this.#stream.destroySoon()
    else this.#stream.end(() => this.#stream.destroy())
  }

  /**
   * Has `listener` called once when this end is closed or the other has hung up; soon, if that is so already.
   * @returns forgets it
   */
  onClose(listener: () => void): () => void {
    if (this.closed) queueMicrotask(listener)
    else this.#closeListeners.add(listener)
    return () => void this.#closeListeners.delete(listener)
  }

  /**
   * For the end of a handshake: a client now says that the answer was right and then, with nothing in between, what it wants. The
   * first is to be acknowledged at once, since the second may wait for that.
   */
  expectRequest(): void {
    if (this.#side === 'listener') this.#acknowledge()
  }

  /** Keeps the process alive, also while nobody waits, until `unref`. */
  ref(): void {
    this.#pinned = true
    this.#keepAlive()
  }

  /** Undoes `ref`. */
  unref(): void {
    this.#pinned = false
    this.#keepAlive()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  // Sending

  /** @returns `undefined` when the system has the frame already */
  #send(payload: Uint8Array, at: At): Promise<void> | undefined {
    const gate = theGate()
    if (gate === undefined || (this.#line.passed === undefined && !gate.asksFor(this.#side, payload))) return this.#write(payload, at)
    return this.#pass(gate, payload, at === undefined ? callSite() : at)
  }

  async #taken(sent: Promise<void>): Promise<void> {
    try {
      await sent
    } catch (error) {
      throw sendFailure(error as Error, this.#closedBy === 'here')
    }
  }

  /** Sends when the gate lets the frame through. */
  #pass(gate: Gate, payload: Uint8Array, at: TraceSource | null | undefined): Promise<void> {
    return this.#line.enter(async () => {
      if (!gate.asksFor(this.#side, payload)) return async () => this.#write(payload, at ?? null)
      const passed = await gate.pass({ connection: this.id, end: this.#side, index: this.#sentCount, payload, at })
      switch (passed.verdict) {
        case 'go':
        case 'corrupt':
          return async () => this.#write(passed.payload, at ?? null)
        case 'drop':
          return async () => undefined
        case 'cut':
          return async () => {
            this.#stream.destroy()
            throw osError('EPIPE')
          }
      }
    })
  }

  #write(payload: Uint8Array, at: At): Promise<void> | undefined {
    return this.#writer.write(this.#reported(payload, at))
  }

  /** A frame that is about to leave, for the trace. */
  #reported(payload: Uint8Array, at: At): Uint8Array {
    if (tracing()) traceFrame('frame/sent', this.id, this.#sentCount, payload, at === undefined ? callSite() : at)
    this.#sentCount++
    return payload
  }

  // Receiving

  #arrived(chunk: Uint8Array): void {
    if (this.#closedBy === 'here') return
    poller.arrived()
    this.#decoder.feed(chunk, this.#lent)
    this.#serve()
    if (this.#lent) this.#decoder.keep()
    // A header alone: its message follows when it is acknowledged.
    if (this.#decoder.barelyBegun) this.#acknowledge()
    this.#throttle()
  }

  #acknowledge(): void {
    if (this.#acknowledges) acknowledgeAtOnce(this.#stream)
  }

  /** Hands frames that are there to those who wait, in order. */
  #serve(): void {
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      if (first.kind === 'poll') {
        if (this.#decoder.pending === 0) break
        this.#waiting.shift()
        first.resolve()
        continue
      }
      let payload: Uint8Array | undefined
      try {
        payload = this.#next(first.limit, first.toRead)
      } catch {
        // That has closed the connection, and told everybody who waits.
        return
      }
      if (!payload) break
      this.#waiting.shift()
      first.resolve(payload)
    }
    if (this.#end) this.#rejectAll(this.#end)
    this.#keepAlive()
  }

  #wait(waiting: Waiting): void {
    this.#waiting.push(waiting)
    this.#keepAlive()
    this.#throttle()
  }

  #available(): boolean {
    return this.#waiting.length === 0 && (this.#decoder.pending > 0 || this.#end !== undefined)
  }

  /** The next frame, if it is whole. @throws what closes the connection */
  #next(limit: number, toRead: boolean): Uint8Array | undefined {
    this.#decoder.limit = limit
    let payload: Uint8Array | undefined
    try {
      payload = this.#decoder.next(toRead)
    } catch (error) {
      this.#breakOff(error as Error, limit)
    }
    if (!payload) {
      if (this.#end instanceof EOFError && this.#decoder.pending > 0) this.#end = new OSError('got end of file during message')
      return undefined
    }
    if (tracing()) traceFrame('frame/received', this.id, this.#receivedCount, payload)
    this.#receivedCount++
    if (this.#paused) this.#throttle()
    return payload
  }

  /** Pauses reading when enough has arrived that nobody asked for, and goes on when somebody does. */
  #throttle(): void {
    const pause = this.#waiting.length === 0 && this.#decoder.pending > UNREAD_LIMIT
    if (pause === this.#paused) return
    this.#paused = pause
    if (pause) this.#stream.pause()
    else this.#stream.resume()
  }

  // The end

  #ended(error: OSError | undefined): void {
    if (this.#end) return
    this.#shut('there', error ?? unlocated(() => new EOFError()))
  }

  /** Ends this connection because its bytes cannot be understood, or are more than was asked for. */
  #breakOff(error: Error, limit: number): never {
    const failure = limit < PAYLOAD_LIMIT ? badLength(error) : error
    this.#shut('here', failure)
    this.#stream.destroy()
    throw failure
  }

  #shut(by: 'here' | 'there', error: Error): void {
    const first = this.#closedBy === undefined
    this.#closedBy = by
    this.#end = error
    if (by === 'there') this.#serve()
    else this.#rejectAll(error)
    if (!first) return
    if (tracing()) emit({ name: 'connection/closed', connection: this.id, by })
    for (const listener of this.#closeListeners) listener()
    this.#closeListeners.clear()
  }

  #rejectAll(error: Error): void {
    for (const waiting of this.#waiting.splice(0)) {
      if (waiting.kind === 'poll') waiting.resolve()
      else waiting.reject(error)
    }
    this.#keepAlive()
  }

  // The rest

  #keepAlive(): void {
    const referenced = this.#pinned || this.#waiting.length > 0
    if (referenced === this.#referenced) return
    this.#referenced = referenced
    if (referenced) {
      poller.began()
      this.#stream.ref?.()
    } else {
      poller.ended()
      this.#stream.unref?.()
    }
  }

  #checkReadable(): void {
    if (this.#closedBy === 'here') throw located(this.#end ?? new OSError('handle is closed'))
    if (!this.#readable) throw new OSError('connection is write-only')
  }

  #checkWritable(): void {
    if (this.#closedBy === 'here') throw new OSError('handle is closed')
    if (!this.#writable) throw new OSError('connection is read-only')
  }
}
