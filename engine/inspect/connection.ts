/**
 * One connection, put together from what its two ends reported: who they are, which frames went over it, how far its
 * protocol has come. Frames are explained by their place (direction and index), so the order in which the two ends
 * report does not matter.
 */
import { OUTSIDE } from './run.ts'
import type { Connection } from './run.ts'
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
}

/** What a connection speaks: `authenticated` says that a challenge was seen and nothing after the handshake. */
export type Protocol = 'unknown' | 'authenticated' | 'manager' | 'plain'

export class TracedConnection implements Connection {
  number = 0
  readonly frames: TracedFrame[] = []
  /** By index. */
  readonly fromClient: TracedFrame[] = []
  readonly fromListener: TracedFrame[] = []
  readonly ends: { client: End | undefined; listener: End | undefined } = { client: undefined, listener: undefined }
  protocol: Protocol = 'unknown'
  name: string | undefined
  /** An end said that it refused, or was refused. */
  refused = false
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

  /** The line of a frame became known. */
  noteSource(frame: TracedFrame): void {
    if (frame.sender === 'client' && frame.ownSource !== undefined && frame.index < this.#causeIndex) {
      this.#causeIndex = frame.index
      this.#cause = frame.ownSource
    }
  }

  /** The frame by which one side refused the other. */
  get failure(): TracedFrame | undefined {
    return [this.fromListener[1], this.fromClient[2]].find((frame) => frame?.kind === 'failure')
  }

  get handshake(): Connection['handshake'] {
    if (this.protocol === 'unknown' || this.fromListener[0]?.kind !== 'challenge') return 'none'
    if (this.refused || this.failure !== undefined) return 'refused'
    const welcomed = this.fromListener[1]?.kind === 'welcome' && this.fromClient[2]?.kind === 'welcome'
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

  get closedAt(): number | undefined {
    return this.#clock.since(this.#end?.time)
  }

  get closedBy(): Connection['closedBy'] {
    return this.#end?.by
  }
}
