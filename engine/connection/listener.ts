/** `Listener`: a bound socket that waits for connections (CPython: `multiprocessing.connection.Listener`). */
import { unlinkSync } from 'node:fs'
import { lookup } from 'node:dns/promises'
import { createServer, isIP, type Server, type Socket } from 'node:net'
import { EXIT_PRIORITY, finalizeAtExit } from '../process/finalize.ts'
import type { Address } from '../protocol/token.ts'
import type { TraceSource } from '../protocol/trace.ts'
import { callSite, emit, tracing } from '../tracer.ts'
import { OSError } from '../values/exceptions.ts'
import { addressType, arbitraryAddress, checkFamily, checkPath, defaultFamily, type Family } from './address.ts'
import { HANDSHAKE_TIMEOUT, answerChallenge, checkAuthkeyOption, deliverChallenge } from './authentication.ts'
import { Connection } from './connection.ts'
import { retapped } from './incoming.ts'
import { toOSError } from './os-errors.ts'

/** What a listener is made with (CPython: the parameters of `multiprocessing.connection.Listener`). */
export interface ListenerOptions {
  /** `[host, port]` (port 0: any free one), or a path. Left out: one is chosen. */
  readonly address?: Address | null | undefined
  /** Which kind of address to choose; otherwise the address says it. */
  readonly family?: Family | undefined
  /** Connections that the system keeps waiting. */
  readonly backlog?: number | undefined
  /** With one, `accept` gives only connections whose other end holds it too. */
  readonly authkey?: Uint8Array | undefined
  /** How long the other end may take for each message of the handshake, in milliseconds. */
  readonly handshakeTimeout?: number | undefined
}

interface Accepting {
  resolve(connection: Connection): void
  reject(error: Error): void
}

let listeners = 0

/** Accepts connections at an address (CPython: `multiprocessing.connection.Listener`). It binds at once; await `ready`. */
export class Listener {
  /** Names this listener in the trace; unique in its process. */
  readonly id: string = `l${++listeners}`
  /** Resolves when it is bound. @throws OSError when it cannot be, such as `[Errno 98] Address already in use` */
  readonly ready: Promise<void>
  readonly #family: Family
  readonly #authkey: Uint8Array | undefined
  readonly #handshakeTimeout: number
  readonly #server: Server
  readonly #arrived: Connection[] = []
  readonly #accepting: Accepting[] = []
  #address: Address
  #lastAccepted: Address | null = null
  #error: Error | undefined
  #bound = false
  #forgetUnlink: (() => void) | undefined

