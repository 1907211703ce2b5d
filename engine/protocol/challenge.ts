/**
 * The handshake, as bytes: both ends prove that they hold the authkey, and neither sends it.
 *
 * ```
 *   listener                         client
 *   #CHALLENGE#{sha256}<40 bytes> ──▶
 *                                ◀── {sha256}<mac>        mac = HMAC(authkey, everything after #CHALLENGE#)
 *   #WELCOME# ───────────────────▶                        or #FAILURE#, and the connection is closed
 *                                ◀── #CHALLENGE#{sha256}<40 bytes>     then the roles swap
 *   {sha256}<mac> ───────────────▶
 *                                ◀── #WELCOME#
 * ```
 *
 * Up to CPython 3.11 there is no `{digest}`: the message is 20 random bytes and the answer a bare HMAC-MD5 of 16.
 * The two are told apart by length (20, 16), never by a leading `{`, which random bytes have once in 256 times.
 * Follows CPython's `deliver_challenge`, `answer_challenge` and `_verify_challenge`. Who sends what, and HMAC itself,
 * is in `connection/authentication.ts`.
 */

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

/** Starts every challenge. */
export const CHALLENGE = ascii('#CHALLENGE#')
/** Says that the answer was right. */
export const WELCOME = ascii('#WELCOME#')
/** Says that the answer was wrong. */
export const FAILURE = ascii('#FAILURE#')
/** Random bytes in a challenge since CPython 3.12. */
export const MESSAGE_LENGTH = 40
/** Random bytes in a challenge up to CPython 3.11: such a message is answered with a bare HMAC-MD5. */
export const LEGACY_MESSAGE_LENGTH = 20
/** Bytes of a bare HMAC-MD5 answer. */
export const LEGACY_ANSWER_LENGTH = 16
/** Digests that may be named in braces, with the length of their mac in bytes. */
export const DIGEST_LENGTHS = { md5: 16, sha256: 32, sha384: 48, sha3_256: 32, sha3_384: 48 } as const
/** A digest that the handshake knows by name. */
export type DigestName = keyof typeof DIGEST_LENGTHS
/** The digest that a modern listener asks for. */
export const DEFAULT_DIGEST: DigestName = 'sha256'

/** One frame of a handshake, told by its bytes alone. */
export type HandshakeMessage =
  | { readonly kind: 'challenge'; readonly digest: DigestName | undefined; readonly message: Uint8Array }
  | { readonly kind: 'answer'; readonly digest: DigestName | undefined; readonly mac: Uint8Array }
  | { readonly kind: 'welcome' }
  | { readonly kind: 'failure' }

/** Whether `bytes` begin with `prefix`. */
export function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  if (bytes.length < prefix.length) return false
  return prefix.every((byte, index) => bytes[index] === byte)
}

/** Whether two byte strings are the same. Not for secrets: it stops at the first difference. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && startsWith(a, b)
}

/**
 * Takes a leading `{digest}` off.
 * @returns the digest and what follows it; `undefined` and all the bytes where no digest that we know is named
 */
export function splitDigest(bytes: Uint8Array): { digest: DigestName | undefined; rest: Uint8Array } {
  if (bytes[0] === 0x7b) {
    const end = bytes.indexOf(0x7d)
    if (end > 0 && end < 20) {
      const name = String.fromCharCode(...bytes.subarray(1, end))
      if (Object.hasOwn(DIGEST_LENGTHS, name)) return { digest: name as DigestName, rest: bytes.subarray(end + 1) }
    }
  }
  return { digest: undefined, rest: bytes }
}

/** `{digest}` followed by `rest`. */
export function joinDigest(digest: DigestName, rest: Uint8Array): Uint8Array {
  const prefix = ascii(`{${digest}}`)
  const joined = new Uint8Array(prefix.length + rest.length)
  joined.set(prefix)
  joined.set(rest, prefix.length)
  return joined
}

/** Explains one payload of a handshake. Bytes that are none of the other three are an answer. */
export function parseHandshake(payload: Uint8Array): HandshakeMessage {
  if (startsWith(payload, CHALLENGE)) {
    const message = payload.subarray(CHALLENGE.length)
    const digest = message.length === LEGACY_MESSAGE_LENGTH ? undefined : splitDigest(message).digest
    return { kind: 'challenge', digest, message }
  }
  if (sameBytes(payload, WELCOME)) return { kind: 'welcome' }
  if (sameBytes(payload, FAILURE)) return { kind: 'failure' }
  if (payload.length === LEGACY_ANSWER_LENGTH) return { kind: 'answer', digest: undefined, mac: payload }
  const { digest, rest } = splitDigest(payload)
  return { kind: 'answer', digest, mac: rest }
}
