/**
 * `BaseManager`: starts a server process, serves in this one, or connects to a server that runs somewhere
 * (CPython: `multiprocessing.managers.BaseManager`).
 */
import { ProcessError } from '../errors.ts'
import { currentProcess } from '../process/current-process.ts'
import { EXIT_PRIORITY, finalizeAtExit } from '../process/finalize.ts'
import { Popen } from '../process/popen.ts'
import { Token, type Address } from '../protocol/token.ts'
import type { TraceAddress, TraceSource } from '../protocol/trace.ts'
import { callSite, emit, tracing } from '../tracer.ts'
import { AssertionError, TypeError as PythonTypeError } from '../values/exceptions.ts'
import { repr, typeName } from '../values/index.ts'
import { askServer, type Keywords } from './dispatch.ts'
import { fromCaller } from './from-caller.ts'
import { proxyForNewObject } from './make-proxy.ts'
import type { BaseProxy } from './base-proxy.ts'
import { addToRegistry, registryOf, type RegisterOptions, type RegistryEntry } from './registry.ts'
import { forgetServer } from './server-connections.ts'
import { Server } from './server.ts'
import type { CreateMethods } from './types-of.ts'

/** What a manager is made with. */
export interface ManagerOptions {
  /** Where the server listens or is to listen: `[host, port]` (port 0: any), or a path. Left out: one is chosen. */
  readonly address?: Address | undefined
  /** The secret, as bytes. Left out: this process's own, which its children inherit. */
  readonly authkey?: Uint8Array | undefined
  /** Milliseconds that `shutdown()` waits for the server process before it is terminated, and then killed. Default 1000. */
  readonly shutdownTimeout?: number | undefined
}

/** Where a manager is in its life. */
export type ManagerState = 'initial' | 'started' | 'shutdown'

/** What `start()` may say. */
export interface StartOptions {
  /** Called in the server process before it serves: an exported function of the main module. */
  readonly initializer?: ((...args: never[]) => unknown) | undefined
  readonly initargs?: readonly unknown[] | undefined
}

/** A manager class whose managers also have `Methods`. */
export type WithMethods<This extends typeof BaseManager, Methods> = Omit<This, 'prototype'> & {
  new (options?: ManagerOptions): InstanceType<This> & Methods
  readonly prototype: InstanceType<This> & Methods
}

/** Makes objects in a server process and gives proxies for them (CPython: `multiprocessing.managers.BaseManager`). */
export class BaseManager {
  /** What serves for managers of this class (CPython: `_Server`). */
  static readonly Server: typeof Server = Server
  readonly #authkey: Uint8Array
  readonly #shutdownTimeout: number
  #address: Address | null
  #state: ManagerState = 'initial'
  #process: Popen | undefined
  #forgetFinalizer: (() => void) | undefined

  /** @throws TypeError when the authkey is not bytes, or the address not an address */
  constructor(options: ManagerOptions = {}) {
    const { address = null, authkey = currentProcess().authkey, shutdownTimeout = 1000 } = options
    if (tracing()) emit(creation(new.target.name, options))
    try {
      this.#address = checkAddress(address)
      this.#authkey = checkAuthkey(authkey)
    } catch (error) {
      // A class without a constructor of its own would be named with its first line.
      Error.captureStackTrace?.(error as Error, new.target)
      throw error
    }
    this.#shutdownTimeout = shutdownTimeout
  }

  /**
   * Says what may be created and called (CPython: `BaseManager.register`). A subclass never changes its parent.
   * @param typeid name of the kind of object; unless `createMethod` is false the manager gets a method of this name
   * @returns the class, with that method in its type
   * @throws TypeError when a part is not what it must be
   */
  static register<This extends typeof BaseManager, const Typeid extends string, const Options extends RegisterOptions>(
    this: This,
    typeid: Typeid,
    options?: Options,
  ): WithMethods<This, CreateMethods<Typeid, Options>> {
    const entry = addToRegistry(this, typeid, options ?? {})
    // A line of a program's registers; the typeids that come with `SyncManager` are nobody's line.
    const at = tracing() ? callSite() : undefined
    if (at) emit(registration(this.name, entry, at))
    if (entry.createMethod) {
      const create = function (this: BaseManager, ...args: unknown[]): Promise<BaseProxy> {
        return this.create(typeid, args)
      }
      Object.defineProperty(create, 'name', { value: typeid })
      Object.defineProperty(this.prototype, typeid, { value: create, writable: true, configurable: true })
    }
    return this as never
  }

