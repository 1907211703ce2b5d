/** What the pickles of a manager's messages are read and written with. */
import type { Server } from './server.ts'
import type { Address } from '../protocol/token.ts'
import type { BaseManager } from './base-manager.ts'

/** What reading and writing a message may know beyond its bytes. */
export interface PickleContext {
  /** The server that reads the message: proxies of its own objects then need no socket. */
  readonly server?: Server | undefined
  /** The manager whose reply is being read: its proxies know it. */
  readonly manager?: BaseManager | undefined
  /** Key for proxies that arrive without one. */
  readonly authkey?: Uint8Array | undefined
  /** Server that the key belongs to. */
  readonly address?: Address | undefined
  /** Proxies that arrived count themselves at their servers; the message is whole when these are done. */
  readonly pending?: Promise<unknown>[] | undefined
  /** A child is being started: proxies then carry the authkey, as in CPython. */
  readonly spawning?: boolean | undefined
}
