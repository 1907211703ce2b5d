/**
 * One connection, put together from what its two ends reported: who they are, which frames went over it, how far its
 * protocol has come. Frames are explained by their place (direction and index), so the order in which the two ends
 * report does not matter.
 */
import { OUTSIDE } from './run.ts'
import type { Connection, KeyKind } from './run.ts'
import type { RunClock } from './clock.ts'
import type { ProcessRecord } from './process.ts'
import type { TraceSource } from '../protocol/trace.ts'
import type { Address } from '../protocol/token.ts'
import { HANDSHAKE_FRAMES } from './frame.ts'
import type { TracedFrame } from './frame.ts'

/** Client or listener end. Of a pipe, the end that is seen first is called the client. */
export type Side = 'client' | 'listener'

export function otherSide(side: Side): Side {
  return side === 'client' ? 'listener' : 'client'
}

/** One end, as its process reported it. */
export interface End {
  /** What its process calls the connection. */
  readonly name: string
  readonly process: ProcessRecord
  /** Undefined as long as nothing tells: an end whose opening was not traced, or one of a pipe. */
  side: Side | undefined
  readonly address: Address | null
  readonly local: string | undefined
  readonly remote: string | undefined
  readonly openTime: number
  closed: { readonly time: number; readonly by: 'here' | 'there' } | undefined
  connection: TracedConnection | undefined
  /** The connection that it probably is of, until its first frame tells. */
  guess: TracedConnection | undefined
  /** Since when it was shown there; `Infinity` if it is not, or that was wrong. */
  guessTime: number
  /** When it showed its first frame, or ended without one. */
  settleTime: number
  /** The connection that was made for it, which is its own unless it is found to be of another. */
  first: TracedConnection | undefined
  /** Whose key it used in the handshake. */
  key: KeyKind | undefined
  /** Finds the connection whose socket it shares since a fork. */
  inherits: (() => TracedConnection | undefined) | undefined
}

/** What a connection speaks: `authenticated` says that a challenge was seen and nothing after the handshake. */
export type Protocol = 'unknown' | 'authenticated' | 'manager' | 'plain'

const NONE: readonly never[] = []

export class TracedConnection implements Connection {
  number = 0
  readonly frames: TracedFrame[] = []
  /** By index. */
  readonly fromClient: TracedFrame[] = []
  readonly fromListener: TracedFrame[] = []
  readonly ends: { client: End | undefined; listener: End | undefined } = { client: undefined, listener: undefined }
  protocol: Protocol = 'unknown'
  name: string | undefined
  /** Trace time at which an end, or a frame, first said that one side refused the other. */
  refusedTime = Infinity
  /** Trace time at which its first end showed a frame, or ended without one. */
  settleTime = Infinity
  /** Requests whose answer had not been read when the client asked something else. */
  abandoned: readonly { readonly time: number; readonly request: TracedFrame }[] = NONE
  /** Ends that were shown here by a guess that was wrong. */
  #wrong: readonly { readonly side: Side; readonly end: End; readonly from: number; readonly until: number }[] = NONE
  /** Places of replies that were never sent, as `frame/held` gave them. */
  readonly #lostReplies: number[] = []
  #causeIndex = Infinity
  #cause: TraceSource | undefined
  readonly #clock: RunClock
  readonly #firstTime: number

  constructor(clock: RunClock, firstTime: number) {
    this.#clock = clock
    this.#firstTime = firstTime
  }

  get client(): string {
    return this.ends.client?.process.id ?? OUTSIDE
  }

  get listener(): string {
    return this.ends.listener?.process.id ?? OUTSIDE
  }

  /** An end is known to sit there. */
  seat(side: Side, end: End, time: number): void {
    this.unguess(side, end, time)
    this.ends[side] = end
  }

  /** An end is supposed to sit there: its first frame will tell. */
  guess(side: Side, end: End, time: number): void {
    end.guess = this
    end.guessTime = time
    this.ends[side] = end
  }

  /** Whoever is supposed to sit there does not, unless it is `end`. */
  unguess(side: Side, end: End | undefined, time: number): void {
    const guessed = this.ends[side]
    if (guessed?.guess !== this) return
    guessed.guess = undefined
    if (guessed === end) return
    this.#wrong = [...this.#wrong, { side, end: guessed, from: guessed.guessTime, until: time }]
    guessed.guessTime = Infinity
    this.ends[side] = undefined
  }

  /** Which end was known, or supposed, to sit there. */
  endAt(side: Side, time: number): End | undefined {
    const end = this.ends[side]
    if (end !== undefined) {
      const since = end.first === this ? end.openTime : Math.min(end.settleTime, end.guessTime)
      if (since <= time) return end
    }
    return this.#wrong.find((each) => each.side === side && each.from <= time && time < each.until)?.end
  }

  get refused(): boolean {
    return this.refusedTime < Infinity
  }

  get names(): Connection['names'] {
    return { client: this.ends.client?.name, listener: this.ends.listener?.name }
  }

