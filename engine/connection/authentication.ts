/**
 * Who holds the authkey: the only use of HMAC (CPython: `deliver_challenge`, `answer_challenge`). The messages are
 * described in `protocol/challenge.ts`.
 *
 * CPython waits for ever for an end that says nothing. Here it is dropped after `timeout`.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { AuthenticationError } from '../errors.ts'
import {
  CHALLENGE,
  DEFAULT_DIGEST,
  FAILURE,
  LEGACY_ANSWER_LENGTH,
  LEGACY_MESSAGE_LENGTH,
  MESSAGE_LENGTH,
  WELCOME,
  joinDigest,
  sameBytes,
  splitDigest,
  startsWith,
  type DigestName,
} from '../protocol/challenge.ts'
import { HANDSHAKE_PAYLOAD_LIMIT } from '../protocol/framing.ts'
import { currentProcess } from '../process/current-process.ts'
import { emit, tracing } from '../tracer.ts'
import { TypeError as PythonTypeError, ValueError } from '../values/exceptions.ts'
import { repr } from '../values/repr.ts'
import { typeName } from '../values/type-name.ts'
import type { Connection } from './connection.ts'
import { theGate } from './gate.ts'

/** How long the other end may take for each of its messages, in milliseconds. */
export const HANDSHAKE_TIMEOUT = 20_000

/** How long one end waits for the other in a handshake. */
export interface HandshakeOptions {
  /** How long to wait for each message of the other end, in milliseconds; `Infinity` waits for ever. */
  readonly timeout?: number | undefined
}

/** How a challenge is put. */
export interface DeliverOptions extends HandshakeOptions {
  /** What to ask for. Peers up to CPython 3.11 answer with MD5 all the same. */
  readonly digest?: DigestName | undefined
}

/** Node's names, where they differ. */
const NODE_NAMES: Readonly<Record<DigestName, string>> = {
  md5: 'md5',
  sha256: 'sha256',
  sha384: 'sha384',
  sha3_256: 'sha3-256',
  sha3_384: 'sha3-384',
}

/**
 * Has the other end prove that it holds the authkey. The caller closes the connection when that fails.
 * @throws AuthenticationError when it does not, or says nothing in time (then the connection is closed here)
 */
export async function deliverChallenge(connection: Connection, authkey: Uint8Array, options: DeliverOptions = {}): Promise<void> {
  checkAuthkey(authkey)
  const { digest = DEFAULT_DIGEST, timeout = HANDSHAKE_TIMEOUT } = options
  const message = joinDigest(digest, randomBytes(MESSAGE_LENGTH))
  await connection.sendBytes(Buffer.concat([CHALLENGE, message]), null)
  if (tracing()) emit({ name: 'challenge/delivered', connection: connection.id, digest, key: whose(authkey) })
  const response = await receive(connection, timeout)
  let used: DigestName
  try {
    used = verifyChallenge(authkey, message, response)
  } catch (error) {
    if (!(error instanceof AuthenticationError)) throw error
    refused(connection, 'here', error.message)
    // If the other end does not wait for the verdict, the reason is still ours.
    await connection.sendBytes(FAILURE, null).catch(() => undefined)
    throw error
  }
  if (tracing()) emit({ name: 'challenge/accepted', connection: connection.id, digest: used })
  await connection.sendBytes(WELCOME, null)
}

/**
 * Proves to the other end that this one holds the authkey. The caller closes the connection when that fails.
 * @throws AuthenticationError when the other end does not accept it, sends no challenge, or says nothing in time
 */
export async function answerChallenge(connection: Connection, authkey: Uint8Array, options: HandshakeOptions = {}): Promise<void> {
  checkAuthkey(authkey)
  const { timeout = HANDSHAKE_TIMEOUT } = options
  const challenge = await receive(connection, timeout)
  let answer: { digest: DigestName; response: Uint8Array }
  try {
    answer = createResponse(authkey, challengeMessage(challenge))
  } catch (error) {
    if (error instanceof AuthenticationError) refused(connection, 'here', error.message)
    throw error
  }
  await connection.sendBytes(answer.response, null)
  if (tracing()) emit({ name: 'challenge/answered', connection: connection.id, digest: answer.digest, key: whose(authkey) })
  connection.expectRequest()
  const verdict = await receive(connection, timeout)
  if (sameBytes(verdict, WELCOME)) return
  const error = new AuthenticationError('digest sent was rejected')
  refused(connection, 'there', error.message)
  throw error
}

/**
 * The answer to a challenge's message (CPython: `_create_response`): a bare HMAC-MD5 for one of an old peer, else the
 * digest that the message names, in braces, and its mac. The mac is over the whole message, the name included.
 * @throws AuthenticationError when the message names no digest that we know
 */
