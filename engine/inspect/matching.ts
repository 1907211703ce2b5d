/**
 * Which two ends make one connection. Each process names its own end; nothing on the wire joins the names.
 *
 * 1. An authenticated connection begins with random bytes, which both ends report: the same challenge, the same
 *    connection.
 * 2. A TCP end knows its own address and the other's.
 * 3. Else the ends have the listener's address in common, and the first frame that both have seen; of several that fit,
 *    the one nearest in time. This is a guess where programs send the same over unauthenticated connections.
 */
import { otherSide } from './connection.ts'
import type { End, Side, TracedConnection } from './connection.ts'

/** The first frame that an end reports. */
export interface FirstFrame {
  /** Which end sent it. */
  readonly sender: Side
  readonly index: number
  /** As in the trace, base64. */
  readonly payload: string
  readonly challenge: boolean
  readonly time: number
}

export class Matchmaker {
  readonly #byChallenge = new Map<string, TracedConnection>()
  /** Connections of which one end is missing, by `client local>listener local` and by address. */
  readonly #byPorts = new Map<string, Set<TracedConnection>>()
  readonly #byAddress = new Map<string, Set<TracedConnection>>()

  /** Takes note of a connection that has its first frame, or ended without one. */
  add(connection: TracedConnection, first: FirstFrame | undefined): void {
    if (first?.challenge) this.#byChallenge.set(first.payload, connection)
    for (const end of [connection.ends.client, connection.ends.listener]) {
      if (end === undefined || (connection.ends.client !== undefined && connection.ends.listener !== undefined)) continue
      const ports = portsOf(end)
      if (ports !== undefined) addTo(this.#byPorts, ports, connection)
      addTo(this.#byAddress, addressKey(end), connection)
    }
  }

  /** The connection whose missing end is `end`, if there is one. `first` is absent where the end closed without a frame. */
  find(end: End, first: FirstFrame | undefined): TracedConnection | undefined {
    if (first?.challenge) {
      const connection = this.#byChallenge.get(first.payload)
      return connection !== undefined && lacks(connection, end) ? connection : undefined
    }
    const ports = portsOf(end)
    if (ports !== undefined) return nearest(this.#byPorts.get(ports), end, first, false)
    return nearest(this.#byAddress.get(addressKey(end)), end, first, end.address === null)
  }

  /** Forgets a connection that has both its ends. */
  complete(connection: TracedConnection): void {
    for (const end of [connection.ends.client, connection.ends.listener]) {
      if (end === undefined) continue
      const ports = portsOf(end)
      if (ports !== undefined) this.#byPorts.get(ports)?.delete(connection)
      this.#byAddress.get(addressKey(end))?.delete(connection)
    }
  }
}

/** Whether the end's side of the connection is free, or taken by a guess. Ends of a pipe take either side. */
function lacks(connection: TracedConnection, end: End): boolean {
  const { client, listener } = connection.ends
  if (end.side === undefined) return client === undefined || listener === undefined
  const taken = end.side === 'client' ? client : listener
  return taken === undefined || taken.guess === connection
}

/**
 * The other end of a connection that has just shown its first frame, as long as that end has shown none: of those that
 * wait at the same address, the first. Its own first frame will confirm it or not.
 */
export function guessOtherEnd(connection: TracedConnection, waiting: Iterable<End>): End | undefined {
  const known = connection.ends.client ?? connection.ends.listener
  if (known?.side === undefined || known.address === null) return undefined
  const ports = portsOf(known)
  for (const end of waiting) {
    if (end.side !== otherSide(known.side) || end.guess !== undefined || end.closed !== undefined) continue
    const fits = ports === undefined ? addressKey(end) === addressKey(known) : portsOf(end) === ports
    if (fits) return end
  }
  return undefined
}

function nearest(
  candidates: ReadonlySet<TracedConnection> | undefined,
  end: End,
  first: FirstFrame | undefined,
  onlySame: boolean,
): TracedConnection | undefined {
  let best: TracedConnection | undefined
  let bestScore = Infinity
  for (const connection of candidates ?? []) {
    if (!lacks(connection, end) || connection.fromListener[0]?.kind === 'challenge') continue
    const same = sameFirst(connection, end, first)
    if (same === false || (onlySame && same !== true)) continue
    const score = Math.abs(connection.openTime - end.openTime) + (same === true ? 0 : 1e12)
    if (score < bestScore) {
      best = connection
      bestScore = score
    }
  }
  return best
}

/** Whether the connection has the frame that the end saw first; `undefined` where it cannot be said yet. */
function sameFirst(connection: TracedConnection, end: End, first: FirstFrame | undefined): boolean | undefined {
  if (first === undefined) return connection.frames.length === 0 ? undefined : false
  const side = first.sender
  const frame = connection.sent(end.side === undefined ? sideInPipe(connection, side) : side)[first.index]
  return frame === undefined ? undefined : frame.encoded === first.payload
}

/** The sender of an end's frame once the end has joined as the missing side; said before as if it were the client. */
function sideInPipe(connection: TracedConnection, sender: Side): Side {
  const missing: Side = connection.ends.client === undefined ? 'client' : 'listener'
  return sender === 'client' ? missing : otherSide(missing)
}

function portsOf(end: End): string | undefined {
  if (end.local === undefined || end.remote === undefined) return undefined
  return end.side === 'listener' ? `${end.remote}>${end.local}` : `${end.local}>${end.remote}`
}

function addressKey(end: End): string {
  return end.address === null ? 'pipe' : typeof end.address === 'string' ? end.address : end.address.join(':')
}

function addTo(index: Map<string, Set<TracedConnection>>, key: string, connection: TracedConnection): void {
  const known = index.get(key)
  if (known === undefined) index.set(key, new Set([connection]))
  else known.add(connection)
}
