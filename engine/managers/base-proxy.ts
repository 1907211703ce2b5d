/**
 * `BaseProxy`: stands for an object in a server; each call of a method is one request there
 * (CPython: `multiprocessing.managers.BaseProxy`).
 *
 * A proxy counts as one holder of its object from `incref()` to `dispose()`. JavaScript has no prompt finalizers, so
 * `dispose()` or `await using` is the way; garbage collection and the end of the process are the safety net.
 */
import { AssertionError, ValueError } from '../values/exceptions.ts'
import { repr } from '../values/index.ts'
import { currentProcess } from '../process/current-process.ts'
import { finalizeAtExit } from '../process/finalize.ts'
import type { Address, Token } from '../protocol/token.ts'
import type { TraceAddress, TraceSource } from '../protocol/trace.ts'
import { callSite, emit, tracing } from '../tracer.ts'
import { noteCall } from './acquires.ts'
import { reportNames, watchNames } from './assigned-names.ts'
import type { BaseManager } from './base-manager.ts'
import { askServer, request, type Keywords } from './dispatch.ts'
import { ownersTurn, ownership, type Ownership } from './lock-owners.ts'
import type { SharedRecord } from './object-table.ts'
import type { PickleContext } from './pickle-context.ts'
import { lineTo } from './pipeline.ts'
import { convertToError } from './remote-error.ts'
import { connectionsTo, type ServerConnections } from './server-connections.ts'

/** What a proxy is made with, beside its token. */
export interface ProxyOptions {
  /** The manager that made it; absent for a proxy that came out of a pickle. */
  readonly manager?: BaseManager | undefined
  /** Key of the server; default the manager's, or else the process's. */
  readonly authkey?: Uint8Array | undefined
  /** Names that it may call, where its class does not say. */
  readonly exposed?: readonly string[] | undefined
  /** Inside the server that owns the object: the object itself, kept by the proxy without being counted. */
  readonly record?: SharedRecord | undefined
}

/** Makes the proxy that a `#PROXY` reply stands for. */
export type ProxyFromReply = (
  value: unknown,
  address: Address,
  manager: BaseManager | undefined,
  authkey: Uint8Array,
  at: TraceSource | undefined,
) => Promise<BaseProxy>

let proxyFromReply: ProxyFromReply = () => Promise.reject(new AssertionError('managers/make-proxy.ts is not loaded'))

/** Set once by `make-proxy.ts`, which knows the classes that extend this one. */
export function answerProxyReplies(make: ProxyFromReply): void {
  proxyFromReply = make
}

/** What must still be told to the server when a proxy goes. Must not refer to the proxy. */
interface Hold {
  readonly token: Token
  readonly authkey: Uint8Array
  readonly connections: ServerConnections
  readonly serverGone: () => boolean
}

const holds = new Set<Hold>()
let releasesAtExit = false
const collected = new FinalizationRegistry<Hold>((hold) => void release(hold))

/** The key that a proxy's connections are authenticated with. */
export let authkeyOf: (proxy: BaseProxy) => Uint8Array
/** The names that a proxy was made with, where its maker said them. */
export let exposedOf: (proxy: BaseProxy) => readonly string[] | undefined

/** Stands for an object in a server (CPython: `multiprocessing.managers.BaseProxy`). Dispose of it when it is not needed any more. */
export class BaseProxy {
  static {
    authkeyOf = (proxy) => proxy.#authkey
    exposedOf = (proxy) => proxy.#exposed
  }

  /** Names that proxies of this class may call; `register()` may say others (CPython: `_exposed_`). */
  static readonly exposed?: readonly string[] | undefined
  /** Methods whose results come back as proxies (CPython: `_method_to_typeid_`). */
  static readonly methodToTypeid?: Readonly<Record<string, string>> | undefined

  readonly #token: Token
  readonly #manager: BaseManager | undefined
  readonly #authkey: Uint8Array
  readonly #record: SharedRecord | undefined
  #exposed: readonly string[] | undefined
  #hold: Hold | undefined
  #disposed = false

  /** Makes a proxy without telling the server. Managers and pickles make proxies; a program seldom has to. */
  constructor(token: Token, options: ProxyOptions = {}) {
    this.#token = token
    this.#manager = options.manager
    this.#authkey = options.authkey ?? options.manager?.authkey ?? currentProcess().authkey
    this.#record = options.record
    this.#exposed = options.exposed
  }

  /** Names the object: typeid, address of the server, ident. */
  get token(): Token {
    return this.#token
  }

  /** The object itself, inside the server that owns it; `undefined` everywhere else. */
  get referent(): unknown {
    return this.#record?.object
  }

