/**
 * One frame, put together from what its two ends reported. What costs time to know (arguments, results, errors as text)
 * is found when it is asked for.
 */
import type { Connection, Frame, FrameFamily, FrameFate, FrameHold, FrameKind, Reference } from './run.ts'
import type { Verdict } from '../protocol/gate.ts'
import type { TraceSource } from '../protocol/trace.ts'
import type { RunClock } from './clock.ts'
import type { Typeids } from './typeids.ts'
import { base64Length, decodeBase64 } from './base64.ts'
import { argumentsText, errorOf, exposedOf, isErrorKind, resultText } from './decode.ts'

/** Frames of a connection in either direction that belong to the handshake. */
export const HANDSHAKE_FRAMES = 3
/** Longer texts are made anew each time they are asked for, so that a long trace stays small. */
const KEPT_TEXT_LENGTH = 400

/** A connection, as its frames see it. */
export interface FrameConnection extends Connection {
  /** The line of the client's program that opened it or first used it. */
  readonly cause: TraceSource | undefined
  /** Whether the process at that end has ended. */
  hasEnded(side: 'client' | 'listener'): boolean
  /** Trace time at which it did. */
  endTimeOf(side: 'client' | 'listener'): number | undefined
  /** Trace time of its end. */
  readonly closeTime: number | undefined
}

/** Which of the acquires of its process a call was made within, as its process counts them. */
export interface FrameLine {
  /** Its own number, if it is an acquire itself. */
  readonly acquire: number | undefined
  /** Those that the same line of the program had made before, and not given back. */
  readonly holding: readonly number[]
}

/** What was reported of a frame that waited, with trace times. */
export interface FrameWait {
  readonly process: string
  readonly hold: number
  readonly heldTime: number
  decidedTime: number | undefined
  verdict: Verdict | 'abandoned' | undefined
}

/** What all frames of a run share. */
export interface FrameContext {
  readonly clock: RunClock
  readonly typeids: Typeids
}

/** What the first opcodes, or for server functions the value, say about a frame. Found once, when it is first seen. */
export interface FrameFacts {
  readonly kind: FrameKind
  /** Method or server function that a request names. */
  readonly method?: string | undefined
  /** Object that a request is about. */
  readonly ident?: string | undefined
  /** Typeid that a `create` request names. */
  readonly typeid?: string | undefined
  /** Object that a reply hands out. */
  readonly reference?: Reference | undefined
  readonly digest?: string | undefined
}

export class TracedFrame implements Frame {
  readonly number: number
  readonly connection: FrameConnection
  readonly sender: 'client' | 'listener'
  readonly index: number
  readonly size: number
  /** For the reader: trace times. */
  sentTime: number | undefined
  receivedTime: number | undefined
  /** For the reader: the other half, once it is known. */
  pair: TracedFrame | undefined
  /** For the reader: what its process said of locks that were held meanwhile. */
  line: FrameLine | undefined
  /** For the reader: how it waited. */
  wait: FrameWait | undefined
  /** The payload as the trace has it, in base64. */
  encoded: string
  /** For the reader: the line that the sender reported. */
  ownSource: TraceSource | undefined
  readonly #context: FrameContext
  /** For the reader: what was found when it was first seen. */
  facts: FrameFacts
  #payload: Uint8Array | undefined
  #args: string | undefined
  #result: string | undefined
  #error: Frame['error'] | null

  constructor(
    context: FrameContext,
    connection: FrameConnection,
    place: { readonly number: number; readonly sender: 'client' | 'listener'; readonly index: number },
    event: { readonly size: number; readonly payload: string; readonly at?: TraceSource | undefined },
    facts: FrameFacts,
  ) {
    this.#context = context
    this.encoded = event.payload
    this.facts = facts
    this.#error = null
    this.number = place.number
    this.connection = connection
    this.sender = place.sender
    this.index = place.index
    this.size = event.size
    this.ownSource = event.at
  }

  get kind(): FrameKind {
    return this.facts.kind
  }

  get digest(): string | undefined {
    return this.facts.digest
  }

  /** For the reader: it was sent with other bytes than those that waited. */
  rewrite(encoded: string, facts: FrameFacts): void {
    this.encoded = encoded
    this.facts = facts
    this.#payload = this.#args = this.#result = undefined
    this.#error = null
  }

  /** For the reader: whether it has left its sender. */
  get departed(): boolean {
    return this.sentTime !== undefined || this.receivedTime !== undefined
  }

  get fate(): FrameFate {
    if (this.receivedTime !== undefined) return 'arrived'
    if (this.sentTime !== undefined || this.wait === undefined) return 'sent'
    switch (this.wait.verdict) {
      case 'drop':
        return 'dropped'
      case 'cut':
      case 'abandoned':
        return this.wait.verdict
      case undefined:
      case 'go':
      case 'corrupt':
        if (this.connection.hasEnded(this.sender)) return 'abandoned'
        return this.wait.verdict === undefined ? 'held' : 'sent'
    }
  }

  get hold(): FrameHold | undefined {
    if (this.wait === undefined) return undefined
    const { process, hold, heldTime, decidedTime, verdict } = this.wait
    const clock = this.#context.clock
    return { process, hold, since: clock.since(heldTime), decidedAt: clock.since(decidedTime), verdict }
  }

