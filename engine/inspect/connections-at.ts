/** Connections, and calls without an answer, as they were at a time. */
import { OUTSIDE } from './run.ts'
import type { Connection, TracedProcess } from './run.ts'
import type { ConnectionAt, OpenCall } from './moment.ts'
import { otherSide } from './connection.ts'
import type { End, Side, TracedConnection } from './connection.ts'
import { isRequest } from './describe.ts'
import { HANDSHAKE_FRAMES } from './frame.ts'
import type { TracedFrame } from './frame.ts'
import type { TracedRun } from './traced-run.ts'
import type { StandingAt } from './waits.ts'

export interface ConnectionsAt {
  readonly connections: readonly ConnectionAt[]
  readonly connecting: readonly ConnectionAt[]
  readonly calls: readonly OpenCall[]
  /** What the processes that nobody reports do, if there are any. */
  readonly outside: TracedProcess['role'] | undefined
}

/** @param time trace time */
export function connectionsAt(run: TracedRun, time: number, standing: StandingAt): ConnectionsAt {
  const connections: ConnectionAt[] = []
  const connecting: ConnectionAt[] = []
  const calls: OpenCall[] = []
  const seated = new Set<End>()
  let outside: ConnectionsAt['outside']
  const times = run.connectionTimes
  for (const index of times.openAt(time)) {
    const connection = run.connections[index]!
    if (isClosed(connection, time)) continue
    const past = new Past(connection, time)
    const open = past.openCalls(run, standing)
    calls.push(...open)
    const shape = past.shape(open, run)
    const unknown = past.unknownSide
    if (unknown === undefined || past.hasSpoken(unknown)) {
      connections.push(shape)
      if (past.client !== undefined) seated.add(past.client)
      if (past.listener !== undefined) seated.add(past.listener)
      if (unknown !== undefined && outside !== 'server') outside = unknown === 'listener' ? 'server' : 'client'
    } else connecting.push(shape)
  }
  for (const index of times.waitingAt(time)) {
    const end = run.ends[index]!
    if (seated.has(end) || endedAt(end, time)) continue
    const listens = end.side === 'listener'
    connecting.push({
      // Its own connection, also where it has found another one since.
      connection: end.connection!,
      client: listens ? OUTSIDE : end.process.id,
      listener: listens ? end.process.id : OUTSIDE,
      state: 'handshake',
      handshake: 'none',
      openedAt: run.clock.since(end.openTime),
      call: undefined,
    })
  }
  return { connections, connecting, calls, outside }
}

function endedAt(end: End | undefined, time: number): boolean {
  return end !== undefined && ((end.process.endTime ?? Infinity) <= time || (end.closed?.time ?? Infinity) <= time)
}

/** Whether an end that was known had hung up, or its process had ended. */
function isClosed(connection: TracedConnection, time: number): boolean {
  if ((connection.closeTime ?? Infinity) > time) return false
  return endedAt(connection.endAt('client', time), time) || endedAt(connection.endAt('listener', time), time)
}

function isKnown(frame: TracedFrame | undefined, time: number): frame is TracedFrame {
  return frame !== undefined && frame.firstTime <= time
}

/** One connection, seen from a time. */
class Past {
  readonly connection: TracedConnection
  readonly client: End | undefined
  readonly listener: End | undefined
  readonly #time: number

  constructor(connection: TracedConnection, time: number) {
    this.connection = connection
    this.#time = time
    this.client = connection.endAt('client', time)
    this.listener = connection.endAt('listener', time)
  }

  get unknownSide(): Side | undefined {
    return this.client === undefined ? 'client' : this.listener === undefined ? 'listener' : undefined
  }

  hasSpoken(side: Side): boolean {
    const other = otherSide(side)
    // Who gets answers is there, also where only the answers were reported.
    return this.connection.frames.some((frame) => frame.sender === side && isKnown(frame, this.#time)) || isKnown(this.connection.sent(other)[HANDSHAKE_FRAMES], this.#time)
  }

  shape(open: readonly OpenCall[], run: TracedRun): ConnectionAt {
    const handshake = this.#handshake()
    return {
      connection: this.connection,
      client: this.client?.process.id ?? OUTSIDE,
      listener: this.listener?.process.id ?? OUTSIDE,
      state: this.#state(handshake),
      handshake,
      openedAt: run.clock.since(Math.min(this.client?.openTime ?? Infinity, this.listener?.openTime ?? Infinity)),
      call: open.at(-1),
    }
  }

  #handshake(): Connection['handshake'] {
    const { fromListener, fromClient, refusedTime } = this.connection
    const time = this.#time
    if (!this.#challenged) return 'none'
    if (refusedTime <= time) return 'refused'
    const welcomed = [fromListener[1], fromClient[2]].every((frame) => frame?.kind === 'welcome' && isKnown(frame, time))
    return welcomed || this.#asked ? 'accepted' : 'under way'
  }

  get #challenged(): boolean {
    const [first] = this.connection.fromListener
    return isKnown(first, this.#time) && first.kind === 'challenge'
  }

  /** Whether anything went from the client after the handshake. */
  get #asked(): boolean {
    const { fromClient } = this.connection
    if (fromClient.length <= HANDSHAKE_FRAMES) return false
    return isKnown(fromClient.find((frame: TracedFrame | undefined, index) => index >= HANDSHAKE_FRAMES && frame !== undefined), this.#time)
  }

  #state(handshake: Connection['handshake']): Connection['state'] {
    const { connection } = this
    const time = this.#time
    if (connection.protocol === 'plain') {
      const spoke = connection.frames.some((frame) => isKnown(frame, time) && frame.family !== 'handshake')
      return spoke ? 'plain' : 'handshake'
    }
    if (!connection.frames.some((frame) => isKnown(frame, time))) return 'handshake'
    if (this.#challenged && handshake !== 'accepted') return 'handshake'
    const first = connection.fromClient[HANDSHAKE_FRAMES]
    if (!isKnown(first, time)) return this.#asked ? 'bound' : 'open'
    const reply = first.pair
    return first.kind === 'accept_connection' && reply?.kind === '#RETURN' && isKnown(reply, time) ? 'bound' : 'open'
  }

  /** Requests without an answer: usually one at most. */
  openCalls(run: TracedRun, standing: StandingAt): OpenCall[] {
    const { fromClient, protocol, abandoned } = this.connection
    if (protocol !== 'manager') return []
    const time = this.#time
    const open: OpenCall[] = []
    for (let at = lastKnown(fromClient, time); at >= 0; at--) {
      const frame = fromClient[at] as TracedFrame | undefined
      if (frame === undefined) continue
      if (!isRequest(frame) || isKnown(frame.pair, time)) break
      const { ident } = frame.facts
      const server = this.listener?.process.id ?? OUTSIDE
      open.unshift({
        frame,
        process: this.client?.process.id ?? OUTSIDE,
        server,
        object: ident === undefined || frame.kind !== 'call' ? undefined : run.ledger.at(server, ident, frame.traceTime)?.key,
        since: run.clock.since(frame.firstTime),
        wait: standing.byFrame.get(frame),
        abandoned: abandoned.some((each) => each.request === frame && each.time <= time),
      })
    }
    return open
  }
}

/** Index of the last frame that had been sent, counting from the end: most are. */
function lastKnown(frames: readonly (TracedFrame | undefined)[], time: number): number {
  let low = 0
  let high = frames.length
  while (low < high) {
    const middle = (low + high) >> 1
    const frame = frames[middle]
    if (frame === undefined || frame.firstTime <= time) low = middle + 1
    else high = middle
  }
  return low - 1
}
