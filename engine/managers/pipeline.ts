/**
 * Calls that follow each other over one connection without waiting for answers. CPython's server reads requests of a
 * connection one after another and answers in that order, so a client may send the next before it has an answer
 * (`multiprocessing.managers.Server.serve_client`); CPython's own client never does.
 */
import type { Connection } from '../connection/index.ts'
import { ProtocolError } from '../errors.ts'
import type { TraceSource } from '../protocol/trace.ts'
import { Dict, repr, tuple } from '../values/index.ts'
import type { Keywords } from './dispatch.ts'
import type { PickleContext } from './pickle-context.ts'
import type { ServerConnections } from './server-connections.ts'

/** The pipeline whose function is running, until its first `await`. */
let present: Pipeline | undefined

/**
 * Lets the calls that `begin` makes share a connection to each server: requests go out at once, one after another, and
 * answers come in that order. Many small calls cost far less so than side by side, each on a connection of its own.
 *
 * Only calls that are made before the first `await` of `begin` belong to it. None of them may wait for one that comes
 * after it: a `get()` of an empty queue holds up the `put()` behind it for ever. Calls of an RLock or a Condition, which
 * belong to who acquired them, keep connections of their own.
 *
 * @param begin makes the calls: `() => Promise.all(names.map((name) => ages.get(name)))`
 * @returns what `begin` gives, once each of its calls is answered
 * @throws what `begin` throws; a call whose connection breaks throws EOFError, and so do those behind it
 */
export async function pipeline<Result>(begin: () => Result | PromiseLike<Result>): Promise<Result> {
  const mine = new Pipeline()
  try {
    return await mine.during(begin)
  } finally {
    await mine.end()
  }
}

/** The way that a call made now takes; `undefined` outside a pipeline. */
export function lineTo(connections: ServerConnections): Line | undefined {
  return present?.lineTo(connections)
}

class Pipeline {
  readonly #lines = new Map<ServerConnections, Line>()

  /** Runs `begin` as far as its first `await`. */
  during<Result>(begin: () => Result): Result {
    const before = present
    present = this
    try {
      return begin()
    } finally {
      present = before
    }
  }

  lineTo(connections: ServerConnections): Line {
    let line = this.#lines.get(connections)
    if (!line) this.#lines.set(connections, (line = new Line(connections)))
    return line
  }

  async end(): Promise<void> {
    await Promise.all([...this.#lines.values()].map((line) => line.end()))
  }
}

interface Waiting {
  readonly context: PickleContext
  readonly resolve: (reply: [kind: unknown, value: unknown]) => void
  readonly reject: (error: unknown) => void
}

/** One connection, its requests in order, and who waits for which answer. */
export class Line {
  readonly #connections: ServerConnections
  readonly #taken: Promise<Connection>
  #connection: Connection | undefined
  readonly #waiting: Waiting[] = []
  #next = 0
  #reading: Promise<void> = Promise.resolve()
  #broken: { readonly error: unknown } | undefined

  constructor(connections: ServerConnections) {
    this.#connections = connections
    this.#connection = connections.takeIdle()
    this.#taken = this.#connection ? Promise.resolve(this.#connection) : connections.take().then((connection) => (this.#connection = connection))
    // Each call that waits for it is told.
    this.#taken.catch(() => {})
  }

  /** Sends one request; the promise is of its reply: `(kind, value)`. */
  async request(ident: string, name: string, args: readonly unknown[], kwds: Keywords, context: PickleContext, at?: TraceSource): Promise<[kind: unknown, value: unknown]> {
    const connection = this.#connection ?? (await this.#taken)
    if (this.#broken) throw this.#broken.error
    const sent = connection.sendSoon(tuple(ident, name, tuple(...args), new Dict(Object.entries(kwds))), at ?? null)
    const reply = new Promise<[unknown, unknown]>((resolve, reject) => {
      this.#waiting.push({ context, resolve, reject })
      if (this.#waiting.length === this.#next + 1) this.#reading = this.#read(connection)
    })
    // A frame that cannot be sent breaks the connection: reading says so, to all.
    if (sent !== undefined) sent.catch((error: unknown) => this.#break(connection, error))
    return reply
  }

  /** Resolves when all is answered. The connection is given back, or closed if it broke. */
  async end(): Promise<void> {
    const connection = await this.#taken.catch(() => undefined)
    await this.#reading
    if (connection) this.#connections.give(connection)
  }

  /** Reads answers for as long as somebody waits for one. */
  async #read(connection: Connection): Promise<void> {
    try {
      while (this.#next < this.#waiting.length) {
        const { context, resolve, reject } = this.#waiting[this.#next]!
        try {
          const reply = await connection.recv(context)
          if (!Array.isArray(reply) || reply.length !== 2) throw new ProtocolError(`a reply is (kind, value), got ${repr(reply)}`)
          resolve(reply as [unknown, unknown])
        } catch (error) {
          // A message that cannot be read is the answer of one call; the next message is the next one's.
          if (connection.closed) throw error
          reject(error)
        }
        this.#next++
      }
      this.#waiting.length = 0
      this.#next = 0
    } catch (error) {
      this.#break(connection, error)
    }
  }

  /** Answers can no longer be told apart: all who wait are told, and nobody uses the connection again. */
  #break(connection: Connection, error: unknown): void {
    this.#broken ??= { error }
    connection.close()
    for (const { reject } of this.#waiting.splice(this.#next)) reject(this.#broken.error)
    this.#waiting.length = 0
    this.#next = 0
  }
}
