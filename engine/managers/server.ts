/**
 * `Server`: owns objects and serves those who hold the authkey (CPython: `multiprocessing.managers.Server`).
 *
 * A connection first proves itself, then sends one request to the server, or becomes a bound connection on which objects'
 * methods are called, one after another. Whatever a peer sends is answered; nothing that it sends ends the server but
 * `shutdown`.
 */
import { AuthenticationError } from '../errors.ts'
import { Listener, answerChallenge, deliverChallenge, type Connection } from '../connection/index.ts'
import { currentProcess } from '../process/current-process.ts'
import { loads } from '../pickle/index.ts'
import { isFallbackMethod, isServerFunction, type FallbackMethod, type ReplyKind, type ServerFunction } from '../protocol/messages.ts'
import { Token, type Address } from '../protocol/token.ts'
import { emit, tracing } from '../tracer.ts'
import { AssertionError, AttributeError, ConnectionResetError, KeyError, TypeError as PythonTypeError, ValueError } from '../values/exceptions.ts'
import { Dict, repr, str, tuple, typeName } from '../values/index.ts'
import { during, type Call } from './calls.ts'
import { fromCaller } from './from-caller.ts'
import { bindArguments, bindTo, methodOf, publicMethods, signature, type Signature } from './methods.ts'
import { ObjectTable, type SharedRecord } from './object-table.ts'
import type { PickleContext } from './pickle-context.ts'
import { holdersOf, release, reprOf, typeRepr, valueOf } from './referent.ts'
import type { Callable, Registry } from './registry.ts'
import { ServedCall } from './served-call.ts'
import { sharedContainer } from './shared-container.ts'
import { isIterator, sharedIterator } from './types/iterator.ts'
import { formatTraceback, toPythonError } from './traceback.ts'

/** A reply before it is pickled. */
type Reply = readonly [kind: ReplyKind, value: unknown]

/** Returned by a server function that has answered for itself. */
const ANSWERED = Symbol('answered')

/** Calls of one connection that are answered before others have a turn. */
const AT_ONCE = 256

type Kwds = ReadonlyMap<unknown, unknown>

/** What a client sends for a name may unfold to any length. */
const SHOWN = { maxLength: 10_000 }

/** A function that a kind of server adds to those of all. */
export interface AddedFunction {
  readonly signature: Signature
  readonly call: (...args: unknown[]) => unknown
}

/** Owns objects and serves clients that hold the authkey (CPython: `multiprocessing.managers.Server`). */
export class Server {
  readonly #registry: Registry
  readonly #authkey: Uint8Array
  readonly #listener: Listener
  readonly #objects = new ObjectTable()
  readonly #connections = new Set<Connection>()
  readonly #stopped: Promise<void>
  #stop!: () => void
  #ended = false

  /**
   * @param registry what may be created: `registryOf(SomeManager)`
   * @param address where to listen; null chooses
   * @param authkey secret that every client must hold
   * @throws TypeError when the authkey is not bytes
   */
  constructor(registry: Registry, address: Address | null, authkey: Uint8Array) {
    if (!(authkey instanceof Uint8Array)) {
      throw new PythonTypeError(`Authkey ${repr(authkey)} is type <class '${typeName(authkey)}'>, not bytes`)
    }
    this.#registry = registry
    this.#authkey = authkey
    this.#listener = new Listener({ ...(address === null ? {} : { address }), backlog: 128 })
    this.#stopped = new Promise((resolve) => (this.#stop = resolve))
  }

  /** Resolves once the server listens. @throws the system's error, such as EADDRINUSE, when it cannot */
  get ready(): Promise<void> {
    return this.#listener.ready
  }

  /** Where it listens. Known once `ready`. */
  get address(): Address {
    return this.#listener.address
  }

  /** The secret that every client holds. */
  get authkey(): Uint8Array {
    return this.#authkey
  }

  /** How many connections are open, those that have not proved themselves yet included. */
  get connectionCount(): number {
    return this.#connections.size
  }

  /** The objects that it owns. */
  get objects(): ObjectTable {
    return this.#objects
  }

