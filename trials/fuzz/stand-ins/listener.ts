/** Stands in for `engine/connection/listener.ts`: a listener to which one connects in memory. */
import { Connection } from '../../../engine/connection/connection.ts'
import type { Address } from '../../../engine/protocol/token.ts'
import { duplexPair } from './duplex.ts'
import type { Duplex } from 'node:stream'

export const ADDRESS = '/fuzz'

let last: Listener | undefined

/** Connects to the listener that was made last. @returns the client's end, as a stream */
export function connectInMemory(): Duplex {
  const [here, there] = duplexPair()
  last!.arrive(new Connection(there, { end: 'listener' }))
  return here
}

export class Listener {
  readonly ready: Promise<void> = Promise.resolve()
  readonly address: Address = ADDRESS
  readonly lastAccepted = null
  readonly #arrived: Connection[] = []
  #waiting: ((connection: Connection) => void) | undefined

  constructor() {
    last = this
  }

  arrive(connection: Connection): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting) waiting(connection)
    else this.#arrived.push(connection)
  }

  accept(): Promise<Connection> {
    const connection = this.#arrived.shift()
    if (connection) return Promise.resolve(connection)
    return new Promise((resolve) => (this.#waiting = resolve))
  }

  close(): void {}
}