  get corrupted(): boolean {
    return this.wait?.verdict === 'corrupt'
  }

  get from(): string {
    return this.sender === 'client' ? this.connection.client : this.connection.listener
  }

  get to(): string {
    return this.sender === 'client' ? this.connection.listener : this.connection.client
  }

  get family(): FrameFamily {
    return FAMILIES[this.kind]
  }

  /** For the reader: trace time of `time`. */
  get traceTime(): number {
    return this.sentTime ?? this.receivedTime ?? this.wait?.heldTime ?? 0
  }

  /** For the reader: trace time at which it was first known to be on its way; `Infinity` for one that never was. */
  get firstTime(): number {
    return Math.min(this.sentTime ?? Infinity, this.receivedTime ?? Infinity)
  }

  get time(): number {
    return this.#context.clock.since(this.traceTime)
  }

  get sentAt(): number | undefined {
    return this.#context.clock.since(this.sentTime)
  }

  get receivedAt(): number | undefined {
    return this.#context.clock.since(this.receivedTime)
  }

  get payload(): Uint8Array {
    return (this.#payload ??= decodeBase64(this.encoded))
  }

  get truncated(): boolean {
    return base64Length(this.encoded) < this.size
  }

  /** The request that it is or answers: only a request names a method and an object. */
  get #request(): TracedFrame | undefined {
    return this.sender === 'client' ? this : this.pair
  }

  get method(): string | undefined {
    return this.#request?.facts.method
  }

  get ident(): string | undefined {
    const request = this.#request
    if (request?.kind === 'create') return (request === this ? this.pair : this)?.facts.reference?.ident
    return request?.facts.ident
  }

  get typeid(): string | undefined {
    const request = this.#request
    if (request === undefined) return undefined
    if (request.kind === 'create') return request.facts.typeid
    const { ident } = request.facts
    return ident === undefined ? undefined : this.#context.typeids.find(ident, request.connection, request.traceTime)
  }

  get reference(): Reference | undefined {
    const { reference } = this.facts
    if (reference === undefined || reference.typeid !== undefined) return reference
    // The first reply of a connection looks like this also where it lists names; only a `create` is answered with a reference.
    return this.pair?.kind === 'create' ? { ident: reference.ident, typeid: this.typeid } : undefined
  }

  get args(): string | undefined {
    if (this.facts.method === undefined) return undefined
    if (this.#args !== undefined) return this.#args
    const text = argumentsText(this.#bytes())
    if (text !== undefined && text.length <= KEPT_TEXT_LENGTH) this.#args = text
    return text
  }

  get result(): string | undefined {
    if (this.#result !== undefined) return this.#result
    const text = this.#resultText()
    if (text !== undefined && text.length <= KEPT_TEXT_LENGTH) this.#result = text
    return text
  }

  #resultText(): string | undefined {
    const error = this.error
    if (error !== undefined) return error.message === '' ? error.type : `${error.type}: ${error.message}`
    switch (this.kind) {
      case '#RETURN':
      case '#PROXY':
      case 'message':
        return resultText(this.kind, this.#bytes())
      default:
        return undefined
    }
  }

  get exposed(): readonly string[] | undefined {
    return this.reference === undefined ? undefined : exposedOf(this.kind, this.#bytes())
  }

  get error(): Frame['error'] {
    if (this.#error !== null) return this.#error
    return (this.#error = isErrorKind(this.kind) ? errorOf(this.kind, this.#bytes()) : undefined)
  }

  get at(): TraceSource | undefined {
    const own = this.ownSource ?? this.pair?.ownSource
    if (own !== undefined) return own
    const alone = this.sender === 'listener' && this.pair === undefined && this.kind.startsWith('#')
    return this.index < HANDSHAKE_FRAMES || alone ? this.connection.cause : undefined
  }

  get latency(): number | undefined {
    const request = this.pair
    if (request === undefined || this.sender === 'client' || !this.departed) return undefined
    if (request.sentTime !== undefined && this.receivedTime !== undefined) {
      return Math.max(0, this.receivedTime - request.sentTime)
    }
    return Math.max(0, this.traceTime - request.traceTime)
  }

  /** The payload for one use: a long trace would double in memory if each frame kept its bytes beside their text. */
  #bytes(): Uint8Array {
    return this.#payload ?? decodeBase64(this.encoded)
  }
}

const FAMILIES: Readonly<Record<FrameKind, FrameFamily>> = {
  challenge: 'handshake',
  answer: 'handshake',
  welcome: 'handshake',
  failure: 'error',
  accept_connection: 'accept',
  create: 'create',
  call: 'call',
  incref: 'lifetime',
  decref: 'lifetime',
  dummy: 'server',
  get_methods: 'server',
  debug_info: 'server',
  number_of_objects: 'server',
  shutdown: 'server',
  track_segment: 'server',
  release_segment: 'server',
  list_segments: 'server',
  '#RETURN': 'return',
  '#PROXY': 'proxy',
  '#ERROR': 'error',
  '#TRACEBACK': 'error',
  '#UNSERIALIZABLE': 'error',
  message: 'message',
  unreadable: 'message',
}

/** The family of a kind. */
export function familyOf(kind: FrameKind): FrameFamily {
  return FAMILIES[kind]
}
