/**
 * Leaves calls out of what a page is told, when more is reported than can be read, drawn or kept. A call is left out
 * whole: its request and its answer, at both ends, so that none looks lost or unanswered that was neither. Everything
 * else stays: who started and ended, handshakes, first requests, objects, proxies, locks, and what waited at the gate.
 *
 * The ends of a connection name it each by its own name; they are matched by the first bytes that the one sent and the
 * other got, which are random. Whose end alone is traced asks when it has got a request.
 *
 * What is left out here is counted, and stands in the programs' own trace files all the same.
 */
import type { TraceEvent } from 'multiprocessing/protocol'

/** Frames of the handshake and the first request, in each direction: they say what a connection is. */
const ALWAYS = 4
/** Events of frames that a page is told of one run: beyond that, it would only grow. */
export const MOST_FRAME_EVENTS = 1_200_000

type FrameEvent = Extract<TraceEvent, { name: 'frame/sent' | 'frame/received' }>

/** One connection, known by one of its ends or by both. */
interface Wire {
  /** Name of its client's end, once that has been heard of. */
  client: string | undefined
  /** Requests that were left out: from and to before which index, in order. */
  readonly gaps: [from: number, to: number][]
  /** Something on it waited at the gate: all that goes on it is told. */
  held: boolean
  /** Whether a handshake began it: what is no manager's connection has no calls. */
  asked: boolean
}

export class Omission {
  /** Whether calls that begin now are left out. */
  active = false
  readonly #most: number
  readonly #wires = new Map<string, Wire>()
  /** By the payload of a first frame: the wire of whoever told it. */
  readonly #first = new Map<string, Wire>()
  readonly #clients = new Set<string>()
  #told = 0
  #frames = 0

  constructor(most = MOST_FRAME_EVENTS) {
    this.#most = most
  }

  /** Frames left out since this was asked last. Each is counted once, where it was sent. */
  take(): number {
    const frames = this.#frames
    this.#frames = 0
    return frames
  }

  /** Whether the page is told. Events come in order of time. */
  passes(event: TraceEvent): boolean {
    switch (event.name) {
      case 'connection/opened':
        if (event.end === 'client') this.#clients.add(event.connection)
        return true
      case 'connection/closed':
        this.#clients.delete(event.connection)
        this.#wires.delete(event.connection)
        return true
      case 'frame/held':
        this.#wire(event.connection).held = true
        return true
      case 'frame/sent':
      case 'frame/received':
        if (!this.#isLeftOut(event)) {
          this.#told++
          return true
        }
        if (event.name === 'frame/sent') this.#frames++
        return false
      default:
        return true
    }
  }

  #isLeftOut(event: FrameEvent): boolean {
    if (event.index === 0) this.#meet(event)
    if (event.index < ALWAYS) return false
    const wire = this.#wire(event.connection)
    if (!wire.asked || wire.held) return false
    const isClient = wire.client === event.connection
    const isRequest = isClient === (event.name === 'frame/sent')
    // Where the client's end is told, it alone decides; its request comes first.
    if (isRequest && (isClient || wire.client === undefined) && (this.active || this.#told >= this.#most)) {
      const last = wire.gaps.at(-1)
      if (last && last[1] === event.index) last[1]++
      else {
        wire.gaps.push([event.index, event.index + 1])
        // Calls of before have long been answered.
        if (wire.gaps.length > 8) wire.gaps.shift()
      }
      return true
    }
    return wire.gaps.some(([from, to]) => event.index >= from && event.index < to)
  }

  /** The first frame: the same bytes at both ends. */
  #meet(event: FrameEvent): void {
    const known = this.#first.get(event.payload)
    const wire = known ?? this.#wire(event.connection)
    wire.asked = true
    if (this.#clients.has(event.connection)) wire.client = event.connection
    this.#wires.set(event.connection, wire)
    if (known) this.#first.delete(event.payload)
    else this.#first.set(event.payload, wire)
  }

  #wire(connection: string): Wire {
    let wire = this.#wires.get(connection)
    if (!wire) this.#wires.set(connection, (wire = { client: undefined, gaps: [], held: false, asked: false }))
    return wire
  }
}