  /**
   * Calls a method of the object and gives a copy of the result, or a proxy where `methodToTypeid` says so
   * (CPython: `_callmethod`). Names are spelled as the server's class spells them.
   * @param name name of the method
   * @param args positional arguments; they must have pickles
   * @param kwds keyword arguments
   * @throws what the method raised; RemoteError when the server refused or failed; EOFError when it is gone
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async callMethod(name: string, args: readonly unknown[] = [], kwds: Keywords = {}): Promise<any> {
    if (typeof name !== 'string') throw new ValueError(`callMethod() needs a method's name, got ${repr(name)}`)
    if (this.#disposed) {
      throw new ValueError(`this proxy of ${this.#token.typeid} ${this.#token.id} was disposed: its object may be gone, so ${name}() was not sent`)
    }
    const at = tracing() ? callSite() : undefined
    if (tracing()) reportNames(this, at)
    // Awaited here, so that an error's stack can begin with the line of the program that called this.
    return await this.#call(name, args, kwds, at)
  }

  async #call(name: string, args: readonly unknown[], kwds: Keywords, at: TraceSource | undefined): Promise<unknown> {
    const address = this.#addressOfServer()
    const connections = this.#hold?.connections ?? connectionsTo(address, this.#authkey)
    const use = this[ownership](name)
    const noted = tracing() ? noteCall(name, this.#token.id, at) : undefined
    const context = { manager: this.#manager, authkey: this.#authkey, address, pending: [] }
    // Asked before the first `await`: a pipeline has the calls that are made while its function runs.
    const line = use ? undefined : lineTo(connections)
    let reply: [unknown, unknown] | undefined
    try {
      reply = await (line ? line.request(this.#token.id, name, args, kwds, context, at) : this.#ask(connections, use, name, args, kwds, context, at))
    } finally {
      noted?.(returned(reply))
    }
    const [kind, value] = reply
    if (kind === '#RETURN') return value
    if (kind === '#PROXY') return proxyFromReply(value, address, this.#manager, this.#authkey, at)
    const error = convertToError(kind, value)
    Error.captureStackTrace?.(error, this.callMethod)
    throw error
  }

  /** One request and its reply, on a connection that nobody else uses meanwhile. */
  async #ask(
    connections: ServerConnections,
    use: Ownership | undefined,
    name: string,
    args: readonly unknown[],
    kwds: Keywords,
    context: PickleContext,
    at: TraceSource | undefined,
  ): Promise<[unknown, unknown]> {
    const turn = use && (await ownersTurn(connections, use, this.#token.id, at))
    const connection = turn?.connection ?? connections.takeIdle() ?? (await connections.take(at))
    let reply: [unknown, unknown] | undefined
    try {
      return (reply = await request(connection, this.#token.id, name, args, kwds, context, at))
    } finally {
      if (turn) turn.end(returned(reply))
      else connections.give(connection)
    }
  }

  /** What a method does with a lock that belongs to the one who acquired it; nothing, for most kinds. */
  [ownership](name: string): Ownership | undefined {
    void name
    return undefined
  }

  /** A copy of the whole object, where it has a pickle (CPython: `_getvalue`). */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  getValue(): Promise<any> {
    return this.callMethod('#GETVALUE')
  }

  /** The object's `repr` in the server: two frames (CPython: `str(proxy)`). */
  async str(): Promise<string> {
    try {
      return (await this.callMethod('__repr__')) as string
    } catch {
      return `${this.toString().slice(0, -1)}; '__str__()' failed>`
    }
  }

  /** Describes the proxy, not the object: no frame (CPython: `repr(proxy)`). */
  toString(): string {
    return `<${this.constructor.name} object, typeid ${repr(this.#token.typeid)} at 0x${this.#token.id}>`
  }

  /** Tells the server that one holder more has the object (CPython: `_incref`). Once a proxy. */
  async incref(): Promise<this> {
    if (this.#record || this.#hold) return this
    const address = this.#addressOfServer()
    await askServer(address, this.#authkey, 'incref', [this.#token.id], {}, tracing() ? callSite() : undefined)
    // CPython cannot ask for the list of a proxy that comes without: it must be known before this one goes on a journey.
    const { automatic } = this.constructor as { readonly automatic?: boolean }
    if (automatic && !this.#exposed) this.#exposed = (await askServer(address, this.#authkey, 'get_methods', [this.#token])) as string[]
    const manager = this.#manager
    const hold: Hold = {
      token: this.#token,
      authkey: this.#authkey,
      connections: connectionsTo(address, this.#authkey),
      serverGone: () => manager?.state === 'shutdown',
    }
    hold.connections.enter()
    this.#hold = hold
    holds.add(hold)
    watchNames(this)
    releaseAllAtExit()
    collected.register(this, hold, hold)
    return this
  }

  /**
   * Lets the object go: the server counts one holder less, and frees it with the last. Further calls are errors.
   * May be called again. A server that is gone is not an error.
   */
  async dispose(): Promise<void> {
    if (tracing()) reportNames(this)
    this.#disposed = true
    const hold = this.#hold
    if (!hold) return
    this.#hold = undefined
    collected.unregister(hold)
    await release(hold)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose()
  }

  #addressOfServer(): Address {
    const { address } = this.#token
    if (address === null) throw new AssertionError(`the token of ${this.#token.typeid} ${this.#token.id} has no address`)
    return address
  }
}

/** What a call gave back, if it did. */
function returned(reply: readonly [unknown, unknown] | undefined): unknown {
  return reply?.[0] === '#RETURN' ? reply[1] : undefined
}

/** Sends the decref that a proxy owes (CPython: `BaseProxy._decref`). A server that is gone needs none. */
async function release(hold: Hold): Promise<void> {
  if (!holds.delete(hold)) return
  hold.connections.leave()
  if (hold.serverGone()) return
  try {
    await askServer(hold.token.address!, hold.authkey, 'decref', [hold.token.id])
    if (tracing()) emit({ name: 'proxy/released', ident: hold.token.id, typeid: hold.token.typeid, address: hold.token.address as TraceAddress })
  } catch {
    // The server is gone, and the object with it.
  }
}

/** At the end of the process, lets go of every object that it still holds (CPython: `exitpriority=10`). */
function releaseAllAtExit(): void {
  if (releasesAtExit) return
  releasesAtExit = true
  finalizeAtExit(10, async () => {
    releasesAtExit = false
    await Promise.all([...holds].map(release))
  })
}
