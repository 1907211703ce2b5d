/**
 * A server in this process for tests to mistreat, and an honest client beside them that must notice nothing.
 *
 * Whatever was opened in between must be gone at the end: objects, connections, sockets; and no promise may have been
 * rejected behind everybody's back, which in a server's own process would end it.
 */
import { connect, type Socket } from 'node:net'
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { Connection } from '../../connection/connection.ts'
import { answerChallenge, deliverChallenge } from '../../connection/authentication.ts'
import { SyncManager, type Address, type ListProxy, type Server } from '../../managers/index.ts'
import { bytes, tuple } from '../../values/index.ts'

export const authkey = bytes('rain in may')

/** A bare client: its socket can be written to behind the connection's back. */
export interface BareClient extends AsyncDisposable {
  readonly socket: Socket
  readonly connection: Connection
}

/** What must be as before when everybody has gone. */
export interface Holdings {
  readonly objects: number
  readonly connections: number
  readonly sockets: number
}

export class LiveServer {
  readonly server: Server
  readonly #served: Promise<void>
  readonly #folder: string
  readonly #witness: SyncManager
  readonly #list: ListProxy<number>
  readonly #before: Holdings
  readonly #unhandled: unknown[] = []
  readonly #onUnhandled = (reason: unknown): void => void this.#unhandled.push(reason)
  readonly #sockets: number
  #stopped = false
  #length = 0

  /** @param managerClass whose registry is served */
  static async start(managerClass: typeof SyncManager = SyncManager): Promise<LiveServer> {
    const sockets = openSockets()
    const folder = mkdtempSync(path.join(tmpdir(), 'live-'))
    const server = new managerClass({ address: path.join(folder, 's'), authkey }).getServer()
    const served = server.serveForever()
    await server.ready
    const witness = await new managerClass({ address: server.address, authkey }).connect()
    const list = await witness.list<number>()
    await list.len()
    const live = new LiveServer(server, served, folder, witness, list, sockets)
    // What the witness opened for a moment is closing.
    await live.restored()
    return live
  }

  private constructor(server: Server, served: Promise<void>, folder: string, witness: SyncManager, list: ListProxy<number>, sockets: number) {
    this.server = server
    this.#served = served
    this.#folder = folder
    this.#witness = witness
    this.#list = list
    this.#sockets = sockets
    // The listener's, and both ends of the witness's connection.
    this.#before = { objects: 1, connections: 1, sockets: sockets === 0 ? 0 : sockets + 3 }
    process.on('unhandledRejection', this.#onUnhandled)
  }

  get address(): Address {
    return this.server.address
  }

  /** The honest client's manager. */
  get manager(): SyncManager {
    return this.#witness
  }

  get holdings(): Holdings {
    return { objects: this.server.objects.size, connections: this.server.connectionCount, sockets: openSockets() }
  }

  /** One call of the honest client, answered right. */
  async notices(): Promise<void> {
    await this.#list.append(this.#length)
    expect(await this.#list.get(-1)).toBe(this.#length++)
  }

  /** Does something bad while the honest client calls on and on. */
  async meanwhile<T>(act: () => Promise<T>): Promise<T> {
    let done = false
    const acting = act().finally(() => (done = true))
    const calling = (async () => {
      // Not at full speed: the machine is for the others.
      for (; !done; await delay(1)) await this.notices()
    })()
    const [result] = await Promise.all([acting, calling])
    return result
  }

  /** A client that has said nothing yet. */
  async stranger(): Promise<BareClient> {
    const socket = await connected(this.address as string)
    const connection = new Connection(socket)
    return bare(socket, connection)
  }

  /** A client that holds the key and has asked nothing yet. */
  async authenticated(): Promise<BareClient> {
    const client = await this.stranger()
    await authenticate(client.connection)
    return client
  }

  /** A client on whose connection methods can be called. */
  async bound(): Promise<BareClient> {
    const client = await this.authenticated()
    await client.connection.send(tuple(null, 'accept_connection', tuple('bare'), {}))
    expect(await client.connection.recv()).toEqual(tuple('#RETURN', null))
    return client
  }

  /** A client whose bytes are cut off after so many, by an end of the stream or by a reset. */
  async cutOff(after: number, how: 'end' | 'destroy'): Promise<CutClient> {
    const socket = await connected(this.address as string)
    const stream = new CutStream(socket, after, how)
    return { stream, connection: new Connection(stream) }
  }

  /** Waits until everything that was opened since the start is gone. */
  async restored(timeout = 5000): Promise<void> {
    await expect.poll(() => this.holdings, { timeout, interval: 10 }).toEqual(this.#before)
  }

  /** Stops serving; for tests in which that happens in between. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.server.stop()
    await this.#served
  }

  /** @throws when the honest client noticed anything, something is left, or a rejection was not handled */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (!this.#stopped) {
        await this.notices()
        await this.restored()
        await this.#list.dispose()
        await expect.poll(() => this.server.objects.size).toBe(0)
        await this.stop()
      }
      await expect.poll(() => openSockets(), { timeout: 5000, interval: 10 }).toBe(this.#sockets)
      expect(this.server.connectionCount).toBe(0)
      // Node tells of rejections after the microtasks of a turn.
      await new Promise((resolve) => setImmediate(resolve))
      expect(this.#unhandled).toEqual([])
    } finally {
      process.off('unhandledRejection', this.#onUnhandled)
      this.server.stop()
      rmSync(this.#folder, { recursive: true, force: true })
    }
  }
}

export interface CutClient {
  readonly stream: CutStream
  readonly connection: Connection
}

/** Passes bytes on until so many have gone. */
export class CutStream extends Duplex {
  /** Bytes that were passed on. */
  passed = 0
  readonly #socket: Socket
  readonly #limit: number
  readonly #how: 'end' | 'destroy'

  constructor(socket: Socket, limit: number, how: 'end' | 'destroy') {
    super({ allowHalfOpen: true })
    this.#socket = socket
    this.#limit = limit
    this.#how = how
    socket.on('data', (chunk) => this.push(chunk))
    socket.on('end', () => this.push(null))
    socket.on('error', () => this.push(null))
    socket.on('close', () => this.destroy())
  }

  override _read(): void {
    // The socket pushes.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const part = chunk.subarray(0, this.#limit - this.passed)
    this.passed += part.length
    const cut = this.passed === this.#limit
    this.#socket.write(part, () => {
      if (cut && this.#how === 'destroy') this.#socket.destroy()
      else if (cut) this.#socket.end()
      done()
    })
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy()
    done(error)
  }
}

/** Both halves of the handshake, from the client's end. */
export async function authenticate(connection: Connection, key: Uint8Array = authkey): Promise<void> {
  await answerChallenge(connection, key)
  await deliverChallenge(connection, key)
}

/** Waits until the other end has hung up. */
export function hungUp(connection: Connection): Promise<void> {
  return new Promise((resolve) => void connection.onClose(resolve))
}

function connected(address: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path: address, allowHalfOpen: true })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      socket.on('error', () => undefined)
      resolve(socket)
    })
  })
}

function bare(socket: Socket, connection: Connection): BareClient {
  return {
    socket,
    connection,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        if (socket.destroyed) return resolve()
        socket.once('close', () => resolve())
        socket.destroy()
      }),
  }
}

/** Sockets of this process, both ends counted, whether anybody still knows them or not. On Linux; elsewhere none. */
function openSockets(): number {
  if (process.platform !== 'linux') return 0
  return readdirSync('/proc/self/fd').filter(isSocket).length
}

function isSocket(descriptor: string): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith('socket:')
  } catch {
    // The one with which the folder was read.
    return false
  }
}
