/**
 * Calls and events over a port: `serveHost` at the end that has processes and files, `connectHost` at the page's end.
 *
 * JSON-RPC 2.0 by `vscode-jsonrpc`, without its streams: a port already carries whole messages. The allowlist is the
 * tables of `host.ts`, asked for own names only, so `constructor` or `__proto__` is an unknown call like any other.
 */
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  ConnectionError,
  createMessageConnection,
  ErrorCodes,
  ParameterStructures,
  RAL,
  ResponseError,
} from 'vscode-jsonrpc'
import type { DataCallback, Disposable, Message, MessageConnection, MessageReader, MessageWriter } from 'vscode-jsonrpc'
import * as v from 'valibot'
import { calls, events } from './host.ts'
import type { CallName, EventName, Host } from './host.ts'
import type { Port } from './port.ts'

/** Why a call came back without a result. */
export type HostErrorKind =
  /** The host has no call of that name. */
  | 'unknown call'
  /** An argument is not what the contract says; the message begins with the call and the field. */
  | 'bad argument'
  /** The call was made and failed. */
  | 'failed'
  /** The port closed before an answer came. */
  | 'closed'

/** A call to the host that did not succeed. */
export class HostError extends Error {
  override name = 'HostError'
  readonly kind: HostErrorKind

  constructor(kind: HostErrorKind, message: string) {
    super(message)
    this.kind = kind
  }
}

/**
 * Answers calls that arrive at `port` with `host`, and sends it every event, until the port closes.
 * @returns a function that ends the service and closes the port
 */
export function serveHost(port: Port, host: Host): () => void {
  const connection = connect(port)
  connection.onRequest((method, params) => answer(host, method, params))
  const endings = eventNames.map((name) =>
    host.onEvent(name, (payload) => void connection.sendNotification(name, ParameterStructures.byName, payload)),
  )
  let serving = true
  const stop = (): void => {
    if (!serving) return
    serving = false
    for (const end of endings) end()
    connection.dispose()
    port.close()
  }
  connection.onClose(stop)
  connection.listen()
  return stop
}

/**
 * The host at the other end of `port`. A call that does not succeed fails with a `HostError`; once the port has closed
 * all do, with one of kind `closed`, those under way included.
 * @param closed called once, when the port has closed
 */
export function connectHost(port: Port, closed?: () => void): Host {
  const connection = connect(port)
  const listeners = new Map<EventName, Set<(payload: never) => void>>()
  connection.onNotification((method, params) => {
    if (!Object.hasOwn(events, method)) return
    // A listener that ends itself, or adds one, changes nothing for this event.
    const present = Array.from(listeners.get(method as EventName) ?? [])
    for (const listen of present) listen(params as never)
  })
  connection.onClose(() => {
    connection.dispose()
    closed?.()
  })
  connection.listen()

  const host: Record<string, unknown> = {
    onEvent(name: EventName, listen: (payload: never) => void): () => void {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set.add(listen))
      return () => set.delete(listen)
    },
  }
  for (const name of Object.keys(calls)) {
    host[name] = (params: object) => request(connection, name, params)
  }
  return host as Host
}

const eventNames = Object.keys(events) as EventName[]

async function answer(host: Host, method: string, params: unknown): Promise<unknown> {
  if (!Object.hasOwn(calls, method)) {
    throw new ResponseError(ErrorCodes.MethodNotFound, `the host has no call named '${method.slice(0, 80)}'`)
  }
  const name = method as CallName
  const checked = v.safeParse(calls[name].params, params)
  if (!checked.success) {
    const issue = checked.issues[0]
    const field = v.getDotPath(issue) ?? 'arguments'
    throw new ResponseError(ErrorCodes.InvalidParams, `${name}: ${field}: ${issue.message}`)
  }
  try {
    return await (host[name] as (params: unknown) => Promise<unknown>)(checked.output)
  } catch (error) {
    throw new ResponseError(ErrorCodes.InternalError, error instanceof Error ? error.message : String(error))
  }
}