  /**
   * Begins to bind; `ready` says how that went.
   * @throws TypeError, ValueError when an option is not what it must be
   */
  constructor(options: ListenerOptions = {}) {
    const { authkey, backlog = 128, handshakeTimeout = HANDSHAKE_TIMEOUT } = options
    const given = options.address || undefined
    this.#family = options.family ?? (given === undefined ? defaultFamily : addressType(given))
    checkFamily(this.#family)
    checkAuthkeyOption(authkey)
    this.#address = given ?? arbitraryAddress(this.#family)
    this.#authkey = authkey
    this.#handshakeTimeout = handshakeTimeout
    // A client that has said all may still wait for answers.
    this.#server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (socket) => this.#opened(retapped(socket, { allowHalfOpen: true })))
    this.ready = this.#bind(backlog, tracing() ? callSite() : undefined)
    // `accept` tells it, too.
    this.ready.catch(() => undefined)
  }

  /** Where it listens; a port of 0 is replaced by the real one when it is `ready`. */
  get address(): Address {
    return this.#address
  }

  get family(): Family {
    return this.#family
  }

  /** Address of the other end of the connection that was accepted last; null for Unix sockets and before the first. */
  get lastAccepted(): Address | null {
    return this.#lastAccepted
  }

  /**
   * Waits for a connection and, if there is an authkey, for its handshake: this end challenges, then answers.
   * @throws AuthenticationError when the other end does not hold the authkey: that connection is closed, and the next
   *   `accept` gets another one; OSError when the listener is closed or could not be bound
   */
  async accept(): Promise<Connection> {
    const connection = await this.#next()
    if (this.#authkey === undefined) return connection
    const options = { timeout: this.#handshakeTimeout }
    try {
      await deliverChallenge(connection, this.#authkey, options)
      await answerChallenge(connection, this.#authkey, options)
    } catch (error) {
      connection.close()
      throw error
    }
    return connection
  }

  /** Stops listening and unlinks its path. Connections that were accepted stay open; the others are closed. */
  close(): void {
    if (this.#error) return
    this.#end(new OSError('listener is closed'))
    if (tracing()) emit({ name: 'listener/closed', listener: this.id })
  }

  [Symbol.dispose](): void {
    this.close()
  }

  async #bind(backlog: number, at: TraceSource | undefined): Promise<void> {
    try {
      await this.#listen(backlog)
    } catch (error) {
      const failure = error instanceof OSError ? error : toOSError(error as Error)
      this.#end(failure)
      throw failure
    }
    if (this.#error) {
      // Closed while it was about to listen.
      this.#server.close(() => undefined)
      throw this.#error
    }
    this.#bound = true
    const bound = this.#server.address()
    if (bound !== null && typeof bound === 'object') this.#address = [bound.address, bound.port]
    if (this.#family === 'AF_UNIX') this.#unlinkAtExit(this.#address as string)
    // A connection that could not be accepted. The listener goes on, as in Python.
    this.#server.on('error', (error) => this.#accepting.shift()?.reject(toOSError(error)))
    this.#keepAlive()
    if (tracing()) {
      const address = this.#address as string | [string, number]
      emit({ name: 'listener/bound', listener: this.id, address, ...(at ? { at } : {}) })
    }
  }

  async #listen(backlog: number): Promise<void> {
    const address = this.#address
    const where =
      typeof address === 'string' ? { path: address } : { host: await resolveHost(address[0]), port: address[1] }
    if (typeof address === 'string') checkPath(address)
    if (this.#error) return
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ ...where, backlog, exclusive: true }, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
  }

  #unlinkAtExit(path: string): void {
    // At a close Node unlinks it by itself; at the end of the process nobody does.
    this.#forgetUnlink = finalizeAtExit(EXIT_PRIORITY.first, () => {
      try {
        unlinkSync(path)
      } catch {
        // Somebody else has removed it.
      }
    })
  }

  #opened(socket: Socket): void {
    const address = this.#address
    const tcp = this.#family === 'AF_INET'
    const connection = new Connection(socket, {
      end: 'listener',
      address,
      ...(tcp ? { local: endpoint(socket.localAddress, socket.localPort), remote: endpoint(socket.remoteAddress, socket.remotePort) } : {}),
    })
    this.#lastAccepted = tcp && socket.remoteAddress !== undefined ? [socket.remoteAddress, socket.remotePort ?? 0] : null
    const first = this.#accepting.shift()
    if (first) first.resolve(connection)
    else this.#arrived.push(connection)
    this.#keepAlive()
  }

  #next(): Promise<Connection> {
    const connection = this.#arrived.shift()
    if (connection) return Promise.resolve(connection)
    if (this.#error) return Promise.reject(this.#error)
    return new Promise((resolve, reject) => {
      this.#accepting.push({ resolve, reject })
      this.#keepAlive()
    })
  }

  /** As in Python, only one who waits keeps the process alive. */
  #keepAlive(): void {
    if (!this.#bound) return
    if (this.#accepting.length > 0) this.#server.ref()
    else this.#server.unref()
  }

  #end(error: Error): void {
    this.#error = error
    this.#server.close(() => undefined)
    this.#forgetUnlink?.()
    for (const accepting of this.#accepting.splice(0)) accepting.reject(error)
    for (const connection of this.#arrived.splice(0)) connection.close()
  }
}

/** `host:port` as the trace writes it. */
export function endpoint(host: string | undefined, port: number | undefined): string | undefined {
  return host === undefined || port === undefined ? undefined : `${host}:${port}`
}

/** The IPv4 address of a host, since that is what `AF_INET` is; an empty name is every address of this machine. */
export async function resolveHost(host: string): Promise<string> {
  if (host === '') return '0.0.0.0'
  if (isIP(host) !== 0) return host
  return (await lookup(host, { family: 4 })).address
}
