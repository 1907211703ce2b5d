/**
 * What a pickled message is, told by its first opcodes alone.
 *
 * A trace of 100,000 frames is read in a second because of this file: kind, method and ident of a usual request or
 * reply are found without building its value. Whatever does not begin in the usual way is left to `decode.ts`.
 */
import { isReplyKind } from '../protocol/messages.ts'
import type { ReplyKind } from '../protocol/messages.ts'

/** Beginning of a request `(ident, method, …`, or of a reply `(kind, …`. */
export type Peeked =
  | { readonly shape: 'request'; readonly ident: string | undefined; readonly method: string }
  | { readonly shape: 'reply'; readonly kind: ReplyKind }

const MARK = 0x28
const NONE = 0x4e
const PROTO = 0x80
const FRAME = 0x95
const MEMOIZE = 0x94
const BINPUT = 0x71
const LONG_BINPUT = 0x72
const SHORT_BINUNICODE = 0x8c
const BINUNICODE = 0x58

const strings = new Map<string, string>()
/** Idents and method names come again and again: one string each. */
function intern(text: string): string {
  const known = strings.get(text)
  if (known !== undefined) return known
  if (strings.size > 10_000) strings.clear()
  strings.set(text, text)
  return text
}

/** Reads the beginning of the pickle in `bytes[0…length)`; `undefined` where it is not a usual one. */
export function peek(bytes: Uint8Array, length = bytes.length): Peeked | undefined {
  let at = 0
  let inTuple = false
  let ident: string | undefined
  let items = 0
  while (at < length) {
    const opcode = bytes[at]!
    switch (opcode) {
      case PROTO:
      case BINPUT:
        at += 2
        break
      case FRAME:
        at += 9
        break
      case MEMOIZE:
        at += 1
        break
      case LONG_BINPUT:
        at += 5
        break
      case MARK:
        if (inTuple) return undefined
        inTuple = true
        at += 1
        break
      case NONE:
        if (!inTuple || items > 0) return undefined
        items = 1
        at += 1
        break
      case SHORT_BINUNICODE:
      case BINUNICODE: {
        const short = opcode === SHORT_BINUNICODE
        const start = at + (short ? 2 : 5)
        if (start > length) return undefined
        const size = short ? bytes[at + 1]! : bytes[at + 1]! | (bytes[at + 2]! << 8) | (bytes[at + 3]! << 16)
        const end = start + size
        if (end > length || size > 255) return undefined
        const text = asciiText(bytes, start, end)
        if (text === undefined) return undefined
        if (!inTuple) return isReplyKind(text) ? { shape: 'reply', kind: text } : undefined
        if (items === 1) return { shape: 'request', ident, method: intern(text) }
        ident = intern(text)
        items = 1
        at = end
        break
      }
      default:
        return undefined
    }
  }
  return undefined
}

function asciiText(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = ''
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (byte > 0x7e) return undefined
    text += String.fromCharCode(byte)
  }
  return text
}

const TOKEN = [0x54, 0x6f, 0x6b, 0x65, 0x6e] // 'Token'

/** Whether the name `Token` stands anywhere in `bytes[0…length)`: only then can a reference be inside. */
export function mentionsToken(bytes: Uint8Array, length = bytes.length): boolean {
  const last = length - TOKEN.length
  for (let at = 0; at <= last; at++) {
    if (bytes[at] !== 0x54) continue
    let same = 1
    while (same < TOKEN.length && bytes[at + same] === TOKEN[same]) same++
    if (same === TOKEN.length) return true
  }
  return false
}
