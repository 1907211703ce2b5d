/**
 * `Connection`: messages over a byte stream, one frame each (CPython: `multiprocessing.connection.Connection`).
 *
 * Frames are cut when somebody asks for one, not when bytes arrive, so a limit counts for exactly the frame that it was
 * said for, and a trace says when the program took a message. Bytes that nobody asks for are left in the system's buffers
 * beyond `UNREAD_LIMIT`: that stops the other end, as in Python. (Behind so many bytes a hang-up is seen only when they
 * have been received.)
 *
 * A connection keeps its process alive only while somebody waits on it, as in Python, where nothing else does.
 */
import type { Duplex } from 'node:stream'
import { dumps, loads } from '../pickle/index.ts'
import { FrameDecoder, PAYLOAD_LIMIT } from '../protocol/framing.ts'
import type { Address } from '../protocol/token.ts'
import type { TraceSource } from '../protocol/trace.ts'
import { callSite, emit, tracing } from '../tracer.ts'
import { EOFError, OSError, ValueError } from '../values/exceptions.ts'
import { traceFrame } from './frame-trace.ts'
import { FrameWriter } from './frame-writer.ts'
import { theGate } from './gate.ts'
import type { Gate, GateEnd } from './gate.ts'
import { GateLine } from './gate-line.ts'
import { osError, toOSError } from './os-errors.ts'

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
  | { readonly kind: 'message'; readonly limit: number; resolve(payload: Uint8Array): void; reject(error: Error): void }
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
  readonly #decoder = new FrameDecoder()
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
    stream.on('data', (chunk: Uint8Array) => this.#arrived(chunk))
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
    await this.#send(dumps(value), at)
  }

  /**
   * Sends bytes as they are. Resolves when the system has taken them; they must not change before.
   * @throws OSError when the connection is closed, BrokenPipeError when the other end has hung up
   */
  async sendBytes(bytes: Uint8Array, at?: At): Promise<void> {
    this.#checkWritable()
    await this.#send(bytes, at)
  }

  /**
   * Waits for a message and reads it as a pickle.
   * @param context passed on to `loads`; its `pending` promises are awaited
   * @throws EOFError when the other end has hung up; UnpicklingError when the message is no pickle
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async recv(context: ReceiveContext = { pending: [] }): Promise<any> {
    const payload = await this.recvBytes()
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
    this.#checkReadable()
    const limit = maxLength ?? PAYLOAD_LIMIT
    if (this.#waiting.length === 0) {
      const payload = this.#next(limit)
      if (payload) return payload
      if (this.#end) throw located(this.#end)
    }
    try {
      return await new Promise((resolve, reject) => this.#wait({ kind: 'message', limit, resolve, reject }))
    } catch (error) {
      throw located(error as Error)
    }
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
    this.#shut('here', new OSError('handle is closed'))
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

  #send(payload: Uint8Array, at: At): Promise<void> {
    const gate = theGate()
    if (gate === undefined || (this.#line.passed === undefined && !gate.asksFor(this.#side, payload))) return this.#write(payload, at)
    return this.#pass(gate, payload, at === undefined ? callSite() : at)
  }

  /** Sends when the gate lets the frame through. */
  #pass(gate: Gate, payload: Uint8Array, at: TraceSource | null | undefined): Promise<void> {
    return this.#line.enter(async () => {
      if (!gate.asksFor(this.#side, payload)) return () => this.#write(payload, at ?? null)
      const passed = await gate.pass({ connection: this.id, end: this.#side, index: this.#sentCount, payload, at })
      switch (passed.verdict) {
        case 'go':
        case 'corrupt':
          return () => this.#write(passed.payload, at ?? null)
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

  async #write(payload: Uint8Array, at: At): Promise<void> {
    if (tracing()) traceFrame('frame/sent', this.id, this.#sentCount, payload, at === undefined ? callSite() : at)
    this.#sentCount++
    try {
      await new Promise<void>((resolve, reject) => this.#writer.write(payload, (error) => (error ? reject(error) : resolve())))
    } catch (error) {
      throw this.#sendError(error as Error)
    }
  }

  #sendError(error: Error): Error {
    if (this.#closedBy === 'here') return new OSError('handle is closed')
    const { code } = error as NodeJS.ErrnoException
    // Node's own refusals, for streams that it has closed already.
    if (code === 'ERR_STREAM_DESTROYED' || code === 'ERR_STREAM_WRITE_AFTER_END') return osError('EPIPE')
    return toOSError(error)
  }

  // Receiving

  #arrived(chunk: Uint8Array): void {
    if (this.#closedBy === 'here') return
    this.#decoder.feed(chunk)
    this.#serve()
    this.#throttle()
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
        payload = this.#next(first.limit)
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
  #next(limit: number): Uint8Array | undefined {
    this.#decoder.limit = limit
    let payload: Uint8Array | undefined
    try {
      payload = this.#decoder.next()
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
    this.#shut('there', error ?? new EOFError())
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
    if (referenced) this.#stream.ref?.()
    else this.#stream.unref?.()
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

/** What CPython says of a message that is longer than `maxLength`. */
function badLength(cause: Error): OSError {
  const error = new OSError('bad message length')
  error.cause = cause
  return error
}

/**
 * An error that was made when the socket reported it, with the stack of the one who waited: to be called in an async
 * function after its `await`, where the stack leads back to the program.
 */
function located<E extends Error>(error: E): E {
  Error.captureStackTrace(error, located)
  return error
}