export function createResponse(authkey: Uint8Array, message: Uint8Array): { digest: DigestName; response: Uint8Array } {
  const named = digestOf(message)
  if (named === undefined) {
    const mac = hmac('md5', authkey, message)
    if (mac) return { digest: 'md5', response: mac }
  }
  // No MD5 on this machine (FIPS): an old peer will refuse this, and there is nothing better to send.
  const digest = named ?? 'sha256'
  const mac = hmac(digest, authkey, message)
  if (!mac) throw new AuthenticationError(`digest '${digest}' unsupported on this machine`)
  return { digest, response: joinDigest(digest, mac) }
}

/**
 * Checks an answer to `message` (CPython: `_verify_challenge`), in the same time wherever it differs.
 * @returns the digest that was used
 * @throws AuthenticationError when it is wrong
 */
export function verifyChallenge(authkey: Uint8Array, message: Uint8Array, response: Uint8Array): DigestName {
  const named = digestOf(response)
  const digest = named ?? 'md5'
  const mac = named === undefined ? response : splitDigest(response).rest
  const expected = hmac(digest, authkey, message)
  if (!expected) throw new AuthenticationError(`digest '${digest}' unsupported on this machine`)
  if (expected.length !== mac.length) {
    throw new AuthenticationError(`expected '${digest}' of length ${expected.length} got ${mac.length}`)
  }
  if (!timingSafeEqual(expected, mac)) throw new AuthenticationError('digest received was wrong')
  return digest
}

/** The digest named by a message or an answer; `undefined` where its length says that it is an old peer's. */
function digestOf(bytes: Uint8Array): DigestName | undefined {
  if (bytes.length === LEGACY_MESSAGE_LENGTH || bytes.length === LEGACY_ANSWER_LENGTH) return undefined
  const { digest } = splitDigest(bytes)
  if (digest !== undefined) return digest
  throw new AuthenticationError(
    `unsupported message length, missing digest prefix, or unsupported digest: message=${repr(bytes)}`,
  )
}

function challengeMessage(challenge: Uint8Array): Uint8Array {
  if (!startsWith(challenge, CHALLENGE)) {
    throw new AuthenticationError(`Protocol error, expected challenge: message=${repr(challenge)}`)
  }
  const message = challenge.subarray(CHALLENGE.length)
  if (message.length < LEGACY_MESSAGE_LENGTH) {
    throw new AuthenticationError(`challenge too short: ${message.length} bytes`)
  }
  return message
}

function hmac(digest: DigestName, authkey: Uint8Array, message: Uint8Array): Uint8Array | undefined {
  try {
    return createHmac(NODE_NAMES[digest], authkey).update(message).digest()
  } catch {
    return undefined
  }
}

/** @throws ValueError in CPython's words when the key is not bytes, or is empty, which would authenticate everybody */
function checkAuthkey(authkey: Uint8Array): void {
  if (!(authkey instanceof Uint8Array)) throw new ValueError(`Authkey must be bytes, not <class '${typeName(authkey)}'>`)
  if (authkey.length === 0) throw new ValueError('an authkey has at least one byte, got none')
}

/** The check that `Listener` and `Client` make before there is a connection. @throws TypeError, ValueError */
export function checkAuthkeyOption(authkey: Uint8Array | undefined): void {
  if (authkey === undefined) return
  if (!(authkey instanceof Uint8Array)) {
    throw new PythonTypeError(`authkey should be a byte string, got ${typeName(authkey)} ${repr(authkey)}`)
  }
  checkAuthkey(authkey)
}

/** What a trace may say of a key. */
function whose(authkey: Uint8Array): 'own' | 'given' {
  return sameBytes(authkey, currentProcess().authkey) ? 'own' : 'given'
}

async function receive(connection: Connection, timeout: number): Promise<Uint8Array> {
  // Where frames are held the other end may not be able to say anything.
  if (timeout === Infinity || theGate()?.mode === 'all') return connection.recvBytes(HANDSHAKE_PAYLOAD_LIMIT)
  let silent = false
  const timer = setTimeout(() => {
    silent = true
    connection.close()
  }, timeout)
  try {
    return await connection.recvBytes(HANDSHAKE_PAYLOAD_LIMIT)
  } catch (error) {
    if (!silent) throw error
    const reason = `the other end said nothing for ${timeout / 1000} s during the handshake`
    refused(connection, 'here', reason)
    throw new AuthenticationError(reason)
  } finally {
    clearTimeout(timer)
  }
}

function refused(connection: Connection, by: 'here' | 'there', reason: string): void {
  if (tracing()) emit({ name: 'challenge/refused', connection: connection.id, by, reason })
}
