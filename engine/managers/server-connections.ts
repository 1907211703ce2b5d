/**
 * The bound connections of this process, by server: shared by all its proxies, opened when needed.
 *
 * CPython keeps one for each thread and server, so two threads can wait at the same time. Here a call takes an idle
 * connection or opens one more, so two calls under way never wait for each other; calls one after another use the same
 * one and cost the same frames as in CPython. A task that holds a lock which belongs to it keeps a connection for the calls
 * of its locks (`lock-owners.ts`). With the last proxy of a server its connections are closed.
 */
import { Client, type Connection } from '../connection/index.ts'
import { currentProcess } from '../process/current-process.ts'
import type { Address } from '../protocol/token.ts'
import type { TraceSource } from '../protocol/trace.ts'
import { request } from './dispatch.ts'
import { convertToError } from './remote-error.ts'

/** The bound connections of this process to one server. */
export class ServerConnections {
  readonly #address: Address
  readonly #authkey: Uint8Array
  readonly #idle: Connection[] = []
  /** Held by tasks that hold locks. */
  readonly #kept = new Set<Connection>()
  #proxies = 0

  constructor(address: Address, authkey: Uint8Array) {
    this.#address = address
    this.#authkey = authkey
  }

  /** One proxy more uses these connections. */
  enter(): void {
    this.#proxies++
  }

  /** One proxy less; with the last, connections without a call under way are closed. */
  leave(): void {
    this.#proxies--
    if (this.#proxies === 0) this.#closeIdle()
  }

  /** A bound connection that nobody uses, if there is one; it is the caller's until it is given back. */
  takeIdle(): Connection | undefined {
    for (;;) {
      const idle = this.#idle.pop()
      if (idle === undefined || !idle.closed) return idle
      idle.close()
    }
  }

  /** A bound connection that nobody else uses until it is given back. */
  async take(at?: TraceSource): Promise<Connection> {
    const idle = this.takeIdle()
    if (idle) return idle
    const connection = await Client(this.#address, { authkey: this.#authkey, at: at ?? null })
    try {
      const [kind, value] = await request(connection, null, 'accept_connection', [currentProcess().name], {}, { pending: [] }, at)
      if (kind !== '#RETURN') throw convertToError(kind, value)
    } catch (error) {
      connection.close()
      throw error
    }
    connection.onClose(() => this.#hungUp(connection))
    return connection
  }

  /** The server has gone, or this end is closed. A connection with a call under way is closed when it is given back. */
  #hungUp(connection: Connection): void {
    const at = this.#idle.indexOf(connection)
    if (at < 0) return
    this.#idle.splice(at, 1)
    connection.close()
  }

  /** Keeps a connection for the task that holds locks over it, until `resume`. With the last proxy it is closed all the same. */
  keep(connection: Connection): void {
    if (this.#proxies === 0) connection.close()
    else this.#kept.add(connection)
  }

  /** Another call over a connection that was kept. */
  resume(connection: Connection): void {
    this.#kept.delete(connection)
  }

  /** Gives a connection back whose last reply has been read. */
  give(connection: Connection): void {
    // What the other end has closed is to be closed here, too.
    if (connection.closed || this.#proxies === 0) connection.close()
    else this.#idle.push(connection)
  }

  #closeIdle(): void {
    for (const connection of [...this.#idle.splice(0), ...this.#kept]) connection.close()
    this.#kept.clear()
  }
}

const servers = new Map<string, ServerConnections>()

/** The connections of this process to one server. */
export function connectionsTo(address: Address, authkey: Uint8Array): ServerConnections {
  const key = JSON.stringify(address)
  let connections = servers.get(key)
  if (!connections) {
    connections = new ServerConnections(address, authkey)
    servers.set(key, connections)
  }
  return connections
}

/** Forgets a server that this process has shut down, so that another at the same address starts afresh. */
export function forgetServer(address: Address): void {
  servers.delete(JSON.stringify(address))
}