async function request(connection: MessageConnection, name: string, params: object): Promise<unknown> {
  try {
    return await connection.sendRequest(name, ParameterStructures.byName, params)
  } catch (error) {
    if (error instanceof ConnectionError) throw closedError(name)
    // An answer that is none, for one.
    if (!(error instanceof ResponseError)) throw new HostError('failed', `${name}: ${error instanceof Error ? error.message : String(error)}`)
    switch (error.code) {
      case ErrorCodes.MethodNotFound:
        throw new HostError('unknown call', error.message)
      case ErrorCodes.InvalidParams:
        throw new HostError('bad argument', error.message)
      case ErrorCodes.PendingResponseRejected:
      case ErrorCodes.MessageWriteError:
        throw closedError(name)
      default:
        throw new HostError('failed', error.message)
    }
  }
}

function closedError(name: string): HostError {
  return new HostError('closed', `${name}: the connection to the host has closed`)
}

/** A JSON-RPC connection on a port. Disposing of it leaves the port open. */
function connect(port: Port): MessageConnection {
  installTimers()
  const reader = new PortReader(port)
  return createMessageConnection(reader, new PortWriter(port))
}

class PortReader extends AbstractMessageReader implements MessageReader {
  readonly #port: Port

  constructor(port: Port) {
    super()
    this.#port = port
    port.onClose(() => this.fireClose())
  }

  listen(callback: DataCallback): Disposable {
    let receive: DataCallback | undefined = callback
    this.#port.onMessage((message) => {
      if (isMessage(message)) receive?.(withError(message))
    })
    return { dispose: () => (receive = undefined) }
  }
}

class PortWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #port: Port

  constructor(port: Port) {
    super()
    this.#port = port
  }

  async write(message: Message): Promise<void> {
    this.#port.post(message)
  }

  end(): void {
    this.#port.close()
  }
}

/**
 * Whether a message may go to the library. It would throw on `$/cancelRequest` without params, and spread params that
 * are an array over a handler's arguments; neither is anything that `connectHost` sends.
 */
function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null || !('jsonrpc' in value) || value.jsonrpc !== '2.0') return false
  if ('method' in value && (typeof value.method !== 'string' || value.method.startsWith('$/'))) return false
  return !('params' in value && Array.isArray(value.params))
}

/** An answer's error is a number and words. Of anything else the library makes an error of its own, and the call would wait for ever. */
function withError(message: Message): Message {
  const { error } = message as { readonly error?: { readonly code?: unknown; readonly message?: unknown } | null }
  if (error === undefined || error === null || (typeof error.code === 'number' && typeof error.message === 'string')) return message
  return { ...message, error: { code: ErrorCodes.InternalError, message: 'the host answered with an error that is none' } } as Message
}

let installed = false

/** The library asks its surroundings for timers. These are the ones that every JavaScript has. */
function installTimers(): void {
  if (installed) return
  installed = true
  RAL.install({
    timer: {
      setImmediate: (callback, ...args) => soon(() => callback(...args)),
      setTimeout: (callback, _ms, ...args) => soon(() => callback(...args)),
      setInterval: () => unused('setInterval'),
    },
    console: { info: ignore, log: ignore, warn: ignore, error: rethrow },
    crypto: { randomUUID: () => unused('randomUUID') },
    messageBuffer: { create: () => unused('messageBuffer') },
    applicationJson: {
      encoder: { name: 'application/json', encode: () => unused('encode') },
      decoder: { name: 'application/json', decode: () => unused('decode') },
    },
  })
}

function soon(callback: () => void): Disposable {
  let wanted = true
  queueMicrotask(() => {
    if (wanted) callback()
  })
  return { dispose: () => (wanted = false) }
}

function unused(what: string): never {
  throw new Error(`a port carries whole messages and needs no ${what}`)
}

function ignore(): void {}

/** An error in a listener of ours: shown as what it is, where it cannot stop the messages behind it. */
function rethrow(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
