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
 * Ends that have shown no frame, and connections one end of which has only been challenged: who is probably whose, until a
 * first frame says so. Both are found by what they have in common, since thousands may wait at a time.
 */
export class Seekers {
  readonly #ends = new Map<string, Set<End>>()
  /** Connections that nobody fits, each with its place in the order in which they came. */
  readonly #lonely = new Map<string, Map<TracedConnection, number>>()
  readonly #wanted = new Map<TracedConnection, string>()
  #count = 0

  /** An end waits. */
  add(end: End): void {
    for (const key of keysOf(end)) addTo(this.#ends, key, end)
  }

  /** An end does not wait any more. */
  remove(end: End): void {
    for (const key of keysOf(end)) removeFrom(this.#ends, key, end)
  }

  addLonely(connection: TracedConnection): void {
    const key = wantedBy(connection)
    if (key === undefined || this.#wanted.has(connection)) return
    this.#wanted.set(connection, key)
    const known = this.#lonely.get(key)
    if (known === undefined) this.#lonely.set(key, new Map([[connection, this.#count++]]))
    else known.set(connection, this.#count++)
  }

  removeLonely(connection: TracedConnection): void {
    const key = this.#wanted.get(connection)
    if (key === undefined) return
    this.#wanted.delete(connection)
    const known = this.#lonely.get(key)
    known?.delete(connection)
    if (known?.size === 0) this.#lonely.delete(key)
  }

  /**
   * The other end of a connection that has just shown its first frame, as long as that end has shown none: of those that
   * wait at the same address, the first. Its own first frame will confirm it or not.
   */
  endFor(connection: TracedConnection): End | undefined {
    const key = wantedBy(connection)
    if (key === undefined) return undefined
    for (const end of this.#ends.get(key) ?? []) if (end.guess === undefined && end.closed === undefined) return end
    return undefined
  }

  /** The first connection that an end fits which has just been opened. */
  connectionFor(end: End): TracedConnection | undefined {
    let first: TracedConnection | undefined
    let least = Infinity
    for (const key of keysOf(end)) {
      for (const [connection, place] of this.#lonely.get(key) ?? []) {
        if (place < least) [first, least] = [connection, place]
        break
      }
    }
    return first
  }
}

/** What an end can be found by. */
function keysOf(end: End): string[] {
  if (end.side === undefined) return []
  const ports = portsOf(end)
  const address = `${end.side} at ${addressKey(end)}`
  return ports === undefined ? [address] : [address, `${end.side} by ${ports}`]
}

/** What the missing end of a connection would be found by. */
function wantedBy(connection: TracedConnection): string | undefined {
  const known = connection.ends.client ?? connection.ends.listener
  if (known?.side === undefined || known.address === null) return undefined
  const ports = portsOf(known)
  return ports === undefined ? `${otherSide(known.side)} at ${addressKey(known)}` : `${otherSide(known.side)} by ${ports}`
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

function addTo<Item>(index: Map<string, Set<Item>>, key: string, item: Item): void {
  const known = index.get(key)
  if (known === undefined) index.set(key, new Set([item]))
  else known.add(item)
}

function removeFrom<Item>(index: Map<string, Set<Item>>, key: string, item: Item): void {
  const known = index.get(key)
  known?.delete(item)
  if (known?.size === 0) index.delete(key)
}
