/**
 * What the director has to know of a run, told from its trace event by event, and no more: which two ends make a
 * connection, how far each has come, which request waits for its answer, what an object's typeid is.
 *
 * `multiprocessing/inspect` knows all of that too, for a price a frame that only a page should pay.
 */
import type { TraceEvent } from 'multiprocessing/protocol'

/** One end of a connection, as its process reported it. */
export interface WireEnd {
  readonly process: string
  readonly connection: string
  readonly end: 'listener' | 'client' | 'pipe'
  /** Frames so far. */
  sent: number
  received: number
  /** The payload that it sent last, in base64, and when (microseconds of the trace). */
  last: string
  lastTime: number
  closed: boolean
  /** It asked for a lock and did not get it at once. */
  isWaiting: boolean
  other: WireEnd | undefined
}

export interface WiredProcess {
  readonly process: string
  readonly pid: number
  readonly label: string
  ended: boolean
}

/** Base64 of `#CHALLENGE#`: as many of its characters as do not depend on what follows. */
const CHALLENGE = 'I0NIQUxMRU5HRS'

export class Wires {
  readonly #processes = new Map<string, WiredProcess>()
  readonly #ends = new Map<string, Map<string, WireEnd>>()
  /** Ends whose other end has not been found, by the challenge that they saw, and by their addresses. */
  readonly #alone = new Map<string, WireEnd>()
  readonly #typeids = new Map<string, Set<string>>()

  get processes(): Iterable<WiredProcess> {
    return this.#processes.values()
  }

  process(id: string): WiredProcess | undefined {
    return this.#processes.get(id)
  }

  /** By id, or by label: of several, the last that runs, or else the last. */
  find(target: string): WiredProcess | undefined {
    const known = this.#processes.get(target)
    if (known !== undefined) return known
    const called = [...this.#processes.values()].filter(({ label }) => label === target)
    return called.findLast(({ ended }) => !ended) ?? called.at(-1)
  }

  end(process: string, connection: string): WireEnd | undefined {
    return this.#ends.get(process)?.get(connection)
  }

  typeids(ident: string): readonly string[] {
    return [...(this.#typeids.get(ident) ?? [])]
  }

  /** The end of a process at which a request was sent and no answer has come; of several, the one that waits longest. */
  pending(process: string): WireEnd | undefined {
    let found: WireEnd | undefined
    for (const end of this.#ends.get(process)?.values() ?? []) {
      // In a handshake a client never has sent more than it received.
      if (end.end !== 'client' || end.closed || end.sent <= end.received) continue
      if (found === undefined || end.lastTime < found.lastTime) found = end
    }
    return found
  }

  add(event: TraceEvent): void {
    switch (event.name) {
      case 'process/started':
        this.#processes.set(event.process, { process: event.process, pid: event.pid, label: event.label, ended: false })
        return
      case 'process/exited':
        for (const known of this.#processes.values()) if (known.pid === event.pid) known.ended = true
        return
      case 'connection/opened':
        return this.#opened(event)
      case 'connection/closed': {
        const end = this.end(event.process, event.connection)
        if (end === undefined) return
        end.closed = true
        this.#ends.get(event.process)?.delete(event.connection)
        return
      }
      case 'frame/sent':
      case 'frame/received':
        return this.#frame(event)
      case 'object/created': {
        if (event.typeid === undefined) return
        const known = this.#typeids.get(event.ident)
        if (known === undefined) this.#typeids.set(event.ident, new Set([event.typeid]))
        else known.add(event.typeid)
        return
      }
      case 'lock/waiting':
      case 'lock/acquired': {
        if (event.connection === undefined) return
        const end = this.end(event.process, event.connection)
        if (end !== undefined) end.isWaiting = event.name === 'lock/waiting'
        return
      }
      default:
    }
  }

  #opened({ process, connection, end, local, remote }: Extract<TraceEvent, { name: 'connection/opened' }>): void {
    const opened = this.#newEnd(process, connection, end)
    if (local === undefined || remote === undefined) return
    this.#pair(opened, end === 'listener' ? `${remote}>${local}` : `${local}>${remote}`)
  }

  #newEnd(process: string, connection: string, end: WireEnd['end']): WireEnd {
    const made: WireEnd = {
      process, connection, end, sent: 0, received: 0, last: '', lastTime: 0, closed: false, isWaiting: false, other: undefined,
    }
    const known = this.#ends.get(process)
    if (known === undefined) this.#ends.set(process, new Map([[connection, made]]))
    else known.set(connection, made)
    return made
  }

  #frame(event: Extract<TraceEvent, { name: 'frame/sent' | 'frame/received' }>): void {
    const end = this.end(event.process, event.connection) ?? this.#newEnd(event.process, event.connection, 'pipe')
    if (event.index === 0 && end.other === undefined && event.payload.startsWith(CHALLENGE)) this.#pair(end, event.payload)
    if (event.name === 'frame/received') {
      end.received = event.index + 1
      return
    }
    end.sent = event.index + 1
    end.last = event.payload
    end.lastTime = event.time
    end.isWaiting = false
  }

  #pair(end: WireEnd, key: string): void {
    const other = this.#alone.get(key)
    if (other === undefined || other.process === end.process && other.connection === end.connection) {
      this.#alone.set(key, end)
      return
    }
    // The key is used up: an address may come again.
    this.#alone.delete(key)
    if (other.end === end.end) return void this.#alone.set(key, end)
    end.other = other
    other.other = end
  }
}