  /**
   * Serves until a client asks for shutdown or `stop()` is called; then closes every connection and returns.
   * CPython ends the process here; this leaves that to the program.
   */
  async serveForever(): Promise<void> {
    await fromCaller(this.serveForever, () => this.ready)
    currentProcess().managerServer = this
    void this.#acceptAll()
    await this.#stopped
    this.#ended = true
    this.#listener.close()
    this.ending()
    for (const connection of this.#connections) connection.close()
    for (const { record } of this.#objects.held()) release(record.object)
    currentProcess().managerServer = undefined
  }

  /** Ends `serveForever`. */
  stop(): void {
    this.#stop()
  }

  async #acceptAll(): Promise<void> {
    for (;;) {
      let connection: Connection
      try {
        connection = await this.#listener.accept()
      } catch {
        // One connection that the system could not give is not the end (CPython: `Server.accepter`).
        if (this.#ended) return
        continue
      }
      this.#connections.add(connection)
      connection.onClose(() => this.#connections.delete(connection))
      void this.#handle(connection).finally(() => connection.close())
    }
  }

  async #handle(connection: Connection): Promise<void> {
    let reply: Reply
    try {
      await deliverChallenge(connection, this.#authkey)
      await answerChallenge(connection, this.#authkey)
      const [, name, args, kwds] = parseRequest(await connection.recv(this.#context()))
      const result = await this.#ask(name, connection, args, kwds)
      if (result === ANSWERED) return
      reply = ['#RETURN', result]
    } catch (error) {
      if (connection.closed && !(error instanceof AuthenticationError)) return
      reply = ['#TRACEBACK', formatTraceback(error)]
    }
    try {
      await connection.send(tuple(...reply), null)
    } catch (error) {
      if (!connection.closed) await connection.send(tuple('#TRACEBACK', formatTraceback(error)), null).catch(() => undefined)
    }
  }

  /** Functions of this kind of server, beside those of all (CPython: `Server.public` of a subclass). */
  protected added(_name: string): AddedFunction | undefined {
    return undefined
  }

  /** Before it ends; called more than once. */
  protected ending(): void {}

  async #ask(name: unknown, connection: Connection, args: readonly unknown[], kwds: Kwds): Promise<unknown> {
    if (isServerFunction(name)) return this.#serve(name, connection, args, kwds)
    const added = typeof name === 'string' ? this.added(name) : undefined
    if (!added) throw new AssertionError(`${repr(name, SHOWN)} unrecognized`)
    return added.call(...bindTo(added.signature, String(name), args, kwds))
  }

  async #serve(name: ServerFunction, connection: Connection, args: readonly unknown[], kwds: Kwds): Promise<unknown> {
    if (name === 'create') return this.#create(args, kwds)
    const [first] = bindTo(functions[name], name, args, kwds)
    switch (name) {
      case 'dummy':
        return null
      case 'incref':
        return this.#incref(first)
      case 'decref':
        return this.#decref(first)
      case 'get_methods':
        return tuple(...this.#objects.get(first instanceof Token ? first.id : undefined).exposed)
      case 'number_of_objects':
        return this.#objects.size
      case 'debug_info':
        return this.#debugInfo()
      case 'accept_connection':
        await connection.send(tuple('#RETURN', null), null)
        await this.#serveClient(connection, str(first, SHOWN))
        return ANSWERED
      case 'shutdown':
        this.ending()
        await connection.send(tuple('#RETURN', null), null)
        this.stop()
        return ANSWERED
    }
  }

  async #create(args: readonly unknown[], kwds: Kwds): Promise<unknown> {
    if (args.length === 0) throw new PythonTypeError("create() missing 1 required positional argument: 'typeid'")
    const [typeid, ...rest] = args
    const record = await this.#make(typeid, rest, kwds)
    return tuple(record.ident, tuple(...record.exposed))
  }

  /** Makes an object and counts the caller as its first holder (CPython: `Server.create`). */
  async #make(name: unknown, args: readonly unknown[], kwds: Kwds): Promise<SharedRecord> {
    const entry = typeof name === 'string' ? this.#registry.get(name) : undefined
    if (!entry) throw new KeyError(name)
    const { typeid } = entry
    let object: unknown
    if (entry.callable === undefined) {
      if (kwds.size > 0 || args.length !== 1) throw new ValueError('Without callable, must have one non-keyword argument')
      object = args[0]
    } else {
      const bound = bindArguments(entry.callable as (...args: unknown[]) => unknown, typeid, args, kwds)
      object = await construct(entry.callable, bound)
    }
    // A generator of JavaScript's is one of Python's to whoever has a proxy.
    object = isIterator(object) ? sharedIterator(object) : sharedContainer(object)
    const exposed = [...(entry.exposed ?? publicMethods(object)), ...Object.keys(entry.methodToTypeid ?? {})]
    const record = this.#objects.add(typeid, object, exposed, entry.methodToTypeid)
    const { refcount } = this.#objects.incref(record.ident)
    if (tracing()) {
      const type = typeName(object)
      if (refcount === 1) emit({ name: 'object/created', ident: record.ident, typeid, refcount, type })
      else emit({ name: 'object/increfed', ident: record.ident, typeid, refcount })
    }
    return record
  }

  #incref(ident: unknown): null {
    const { record, refcount } = this.#objects.incref(ident)
    if (tracing()) emit({ name: 'object/increfed', ident: record.ident, typeid: record.typeid, refcount })
    return null
  }

  #decref(ident: unknown): null {
    const { record, refcount } = this.#objects.decref(ident)
    if (refcount === 0 && !this.#objects.isKeptLocally(record.ident)) release(record.object)
    if (tracing()) emit({ name: refcount === 0 ? 'object/disposed' : 'object/decrefed', ident: record.ident, typeid: record.typeid, refcount })
    return null
  }

  #debugInfo(): string {
    return this.#objects
      .held()
      .flatMap(({ record, refcount }) => [
        `  ${record.ident}:       refcount=${refcount}`,
        `    ${reprOf(record.object, record.ident, 75).slice(0, 75)}`,
        ...holdersOf(record.object).map((line) => `    ${line}`),
      ])
      .join('\n')
  }

  /** Answers calls on one bound connection, in order, until the client hangs up (CPython: `serve_client`). */
  async #serveClient(connection: Connection, client: string): Promise<void> {
    let call: ServedCall | undefined
    // What is there, and what can be answered, at once, takes no turn of the event loop: a few of them, since others wait, too.
    for (let atOnce = 0; ; atOnce++) {
      let reply: Reply
      try {
        const arriving = connection.recvToRead()
        let payload: Uint8Array
        if (arriving instanceof Promise) {
          atOnce = 0
          payload = await arriving
        } else {
          payload = arriving
          if (atOnce > AT_ONCE) {
            atOnce = 0
            await new Promise((resolve) => setImmediate(resolve))
          }
        }
        // Whoever asks again has had the reply before.
        call = undefined
        const context = this.#context()
        const request = loads(payload, { context })
        if (context.pending.length > 0) await Promise.all(context.pending)
        const [ident, name, args, kwds] = parseRequest(request)
        const record = this.#objects.get(ident)
        call = new ServedCall(connection, client, record.ident)
        const answer = this.#answer(call, record, name, args, kwds)
        reply = answer instanceof Promise ? await answer : answer
      } catch (error) {
        if (connection.closed) {
          // A Unix socket is reset by whoever closes it with a reply unread, and by nothing else. One who ends it, also in the middle of
          // another request, has had the reply; and TCP may be reset by anything between, with a client alive that has had it. What
          // may have arrived must not be handed out again.
          if (error instanceof ConnectionResetError && typeof this.address === 'string') call?.undelivered()
          return
        }
        reply = ['#TRACEBACK', formatTraceback(error)]
      }
      try {
        if (call?.mustBeDelivered) {
          if (!(await call.deliverable())) return call.undelivered()
          await connection.send(tuple(...reply), null)
        } else {
          const sent = connection.sendSoon(tuple(...reply), null)
          if (sent !== undefined) await sent
        }
      } catch (error) {
        if (connection.closed) return call?.undelivered()
        await connection.send(tuple('#UNSERIALIZABLE', formatTraceback(error)), null)
      }
    }
  }