  hasEnded(side: Side): boolean {
    return this.ends[side]?.process.endTime !== undefined
  }

  endTimeOf(side: Side): number | undefined {
    return this.ends[side]?.process.endTime
  }

  get keys(): Connection['keys'] {
    return { client: this.ends.client?.key, listener: this.ends.listener?.key }
  }

  get inherits(): TracedConnection | undefined {
    return this.ends.client?.inherits?.()
  }

  get address(): Address | null {
    return this.ends.client?.address ?? this.ends.listener?.address ?? null
  }

  /** The line of the client's program that caused its earliest frame of which the line is known. */
  get cause(): TraceSource | undefined {
    return this.#cause
  }

  /** Trace time at which the earlier of its ends was opened. */
  get openTime(): number {
    return Math.min(this.ends.client?.openTime ?? Infinity, this.ends.listener?.openTime ?? Infinity, this.#firstTime)
  }

  get openedAt(): number {
    return this.#clock.since(this.openTime)
  }

  sent(side: Side): TracedFrame[] {
    return side === 'client' ? this.fromClient : this.fromListener
  }

  add(frame: TracedFrame): void {
    this.frames.push(frame)
    this.sent(frame.sender)[frame.index] = frame
    this.noteSource(frame)
  }

  /**
   * A frame was never sent: the next one in its direction gets its place. A reply that was never sent still was the
   * answer to its request: those after it answer later ones.
   */
  vacate(frame: TracedFrame): void {
    if (frame.sender === 'listener' && frame.index >= HANDSHAKE_FRAMES) this.#lostReplies.push(frame.index)
    const sent = this.sent(frame.sender)
    if (sent[frame.index] !== frame) return
    if (frame.index === sent.length - 1) sent.pop()
    else delete sent[frame.index]
  }

  /** The request that is answered by a reply: the n-th by the n-th, also where a client sends several before it reads. */
  answeredBy(reply: TracedFrame): TracedFrame | undefined {
    return this.fromClient[reply.index + this.#lostBefore(reply.index)]
  }

  answerTo(request: TracedFrame): TracedFrame | undefined {
    let index = request.index
    while (index > 0 && index + this.#lostBefore(index) > request.index) index--
    return index + this.#lostBefore(index) === request.index ? this.fromListener[index] : undefined
  }

  #lostBefore(index: number): number {
    return this.#lostReplies.length === 0 ? 0 : this.#lostReplies.filter((lost) => lost <= index).length
  }

  /** The line of a frame became known. */
  noteSource(frame: TracedFrame): void {
    if (frame.sender === 'client' && frame.ownSource !== undefined && frame.index < this.#causeIndex) {
      this.#causeIndex = frame.index
      this.#cause = frame.ownSource
    }
  }

  /** The frame by which one side refused the other. */
  get failure(): TracedFrame | undefined {
    return [this.fromListener[1], this.fromClient[2]].find((frame) => frame?.kind === 'failure' && frame.departed)
  }

  get handshake(): Connection['handshake'] {
    if (this.protocol === 'unknown' || this.fromListener[0]?.kind !== 'challenge') return 'none'
    if (this.refused || this.failure !== undefined) return 'refused'
    const welcomed = [this.fromListener[1], this.fromClient[2]].every((frame) => frame?.kind === 'welcome' && frame.departed)
    return welcomed || this.fromClient.length > HANDSHAKE_FRAMES ? 'accepted' : 'under way'
  }

  get state(): Connection['state'] {
    if (this.closedAt !== undefined) return 'closed'
    if (this.protocol === 'plain') return 'plain'
    if (this.protocol === 'unknown') return 'handshake'
    if (this.fromListener[0]?.kind === 'challenge' && this.handshake !== 'accepted') return 'handshake'
    const first = this.fromClient[HANDSHAKE_FRAMES]
    // Its beginning was not traced: it has gone on for longer than one request.
    if (first === undefined) return this.fromClient.length > HANDSHAKE_FRAMES ? 'bound' : 'open'
    return first.kind === 'accept_connection' && first.pair?.kind === '#RETURN' ? 'bound' : 'open'
  }

  /** The first word about its end: an end's own, or the end of the process that held it. */
  get #end(): { readonly time: number; readonly by: Side } | undefined {
    let found: { readonly time: number; readonly by: Side } | undefined
    const consider = (time: number | undefined, by: Side): void => {
      if (time !== undefined && (found === undefined || time < found.time)) found = { time, by }
    }
    for (const side of ['client', 'listener'] as const) {
      const end = this.ends[side]
      consider(end?.process.endTime, side)
      if (end?.closed !== undefined) consider(end.closed.time, end.closed.by === 'here' ? side : otherSide(side))
    }
    return found
  }

  /** Trace time of its end. */
  get closeTime(): number | undefined {
    return this.#end?.time
  }

  get closedAt(): number | undefined {
    return this.#clock.since(this.#end?.time)
  }

  get closedBy(): Connection['closedBy'] {
    return this.#end?.by
  }
}
