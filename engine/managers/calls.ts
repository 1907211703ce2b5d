/**
 * Who is calling: what a server's object may know about the request that it is serving, without it being an argument.
 *
 * Locks need it: CPython's server has a thread for each connection and `threading` looks at the thread; here an owner is
 * a connection. Blocking methods need it too: a client that dies while it waits must leave the queue of waiters.
 */

/** One request being served. */
export interface Call {
  /** Names the connection that asks: equal for all requests of one connection, and for no other. */
  readonly connection: string
  /** What the client called itself when it bound the connection: `MainProcess`, `Process-1|MainThread`. */
  readonly client: string
  /** Ident of the object. */
  readonly ident: string
  /** Whether the client has hung up. */
  readonly gone: boolean
  /** For a method that waits: calls `abandon` if the client hangs up meanwhile. @returns a function that takes that back */
  onAbandon(abandon: () => void): () => void
  /** Calls `listener` when the client hangs up, also long after the answer. @returns a function that takes that back */
  whenGone(listener: () => void): () => void
  /**
   * Says how to take back what the method hands over. Called if the client hangs up before it has the reply: an item, a
   * lock that went to nobody is lost for all.
   */
  ifUndelivered(takeBack: () => void): void
}

let current: Call | undefined

/** Runs `method` with `call` as the current one; it is current only until the first `await` inside. */
export function during<Result>(call: Call, method: () => Result): Result {
  const before = current
  current = call
  try {
    return method()
  } finally {
    current = before
  }
}

/** The request being served. Ask before the first `await` of a method; `undefined` outside a server. */
export function currentCall(): Call | undefined {
  return current
}
