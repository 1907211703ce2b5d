/**
 * Reading from sockets into one buffer that all of them share, instead of a new one for each read, which costs as much as the
 * reading itself. What is kept beyond the moment is copied by whoever keeps it.
 *
 * Not on Windows: there the system writes into a buffer while others are read.
 */
import { Socket, type OnReadOpts, type SocketConstructorOpts } from 'node:net'

/** Bytes that are read at a time. */
const READ_SIZE = 65_536

const shared = process.platform === 'win32' ? undefined : new Uint8Array(READ_SIZE)
const taps = new WeakMap<Socket, Tap>()

type Taker = (bytes: Uint8Array) => void

/** What a socket reads, and who takes it. */
class Tap {
  readonly buffer: Uint8Array
  /** Bytes that came before there was somebody. */
  early: Uint8Array[] = []
  taker: Taker | undefined

  constructor(buffer: Uint8Array) {
    this.buffer = buffer
  }

  readonly callback = (count: number): boolean => {
    const bytes = this.buffer.subarray(0, count)
    if (this.taker) this.taker(bytes)
    else this.early.push(bytes.slice())
    return true
  }
}

/** Makes a socket whose bytes are taken by `takeIncoming`: with `onread` among the options, where there is one. */
export function tapped(make: (options: { readonly onread?: OnReadOpts }) => Socket): Socket {
  if (!shared) return make({})
  const tap = new Tap(shared)
  const socket = make({ onread: tap })
  taps.set(socket, tap)
  return socket
}

/**
 * The same for a socket that a server has accepted and not begun to read (`pauseOnConnect`). Node's server has no option for it, so
 * another socket gets the connection, and the one that is given is over.
 */
export function retapped(accepted: Socket, options: SocketConstructorOpts): Socket {
  const inside = accepted as unknown as { _handle: { readonly useUserBuffer?: unknown } | null }
  const handle = inside._handle
  if (!shared || typeof handle?.useUserBuffer !== 'function') {
    accepted.resume()
    return accepted
  }
  inside._handle = null
  accepted.destroy()
  return tapped((tap) => new Socket({ ...options, ...tap, handle } as SocketConstructorOpts))
}

/**
 * Has `take` be called with the bytes of a socket as they come.
 * @returns whether they are only lent: overwritten when `take` and the turn that it began have returned
 */
export function takeIncoming(socket: unknown, take: Taker): boolean {
  const tap = socket instanceof Socket ? taps.get(socket) : undefined
  if (!tap) return false
  tap.taker = take
  for (const bytes of tap.early.splice(0)) take(bytes)
  return true
}
