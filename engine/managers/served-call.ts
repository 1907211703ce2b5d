/** A call as the server serves it: what its method may ask for, and what must be taken back if the reply is lost. */
import type { Connection } from '../connection/index.ts'
import type { Call } from './calls.ts'

/** One request that a server is answering. */
export class ServedCall implements Call {
  readonly connection: string
  readonly client: string
  readonly ident: string
  readonly #connection: Connection
  readonly #takeBacks: (() => void)[] = []
  #waited = false

  constructor(connection: Connection, client: string, ident: string) {
    this.connection = connection.id
    this.client = client
    this.ident = ident
    this.#connection = connection
  }

  get gone(): boolean {
    return this.#connection.closed
  }

  onAbandon(abandon: () => void): () => void {
    this.#waited = true
    return this.#connection.onClose(abandon)
  }

  whenGone(listener: () => void): () => void {
    return this.#connection.onClose(listener)
  }

  ifUndelivered(takeBack: () => void): void {
    this.#takeBacks.push(takeBack)
  }

  /** Whether the method hands something over that must not be lost. */
  get mustBeDelivered(): boolean {
    return this.#takeBacks.length > 0
  }

  /**
   * Whether the client is there to have the reply. After a wait, the system may know of a hang-up that this process has not
   * seen yet: it gets the time to see it.
   */
  async deliverable(): Promise<boolean> {
    // What nobody can lose is owed also to one who has said all, and only listens.
    if (!this.mustBeDelivered) return true
    // The first turn ends the events at hand; those that arrived meanwhile come before the second.
    if (this.#waited) for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve))
    return !this.#connection.closed
  }

  /** The client did not get the reply: takes back what was in it. */
  undelivered(): void {
    for (const takeBack of this.#takeBacks.splice(0)) takeBack()
  }
}