  #answer(call: Call, record: SharedRecord, name: unknown, args: readonly unknown[], kwds: Kwds): Reply | Promise<Reply> {
    if (typeof name !== 'string') throw new PythonTypeError(`a method's name is a str, got ${repr(name, SHOWN)}`)
    let method: ReturnType<typeof methodOf>
    try {
      if (!record.exposed.has(name)) {
        const exposed = [...record.exposed].map((each) => repr(each)).join(', ')
        throw new AttributeError(`method ${repr(name)} of ${typeRepr(record.object)} object is not in exposed={${exposed}}`)
      }
      method = methodOf(record.object, name)
    } catch (error) {
      if (isFallbackMethod(name)) return ['#RETURN', fallbacks[name](record)]
      throw error
    }
    let result: unknown
    try {
      const bound = bindArguments(method, name, args, kwds)
      result = during(call, () => Reflect.apply(method, record.object, bound))
      if (isThenable(result)) return this.#answerLater(result, record, name)
    } catch (error) {
      return ['#ERROR', toPythonError(error)]
    }
    return this.#replyWith(result, record, name)
  }

  async #answerLater(pending: PromiseLike<unknown>, record: SharedRecord, name: string): Promise<Reply> {
    let result: unknown
    try {
      result = await pending
    } catch (error) {
      return ['#ERROR', toPythonError(error)]
    }
    return this.#replyWith(result, record, name)
  }

  #replyWith(result: unknown, record: SharedRecord, name: string): Reply | Promise<Reply> {
    const typeid = record.methodToTypeid && Object.hasOwn(record.methodToTypeid, name) ? record.methodToTypeid[name] : undefined
    return typeid === undefined ? ['#RETURN', valueOf(result)] : this.#replyWithProxy(result, typeid)
  }

  async #replyWithProxy(result: unknown, typeid: string): Promise<Reply> {
    const made = await this.#make(typeid, [result], new Dict())
    return ['#PROXY', tuple(tuple(...made.exposed), new Token(typeid, this.address, made.ident))]
  }

  #context(): PickleContext & { readonly pending: Promise<unknown>[] } {
    return { server: this, authkey: this.#authkey, pending: [] }
  }
}

