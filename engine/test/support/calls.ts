/** Calls as a server makes them, for tests of what it owns: a client that can hang up, and lose its reply. */
import { during, type Call } from '../../managers/calls.ts'

export class PretendedClient {
  readonly connection: string
  readonly #abandons = new Set<() => void>()
  #takeBacks: (() => void)[] = []
  #gone = false

  constructor(connection: string) {
    this.connection = connection
  }

  /** Runs a method as a call of this client. */
  calls<Result>(method: () => Result, ident = '7f00'): Result {
    return during(this.call(ident), method)
  }

  call(ident = '7f00'): Call {
    const client = this
    return {
      connection: this.connection,
      client: 'MainProcess',
      ident,
      get gone() {
        return client.#gone
      },
      onAbandon: (abandon) => this.#whenGone(abandon),
      whenGone: (listener) => this.#whenGone(listener),
      ifUndelivered: (takeBack) => void this.#takeBacks.push(takeBack),
    }
  }

  #whenGone(listener: () => void): () => void {
    if (this.#gone) queueMicrotask(listener)
    else this.#abandons.add(listener)
    return () => void this.#abandons.delete(listener)
  }

  hangUp(): void {
    this.#gone = true
    for (const abandon of [...this.#abandons]) abandon()
  }

  /** Hangs up before it has read the replies that it was sent. */
  losesReplies(): void {
    this.hangUp()
    for (const takeBack of this.#takeBacks.splice(0)) takeBack()
  }
}
