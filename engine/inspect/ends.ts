/** The ends of connections, as processes opened them, and which two of them make one connection. */
import { OUTSIDE } from './run.ts'
import type { Address } from '../protocol/token.ts'
import { TracedConnection } from './connection.ts'
import type { End, Side } from './connection.ts'
import { HANDSHAKE_FRAMES } from './frame.ts'
import { Matchmaker, Seekers } from './matching.ts'
import type { FirstFrame } from './matching.ts'
import type { ProcessRecord } from './process.ts'
import type { TracedRun } from './traced-run.ts'

export class Ends {
  readonly #run: TracedRun
  /** Makes the process that stands for those that nobody reports. */
  readonly #outside: (time: number) => ProcessRecord
  readonly #matchmaker = new Matchmaker()
  /** By process id, a blank, and the process's own name for the connection. */
  readonly #ends = new Map<string, End>()
  /** Connections of which one end is not known. */
  readonly #half = new Set<TracedConnection>()
  /** Ends that wait, and connections of which one end has only been challenged: nobody knows who it is, and no end that waits fits. */
  readonly #seekers = new Seekers()

  constructor(run: TracedRun, outside: (time: number) => ProcessRecord) {
    this.#run = run
    this.#outside = outside
  }

  find(process: string, name: string): End | undefined {
    return this.#ends.get(`${process} ${name}`)
  }

  /** An end was opened. `side` is not known of the ends of a pipe. */
  open(
    event: { readonly process: string; readonly connection: string; readonly time: number },
    process: ProcessRecord,
    side: Side | undefined,
    address: Address | null,
    local?: string,
    remote?: string,
  ): End {
    const end: End = {
      name: event.connection, key: undefined, inherits: undefined, process, side, address, local, remote, openTime: event.time,
      closed: undefined, connection: undefined, guess: undefined, guessTime: Infinity, settleTime: Infinity, first: undefined,
    }
    const connection = new TracedConnection(this.#run.clock, event.time)
    end.connection = end.first = connection
    connection.ends[side ?? 'client'] = end
    this.#run.waiting.add(end)
    this.#seekers.add(end)
    this.#run.ends.push(end)
    this.#ends.set(`${event.process} ${event.connection}`, end)
    const lonely = this.#seekers.connectionFor(end)
    if (lonely !== undefined) this.#showAt(lonely, end, event.time)
    return end
  }

  /** An end shows its first frame, or ends without one: finds the connection that it is of, or makes its own one known. */
  settle(end: End, first: FirstFrame | undefined, time: number): void {
    this.#run.waiting.delete(end)
    this.#seekers.remove(end)
    end.settleTime = time
    const own = end.connection!
    const found = this.#matchmaker.find(end, first)
    this.#takeBack(end, found, time)
    if (found !== undefined) {
      end.side ??= found.ends.client === undefined ? 'client' : 'listener'
      this.#join(found, end, time)
      end.connection = found
      this.#matchmaker.complete(found)
      return
    }
    end.side ??= 'client'
    own.settleTime = time
    own.number = this.#run.connections.push(own)
    this.#matchmaker.add(own, first)
    if (!first?.challenge || !this.#guess(own, time)) {
      if (first?.challenge) this.#seekers.addLonely(own)
      this.#noteOutside(own)
    }
  }

  #join(connection: TracedConnection, end: End, time: number): void {
    this.#seekers.removeLonely(connection)
    connection.seat(end.side!, end, time)
    this.#noteOutside(connection)
    if (connection.fromListener.length > HANDSHAKE_FRAMES) this.#run.ledger.invalidate()
  }

  /** Shows an end that waits to be let in at the connection that it is probably of. @returns whether there is one */
  #guess(connection: TracedConnection, time: number): boolean {
    const other = this.#seekers.endFor(connection)
    if (other === undefined) return false
    this.#showAt(connection, other, time)
    return true
  }

  #showAt(connection: TracedConnection, end: End, time: number): void {
    this.#seekers.removeLonely(connection)
    connection.guess(end.side!, end, time)
    this.#noteOutside(connection)
  }

  /** An end was shown at a connection by a guess; its first frame says where it belongs. */
  #takeBack(end: End, found: TracedConnection | undefined, time: number): void {
    const { guess } = end
    if (guess === undefined || guess === found) return
    guess.unguess(end.side!, undefined, time)
    if (!this.#guess(guess, time)) this.#seekers.addLonely(guess)
    this.#noteOutside(guess)
  }

  /** Keeps the process known that stands for ends which nobody has reported, as long as there are any. */
  #noteOutside(connection: TracedConnection): void {
    const { client, listener } = connection.ends
    if (client !== undefined && listener !== undefined) this.#half.delete(connection)
    else this.#half.add(connection)
    if (this.#half.size === 0) {
      this.#run.records.delete(OUTSIDE)
      return
    }
    const outside = this.#outside(connection.openTime)
    if (client === undefined) outside.connects = true
    if (listener === undefined) outside.listens = true
  }
}
