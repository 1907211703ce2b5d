/**
 * Base64 to bytes, without Node and without a browser: the inspector runs in both.
 * Payloads of a trace are written by our own tracers, so anything outside the alphabet is skipped, not refused.
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const VALUES = new Int16Array(128).fill(-1)
for (let index = 0; index < ALPHABET.length; index++) VALUES[ALPHABET.charCodeAt(index)] = index

/** How many bytes a well-formed base64 text stands for. */
export function base64Length(text: string): number {
  const end = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return Math.floor((text.length * 3) / 4) - end
}

/** The bytes that `text` stands for. */
export function decodeBase64(text: string): Uint8Array {
  const bytes = new Uint8Array(base64Length(text))
  return bytes.subarray(0, decodeBase64Into(text, bytes))
}

/**
 * Writes the bytes that `text` stands for into `target`, as many as fit.
 * @returns how many were written
 */
export function decodeBase64Into(text: string, target: Uint8Array): number {
  const limit = target.length
  let bits = 0
  let held = 0
  let at = 0
  for (let index = 0; index < text.length && at < limit; index++) {
    const code = text.charCodeAt(index)
    const value = code < 128 ? VALUES[code]! : -1
    if (value < 0) continue
    bits = (bits << 6) | value
    held += 6
    if (held >= 8) {
      held -= 8
      target[at++] = (bits >> held) & 0xff
    }
  }
  return at
}
