/**
 * Which kind a frame is, told by its place: the connection, the direction, and how many frames went before it in that
 * direction. What the other direction did meanwhile is not asked (with one exception: a refused handshake), so frames
 * may be reported in any plausible order.
 */
import { DIGEST_LENGTHS, LEGACY_ANSWER_LENGTH, parseHandshake } from '../protocol/challenge.ts'
import type { HandshakeMessage } from '../protocol/challenge.ts'
import { isServerFunction, isSharedMemoryFunction } from '../protocol/messages.ts'
import type { Side, TracedConnection } from './connection.ts'
import { createdReference, proxyReference, replyOf, requestOf } from './decode.ts'
import type { Request } from './decode.ts'
import { HANDSHAKE_FRAMES } from './frame.ts'
import type { FrameFacts } from './frame.ts'
import { peek } from './peek.ts'

/** A payload as far as the trace kept it. */
export interface Payload {
  readonly bytes: Uint8Array
  readonly truncated: boolean
}

const HANDSHAKE: Readonly<Record<Side, readonly ('challenge' | 'answer' | 'verdict')[]>> = {
  listener: ['challenge', 'verdict', 'answer'],
  client: ['answer', 'challenge', 'verdict'],
}

/** Explains one frame, and moves `connection.protocol` on by what it shows. */
export function classify(connection: TracedConnection, side: Side, index: number, payload: Payload): FrameFacts {
  if (connection.protocol === 'unknown') connection.protocol = protocolShownBy(side, index, payload)
  if (connection.protocol === 'plain') return plainFacts(side, payload)
  if (index < HANDSHAKE_FRAMES && !(side === 'listener' && connection.fromListener[1]?.kind === 'failure' && index === 2)) {
    return handshakeFacts(side, index, payload)
  }
  return side === 'client' ? requestFacts(connection, index, payload) : replyFacts(connection, index, payload)
}

/** A listener with an authkey speaks first, and challenges. A connection seen from the middle on is taken for authenticated. */
function protocolShownBy(side: Side, index: number, payload: Payload): TracedConnection['protocol'] {
  if (index > 0) return 'authenticated'
  return side === 'listener' && parseHandshake(payload.bytes).kind === 'challenge' ? 'authenticated' : 'plain'
}

function handshakeFacts(side: Side, index: number, payload: Payload): FrameFacts {
  const message = parseHandshake(payload.bytes)
  const expected = HANDSHAKE[side][index]
  switch (message.kind) {
    case 'challenge':
      return expected === 'challenge' ? { kind: 'challenge', digest: message.digest ?? 'md5' } : { kind: 'unreadable' }
    case 'welcome':
    case 'failure':
      return { kind: expected === 'verdict' ? message.kind : 'unreadable' }
    case 'answer':
      return expected === 'answer' && isAnswer(message) ? { kind: 'answer', digest: message.digest ?? 'md5' } : { kind: 'unreadable' }
  }
}

function isAnswer(message: HandshakeMessage & { kind: 'answer' }): boolean {
  const length = message.digest === undefined ? LEGACY_ANSWER_LENGTH : DIGEST_LENGTHS[message.digest]
  return message.mac.length === length
}

function plainFacts(side: Side, { bytes }: Payload): FrameFacts {
  const peeked = side === 'listener' ? peek(bytes) : undefined
  return { kind: peeked?.shape === 'reply' ? peeked.kind : 'message' }
}

function requestFacts(connection: TracedConnection, index: number, payload: Payload): FrameFacts {
  const { bytes } = payload
  const first = index === HANDSHAKE_FRAMES
  const peeked = peek(bytes)
  const usual = peeked?.shape === 'request' ? peeked : undefined
  // What is asked of the server itself is always read in full: it tells of objects. So is the first of all: it decides.
  const whole = first || usual === undefined || usual.ident === undefined ? requestOf(bytes) : undefined
  const request = whole ?? (usual !== undefined && (payload.truncated || !first) ? usual : undefined)
  if (request === undefined) {
    if (connection.protocol !== 'authenticated') return { kind: 'unreadable' }
    connection.protocol = 'plain'
    return { kind: 'message' }
  }
  connection.protocol = 'manager'
  const { method } = request
  if ((!isServerFunction(method) && !isSharedMemoryFunction(method)) || !(first || request.ident === undefined)) {
    return { kind: 'call', method, ident: first ? undefined : request.ident }
  }
  return { kind: method, method, ...(whole === undefined ? {} : serverFunctionFacts(connection, method, whole)) }
}

function serverFunctionFacts(connection: TracedConnection, method: string, { args, kwds }: Request): Partial<FrameFacts> {
  const given: unknown = args[0]
  switch (method) {
    case 'create': {
      const typeid = given ?? kwds.get('typeid')
      return typeof typeid === 'string' ? { typeid } : {}
    }
    case 'incref':
    case 'decref':
      return typeof given === 'string' ? { ident: given } : {}
    case 'accept_connection':
      if (typeof given === 'string') connection.name = given
      return {}
    default:
      return {}
  }
}

function replyFacts(connection: TracedConnection, index: number, payload: Payload): FrameFacts {
  const { bytes } = payload
  const peeked = peek(bytes)
  const kind = peeked?.shape === 'reply' ? peeked.kind : replyOf(bytes)?.kind
  if (kind === undefined) {
    if (connection.protocol !== 'authenticated') return { kind: 'unreadable' }
    connection.protocol = 'plain'
    return { kind: 'message' }
  }
  if (connection.protocol === 'authenticated') connection.protocol = 'manager'
  if (kind === '#PROXY') return { kind, reference: proxyReference(bytes) }
  const answersFirst = index === HANDSHAKE_FRAMES && kind === '#RETURN'
  return { kind, reference: answersFirst ? createdReference(bytes) : undefined }
}
