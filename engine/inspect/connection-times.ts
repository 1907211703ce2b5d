/**
 * When each connection was open, as plain numbers: a run may have thousands, of which few were open at any one time.
 * Times are the trace's.
 */
import type { End, TracedConnection } from './connection.ts'

export class ConnectionTimes {
  #version = -1
  #settled = new Float64Array(0)
  #over = new Float64Array(0)
  #opened = new Float64Array(0)
  #endSettled = new Float64Array(0)

  /** Reads the times again if the run has changed. */
  update(connections: readonly TracedConnection[], ends: readonly End[], version: number): void {
    if (version === this.#version && connections.length === this.#settled.length && ends.length === this.#opened.length) return
    this.#version = version
    this.#settled = Float64Array.from(connections, ({ settleTime }) => settleTime)
    this.#over = Float64Array.from(connections, overTime)
    this.#opened = Float64Array.from(ends, ({ openTime }) => openTime)
    this.#endSettled = Float64Array.from(ends, ({ settleTime }) => settleTime)
  }

  /** Indexes of connections that may have been open at `time`: those that had shown a frame, and were not certainly over. */
  *openAt(time: number): Iterable<number> {
    for (let at = 0; at < this.#settled.length; at++) if (this.#settled[at]! <= time && this.#over[at]! > time) yield at
  }

  /** Indexes of ends that had been opened and had shown no frame. */
  *waitingAt(time: number): Iterable<number> {
    for (let at = 0; at < this.#opened.length; at++) if (this.#opened[at]! <= time && this.#endSettled[at]! > time) yield at
  }
}

/** From when on everybody could know that a connection is over: its end was reported, and whose it is. */
function overTime(connection: TracedConnection): number {
  const { client, listener } = connection.ends
  return Math.max(connection.closeTime ?? Infinity, client?.settleTime ?? 0, listener?.settleTime ?? 0)
}