  /** As on the class: registers for every manager of this class (Python's classmethods behave so). */
  register(typeid: string, options?: RegisterOptions): void {
    ;(this.constructor as typeof BaseManager).register(typeid, options ?? {})
  }

  /** Where the server listens; null as long as that is not known. */
  get address(): Address | null {
    return this.#address
  }

  /** The key that its connections are authenticated with. */
  get authkey(): Uint8Array {
    return this.#authkey
  }

  get state(): ManagerState {
    return this.#state
  }

  /** Pid of the server process that `start()` made; `undefined` otherwise. */
  get pid(): number | undefined {
    return this.#process?.pid
  }

  /**
   * A server for this process; it binds at once and serves from `serveForever()` on (CPython: `get_server`).
   * @throws ProcessError after `start()` or `connect()`
   */
  getServer(): Server {
    this.#mustBeInitial()
    const { Server: Serving } = this.constructor as typeof BaseManager
    return new Serving(registryOf(this.constructor), this.#address, this.#authkey)
  }

  /** `getServer().serveForever()`: the older API's short form. */
  serveForever(): Promise<void> {
    return this.getServer().serveForever()
  }

  /**
   * Attaches to a running server: one connection, one `dummy`.
   * @throws ConnectionRefusedError, FileNotFoundError when nobody listens; AuthenticationError when the keys differ
   */
  async connect(): Promise<this> {
    return await fromCaller(this.connect, async () => {
      if (this.#address === null) {
        throw new AssertionError(`connect() needs to know where the server is: new ${this.constructor.name}({ address, authkey })`)
      }
      await askServer(this.#address, this.#authkey, 'dummy', [], {}, tracing() ? callSite() : undefined)
      this.#state = 'started'
      return this
    })
  }

  /**
   * Starts a server in a child process, which runs the main module again to find the callables
   * (CPython: `start`, with the `spawn` start method).
   * @throws ProcessError when already started, or when the child cannot serve: the message names the typeid and the cure
   */
  async start(options: StartOptions = {}): Promise<this> {
    return await fromCaller(this.start, async () => {
      this.#mustBeInitial()
      const { initializer, initargs = [] } = options
      if (initializer !== undefined && typeof initializer !== 'function') throw new PythonTypeError('initializer must be a callable')
      const registry = registryOf(this.constructor)
      const child = await Popen.start({
        kind: this.constructor.name,
        authkey: this.#authkey,
        daemon: true,
        task: {
          kind: 'server',
          managers: lineage(this.constructor),
          typeids: [...registry.values()].filter((entry) => entry.callable !== undefined).map((entry) => entry.typeid),
          address: this.#address,
          initializer: initializer?.name ?? null,
          initargs,
        },
      })
      this.#process = child
      this.#address = child.address
      this.#state = 'started'
      this.#forgetFinalizer = finalizeAtExit(EXIT_PRIORITY.first, () => this.shutdown())
      return this
    })
  }

  /**
   * Ends the server process that `start()` made: asks, waits `shutdownTimeout`, terminates, kills. May be called again.
   * @throws AssertionError on a manager that did not start its server: only the one who started it may end it
   */
  async shutdown(): Promise<void> {
    return await fromCaller(this.shutdown, async () => {
      if (this.#state === 'shutdown') return
      const child = this.#process
      if (!child) {
        throw new AssertionError(
          `shutdown() ends a server that this manager started; this one ${this.#state === 'started' ? 'only connected' : 'was not started'}`,
        )
      }
      this.#state = 'shutdown'
      this.#forgetFinalizer?.()
      const address = this.#address!
      if (child.alive) {
        // The wait below ends a server that could not be asked.
        await askServer(address, this.#authkey, 'shutdown').catch(() => undefined)
        if (!(await child.wait(this.#shutdownTimeout))) {
          child.terminate()
          if (!(await child.wait(this.#shutdownTimeout))) child.kill()
          await child.wait()
        }
      }
      forgetServer(address)
    })
  }

  /** Waits until the server process has ended, or `ms` have gone by (CPython: `join`). */
  async join(ms?: number): Promise<void> {
    await this.#process?.wait(ms)
  }

  /** How many objects the server holds (CPython: `_number_of_objects`). */
  async numberOfObjects(): Promise<number> {
    return (await this.#ask('number_of_objects')) as number
  }

  /** One block a held object: ident, refcount, repr (CPython: `_debug_info`). */
  async debugInfo(): Promise<string> {
    return (await this.#ask('debug_info')) as string
  }

  /**
   * Creates an object of a registered kind and gives a proxy for it. What the method of the typeid's name does.
   * @throws RemoteError when the server refuses, with its traceback
   */
  async create(typeid: string, args: readonly unknown[] = [], kwds: Keywords = {}): Promise<BaseProxy> {
    return await fromCaller(this.create, async () => {
      const at = tracing() ? callSite() : undefined
      if (this.#state !== 'started') {
        throw new AssertionError(
          this.#state === 'shutdown'
            ? `the manager has shut down, so ${typeid}() can make nothing`
            : `server not yet started: await start() or connect() before ${typeid}()`,
        )
      }
      const address = this.#address!
      const made = await askServer(address, this.#authkey, 'create', [typeid, ...args], kwds, at)
      const [ident, exposed] = made as [string, string[]]
      const proxytype = registryOf(this.constructor).get(typeid)?.proxytype
      const token = new Token(typeid, address, ident)
      return proxyForNewObject(proxytype, token, { manager: this, authkey: this.#authkey, exposed }, at)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process) await this.shutdown()
  }

  async #ask(name: 'number_of_objects' | 'debug_info'): Promise<unknown> {
    if (this.#address === null || this.#state !== 'started') throw new AssertionError('server not yet started')
    return askServer(this.#address, this.#authkey, name, [], {}, tracing() ? callSite() : undefined)
  }

  #mustBeInitial(): void {
    if (this.#state === 'started') throw new ProcessError('Already started server')
    if (this.#state === 'shutdown') throw new ProcessError('Manager has shut down')
  }
}

/** Names of a class and its parents, up to `BaseManager`. */
function lineage(managerClass: object): string[] {
  const names: string[] = []
  for (let at: object | null = managerClass; at !== null && at !== Function.prototype; at = Object.getPrototypeOf(at) as object | null) {
    names.push((at as { name: string }).name)
  }
  return names
}

function checkAuthkey(authkey: unknown): Uint8Array {
  if (authkey instanceof Uint8Array) return authkey
  throw new PythonTypeError(
    `an authkey is bytes, got ${typeName(authkey)} ${repr(authkey)}: write bytes(${repr(authkey)}), with bytes from 'multiprocessing'`,
  )
}

function checkAddress(address: unknown): Address | null {
  if (address === null || typeof address === 'string') return address
  if (Array.isArray(address) && address.length === 2 && typeof address[0] === 'string' && Number.isInteger(address[1])) {
    return [address[0], Number(address[1])]
  }
  throw new PythonTypeError(`an address is [host, port] or a path, got ${repr(address)}`)
}

/** What a trace may say of a new manager: never the key. */
function creation(manager: string, { address, authkey }: { readonly address?: unknown; readonly authkey?: unknown }) {
  const kind = authkey === undefined ? 'own' : !(authkey instanceof Uint8Array) ? 'not bytes' : authkey.length === 0 ? 'empty' : 'given'
  let where: Address | null = null
  try {
    where = checkAddress(address ?? null)
  } catch {
    // The constructor is about to say so.
  }
  const at = callSite()
  return { name: 'manager/created' as const, manager, address: where as TraceAddress, authkey: kind, ...(at ? { at } : {}) } as const
}

function registration(manager: string, entry: RegistryEntry, at: TraceSource) {
  return {
    name: 'registry/registered' as const,
    manager,
    typeid: entry.typeid,
    callable: entry.callable ? entry.callable.name || 'function' : null,
    proxytype: entry.proxytype?.name ?? null,
    exposed: entry.exposed ? [...entry.exposed] : null,
    methodToTypeid: entry.methodToTypeid ? { ...entry.methodToTypeid } : null,
    createMethod: entry.createMethod,
    ...(entry.exposed?.length === 0 ? { exposedEmpty: true } : {}),
    at,
  }
}
