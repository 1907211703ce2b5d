/** `Client`: connects to a `Listener` (CPython: `multiprocessing.connection.Client`). */
import { connect, type Socket } from 'node:net'
import type { Address } from '../protocol/token.ts'
import type { TraceSource } from '../protocol/trace.ts'
import { callSite, emit, tracing } from '../tracer.ts'
import { OSError } from '../values/exceptions.ts'
import { addressType, checkFamily, checkPath, type Family } from './address.ts'
import { HANDSHAKE_TIMEOUT, answerChallenge, checkAuthkeyOption, deliverChallenge } from './authentication.ts'
import { Connection, type At } from './connection.ts'
import { tapped } from './incoming.ts'
import { endpoint, resolveHost } from './listener.ts'
import { toOSError } from './os-errors.ts'

/** What a client connects with. */
export interface ClientOptions {
  /** With one, both ends prove that they hold it: this end answers, then challenges. */
  readonly authkey?: Uint8Array | undefined
  /** Line of the program that caused it, for the trace. */
  readonly at?: At
  /** How long the other end may take for each message of the handshake, in milliseconds. */
  readonly handshakeTimeout?: number | undefined
}

/** Milliseconds between two attempts to connect where there is no room. */
const LONGEST_PAUSE = 50

/**
 * Connects to a listener.
 * @throws ConnectionRefusedError, FileNotFoundError when nobody listens there; AuthenticationError when one end does not
 *   hold the other's authkey; EOFError when the other end hangs up; TypeError, ValueError when an option is not what it
 *   must be
 */
export async function Client(address: Address, options: ClientOptions = {}): Promise<Connection> {
  const { authkey, handshakeTimeout = HANDSHAKE_TIMEOUT } = options
  const at = options.at === undefined && tracing() ? callSite() : options.at
  const family = addressType(address)
  checkFamily(family)
  checkAuthkeyOption(authkey)
  const socket = await connected(address, handshakeTimeout, at ?? undefined)
  const connection = new Connection(socket, { end: 'client', address, ...endpoints(family, socket) })
  if (authkey === undefined) return connection
  try {
    await answerChallenge(connection, authkey, { timeout: handshakeTimeout })
    await deliverChallenge(connection, authkey, { timeout: handshakeTimeout })
  } catch (error) {
    connection.close()
    throw error
  }
  return connection
}

async function connected(address: Address, timeout: number, at: TraceSource | undefined): Promise<Socket> {
  try {
    return await openWhenThereIsRoom(address, timeout)
  } catch (error) {
    const failure = error instanceof OSError ? error : toOSError(error as Error)
    if (tracing()) {
      const where = address as string | [string, number]
      emit({ name: 'connection/refused', address: where, type: failure.name, message: failure.message, ...(at ? { at } : {}) })
    }
    throw failure
  }
}

/**
 * A Unix socket with as many connections waiting as it takes refuses one more at once. CPython, which connects without
 * `O_NONBLOCK`, waits there; this does, too, for as long as a handshake may take.
 */
async function openWhenThereIsRoom(address: Address, timeout: number): Promise<Socket> {
  const deadline = performance.now() + timeout
  for (let pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await open(address)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || performance.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
}

async function open(address: Address): Promise<Socket> {
  const where = typeof address === 'string' ? { path: address } : { host: await resolveHost(address[0]), port: address[1] }
  if (typeof address === 'string') checkPath(address)
  return new Promise((resolve, reject) => {
    const socket = tapped((tap) => connect({ ...where, ...tap, allowHalfOpen: true, noDelay: true }))
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}

function endpoints(family: Family, socket: Socket): { local?: string | undefined; remote?: string | undefined } {
  if (family !== 'AF_INET') return {}
  return { local: endpoint(socket.localAddress, socket.localPort), remote: endpoint(socket.remoteAddress, socket.remotePort) }
}
