/**
 * What a payload says, as Python would write it. Values are built inertly: a pickle from a trace never makes anything
 * that has an effect, least of all a proxy, which would speak to its server.
 */
import { isReplyKind } from '../protocol/messages.ts'
import type { ReplyKind } from '../protocol/messages.ts'
import { formatAddress, TOKEN_MODULE, TOKEN_NAME, Token } from '../protocol/token.ts'
import type { Address } from '../protocol/token.ts'
import { Global, loads, Opaque } from '../pickle/index.ts'
import { PythonError } from '../values/exceptions.ts'
import { REPR } from '../values/hooks.ts'
import { repr, str } from '../values/repr.ts'
import { tupleFrom } from '../values/tuple.ts'
import type { Frame, FrameKind, Reference } from './run.ts'
import { mentionsToken } from './peek.ts'
import { parseTraceback } from './traceback.ts'

/** Values may unfold to any length; no text gets longer than this. */
const TEXT_LIMIT = 200_000

/** A request, decoded. */
export interface Request {
  readonly ident: string | undefined
  readonly method: string
  readonly args: readonly unknown[]
  readonly kwds: ReadonlyMap<unknown, unknown>
}

/** A reply, decoded. */
export interface Reply {
  readonly kind: ReplyKind
  readonly value: unknown
}

/** The value in a pickle; `undefined` where the bytes are no pickle, or one that was cut off. (Python's None is null.) */
export function valueOf(bytes: Uint8Array): unknown {
  try {
    return loads(bytes, { inert: true })
  } catch {
    return undefined
  }
}

/** The request `(ident, method, args, kwds)` in a pickle, if it is one. */
export function requestOf(bytes: Uint8Array): Request | undefined {
  const value = valueOf(bytes)
  if (!Array.isArray(value) || value.length !== 4) return undefined
  const [ident, method, args, kwds] = value as unknown[]
  if (typeof method !== 'string' || !Array.isArray(args) || !(kwds instanceof Map)) return undefined
  return { ident: typeof ident === 'string' ? ident : undefined, method, args, kwds }
}

/** The reply `(kind, value)` in a pickle, if it is one. */
export function replyOf(bytes: Uint8Array): Reply | undefined {
  const value = valueOf(bytes)
  if (!Array.isArray(value) || value.length !== 2 || !isReplyKind(value[0])) return undefined
  return { kind: value[0], value: value[1] as unknown }
}

/** `('basil', deep=True)` */
export function argumentsText(bytes: Uint8Array): string | undefined {
  const request = requestOf(bytes)
  if (request === undefined) return undefined
  const shown = mentionsToken(bytes) ? displayed : same
  const parts = request.args.map((value) => textOf(shown(value)))
  for (const [name, value] of request.kwds) parts.push(`${str(name, { maxLength: TEXT_LIMIT })}=${textOf(shown(value))}`)
  return `(${parts.join(', ')})`
}

/** What a reply, or a message that is none, holds. */
export function resultText(kind: FrameKind, bytes: Uint8Array): string | undefined {
  const shown = mentionsToken(bytes) ? displayed : same
  if (kind === 'message') {
    const value = valueOf(bytes)
    return textOf(value === undefined ? bytes : shown(value))
  }
  const reply = replyOf(bytes)
  if (reply === undefined) return undefined
  if (kind !== '#PROXY') return textOf(shown(reply.value))
  const token = proxyReplyToken(reply.value)
  const exposed = exposedOf(kind, bytes) ?? []
  return token && `${token.typeid} ${token.id} (${exposed.join(', ')})`
}

/** Whether frames of this kind say that something failed. */
export function isErrorKind(kind: FrameKind): boolean {
  return kind === '#ERROR' || kind === '#TRACEBACK' || kind === '#UNSERIALIZABLE' || kind === 'failure'
}

/** The error that a failed reply carries. */
export function errorOf(kind: FrameKind, bytes: Uint8Array): NonNullable<Frame['error']> {
  if (kind === 'failure') return { type: 'AuthenticationError', message: 'digest sent was rejected', traceback: undefined }
  const value = replyOf(bytes)?.value
  if (typeof value === 'string') return { ...parseTraceback(value), traceback: value }
  if (value instanceof PythonError) return { type: value.name, message: value.message, traceback: undefined }
  if (value instanceof Opaque) {
    const args = value.args
    const message = args.length === 0 ? '' : args.length === 1 ? str(displayed(args[0]), { maxLength: TEXT_LIMIT }) : textOf(displayed(tupleFrom(args)))
    return { type: value.name.slice(value.name.lastIndexOf('.') + 1) || 'Exception', message, traceback: undefined }
  }
  return { type: 'Exception', message: value === undefined ? '' : textOf(displayed(value)), traceback: undefined }
}

