/**
 * What one payload is, seen alone: for whoever decides about a frame before it is sent and has no trace of the rest.
 * `classify.ts` knows better, as it knows the frames before.
 */
import { CHALLENGE, FAILURE, sameBytes, startsWith, WELCOME, DIGEST_LENGTHS, LEGACY_ANSWER_LENGTH, splitDigest } from '../protocol/challenge.ts'
import { isServerFunction } from '../protocol/messages.ts'
import { replyOf, requestOf } from './decode.ts'
import { familyOf, HANDSHAKE_FRAMES } from './frame.ts'
import { peek } from './peek.ts'
import type { FrameFamily, FrameKind } from './run.ts'

/** A payload with its place. */
export interface GlancedFrame {
  /** May be cut. */
  readonly payload: Uint8Array
  /** Which end sends it. */
  readonly end: 'listener' | 'client' | 'pipe'
  /** Counts the frames of its connection in its direction from 0. */
  readonly index: number
}

/** What can be said of it. */
export interface Glance {
  readonly kind: FrameKind
  readonly family: FrameFamily
  /** Method or server function of a request. */
  readonly method: string | undefined
  /** The object that a call is about. */
  readonly ident: string | undefined
}

/** Tells a frame's kind from its bytes, its direction and its place. */
export function glanceFrame(frame: GlancedFrame): Glance {
  const { payload, end, index } = frame
  const handshake = index < HANDSHAKE_FRAMES ? handshakeKind(payload) : undefined
  if (handshake !== undefined) return glance(handshake)
  if (end === 'client') return requestGlance(payload)
  if (end === 'pipe') return glance('message')
  const peeked = peek(payload)
  return glance((peeked?.shape === 'reply' ? peeked.kind : replyOf(payload)?.kind) ?? 'message')
}

function handshakeKind(payload: Uint8Array): FrameKind | undefined {
  if (startsWith(payload, CHALLENGE)) return 'challenge'
  if (sameBytes(payload, WELCOME)) return 'welcome'
  if (sameBytes(payload, FAILURE)) return 'failure'
  const { digest, rest } = splitDigest(payload)
  return rest.length === (digest === undefined ? LEGACY_ANSWER_LENGTH : DIGEST_LENGTHS[digest]) ? 'answer' : undefined
}

function requestGlance(payload: Uint8Array): Glance {
  const peeked = peek(payload)
  const request = peeked?.shape === 'request' ? peeked : requestOf(payload)
  if (request === undefined) return glance('message')
  const { method, ident } = request
  // A call of a method names its object.
  const kind: FrameKind = ident === undefined && isServerFunction(method) ? method : 'call'
  return glance(kind, method, ident)
}

function glance(kind: FrameKind, method?: string, ident?: string): Glance {
  return { kind, family: familyOf(kind), method, ident }
}