/** What the functions of the server take; `create` takes whatever the object's callable does. */
const functions: Readonly<Record<Exclude<ServerFunction, 'create'>, Signature>> = {
  shutdown: signature(),
  accept_connection: signature('name'),
  get_methods: signature('token'),
  debug_info: signature(),
  number_of_objects: signature(),
  dummy: signature(),
  incref: signature('ident'),
  decref: signature('ident'),
}

/** Methods that every object answers, exposed or not (CPython: `fallback_mapping`). */
const fallbacks: Readonly<Record<FallbackMethod, (record: SharedRecord) => unknown>> = {
  __str__: (record) => reprOf(record.object, record.ident),
  __repr__: (record) => reprOf(record.object, record.ident),
  '#GETVALUE': (record) => valueOf(record.object),
}

/** @throws ValueError, TypeError in Python's words when it is not `(ident, name, args, kwds)` */
function parseRequest(request: unknown): [ident: unknown, name: unknown, args: readonly unknown[], kwds: Kwds] {
  if (!Array.isArray(request)) throw new PythonTypeError(`cannot unpack non-iterable ${typeName(request)} object`)
  if (request.length < 4) throw new ValueError(`not enough values to unpack (expected 4, got ${request.length})`)
  if (request.length > 4) throw new ValueError('too many values to unpack (expected 4)')
  const [ident, name, args, kwds] = request as unknown[]
  if (!Array.isArray(args)) throw new PythonTypeError(`argument after * must be an iterable, not ${typeName(args)}`)
  if (!(kwds instanceof Map)) throw new PythonTypeError(`argument after ** must be a mapping, not ${typeName(kwds)}`)
  return [ident, name, args as unknown[], kwds as Kwds]
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { readonly then?: unknown }).then === 'function'
}

/** Calls a callable: a class with `new`, a function without. */
function construct(callable: Callable, args: readonly unknown[]): unknown {
  const prototype = Object.getOwnPropertyDescriptor(callable, 'prototype')
  if (prototype && prototype.writable === false) return Reflect.construct(callable, args) as unknown
  return Reflect.apply(callable as (...args: unknown[]) => unknown, undefined, args)
}