/** The names in the reply to a `create`, `(ident, exposed)`, or in a `#PROXY`, `(exposed, token)`. */
export function exposedOf(kind: FrameKind, bytes: Uint8Array): readonly string[] | undefined {
  const value = replyOf(bytes)?.value
  if (!Array.isArray(value) || value.length !== 2) return undefined
  const names: unknown = kind === '#PROXY' ? value[0] : value[1]
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : undefined
}

/** The object that the reply to a `create` hands out. */
export function createdReference(bytes: Uint8Array): Reference | undefined {
  const value = replyOf(bytes)?.value
  return Array.isArray(value) && typeof value[0] === 'string' ? { typeid: undefined, ident: value[0] } : undefined
}

/** The object that a `#PROXY` hands out. */
export function proxyReference(bytes: Uint8Array): Reference | undefined {
  const token = proxyReplyToken(replyOf(bytes)?.value)
  return token && { typeid: token.typeid, ident: token.id }
}

function proxyReplyToken(value: unknown): Token | undefined {
  return Array.isArray(value) ? tokenOf(value[1]) : undefined
}

/** The token that a value is, however the pickle door made it. */
export function tokenOf(value: unknown): Token | undefined {
  if (value instanceof Token) return value
  if (!(value instanceof Opaque) || value.module !== TOKEN_MODULE || value.name !== TOKEN_NAME) return undefined
  const state = value.state
  if (!Array.isArray(state) || typeof state[0] !== 'string' || typeof state[2] !== 'string') return undefined
  return new Token(state[0], addressOf(state[1]), state[2])
}

function addressOf(value: unknown): Address | null {
  if (typeof value === 'string') return value
  return Array.isArray(value) && value.length === 2 ? [String(value[0]), Number(value[1])] : null
}

/** Every token anywhere in a value: what is said about objects in passing. */
export function tokensIn(bytes: Uint8Array): Token[] {
  const found: Token[] = []
  const seen = new Set<object>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    const token = tokenOf(value)
    if (token !== undefined) found.push(token)
    else if (value instanceof Opaque) visit([value.args, value.state, value.items, value.entries])
    else if (Array.isArray(value) || value instanceof Map || value instanceof Set) for (const item of value) visit(item)
  }
  visit(valueOf(bytes))
  return found
}

function textOf(value: unknown): string {
  return repr(value, { maxLength: TEXT_LIMIT })
}

function same(value: unknown): unknown {
  return value
}

/** A text that `repr` leaves as it is. */
class Shown {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  [REPR](): string {
    return this.#text
  }
}

/**
 * The value with tokens and proxies in it replaced by what Python would show for them. Containers are copied, each once:
 * of shared parts a few bytes make more than could ever be gone through.
 */
function displayed(value: unknown, inside: readonly object[] = [], copies = new Map<object, unknown>()): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (copies.has(value)) return copies.get(value)
  if (inside.includes(value) || inside.length > 50) return new Shown('...')
  const token = tokenOf(value)
  if (token !== undefined) return new Shown(tokenText(token))
  const deeper = [...inside, value]
  if (value instanceof Opaque) return displayedOpaque(value)
  const inner = (item: unknown): unknown => displayed(item, deeper, copies)
  if (Array.isArray(value)) {
    const items = value.map(inner)
    const copy = value.constructor === Array ? items : tupleFrom(items)
    copies.set(value, copy)
    return copy
  }
  if (value instanceof Map && value.constructor.name === 'Dict') {
    const copy = new Map([...value].map(([key, item]) => [inner(key), inner(item)]))
    copies.set(value, copy)
    return copy
  }
  return value
}

function tokenText(token: Token): string {
  return `Token(typeid='${token.typeid}', address=${formatAddress(token.address)}, id='${token.id}')`
}

/** A pickled proxy is `RebuildProxy(class, token, serializer, kwds)`. */
function displayedOpaque(value: Opaque): unknown {
  if (value.module !== TOKEN_MODULE || value.name !== 'RebuildProxy') return value
  const [proxytype, tokenValue] = value.args as readonly unknown[]
  const token = tokenOf(tokenValue)
  if (token === undefined) return value
  const name = proxytype instanceof Global ? proxytype.name : 'AutoProxy'
  const shown = name === 'AutoProxy' ? `AutoProxy[${token.typeid}]` : name
  return new Shown(`<${shown} object, typeid '${token.typeid}', id '${token.id}'>`)
}
