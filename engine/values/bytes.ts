/**
 * Bytes and text. Python's bytes are `Uint8Array`, its bytearray is `ByteArray`.
 *
 * A Python str may hold lone surrogates; so may a JavaScript string. UTF-8 here is Python's with `surrogatepass`.
 */
import { REPR, TYPE_NAME } from './hooks.ts'

/** A Python bytearray: bytes that may be changed in place, and are no dict key. */
export class ByteArray extends Uint8Array {
  get [TYPE_NAME](): string {
    return 'bytearray'
  }

  [REPR](): string {
    // Unlike bytes, a bytearray escapes a single quote also where it stands in double quotes.
    return `bytearray(${reprBytes(this).replaceAll("'", (quote, at: number, text: string) => (text.startsWith('b"') ? `\\${quote}` : quote))})`
  }
}

/** The bytes of a text in UTF-8: what Python writes as `b'…'` for ASCII text. */
export function bytes(text: string): Uint8Array {
  return encodeText(text)
}

const encoder = new TextEncoder()
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Finds a surrogate without its other half. */
const LONE_SURROGATE = /\p{Cs}/u

/** UTF-8 with `surrogatepass`. */
export function encodeText(text: string): Uint8Array {
  return LONE_SURROGATE.test(text) ? encodeLoosely(text) : encoder.encode(text)
}

function encodeLoosely(text: string): Uint8Array {
  const out = new Uint8Array(text.length * 3)
  let at = 0
  for (const character of text) {
    const point = character.codePointAt(0)!
    if (point >= 0xd800 && point <= 0xdfff) {
      out[at++] = 0xe0 | (point >> 12)
      out[at++] = 0x80 | ((point >> 6) & 0x3f)
      out[at++] = 0x80 | (point & 0x3f)
    } else {
      at += encoder.encodeInto(character, out.subarray(at)).written
    }
  }
  return out.slice(0, at)
}

/**
 * Reads UTF-8 with `surrogatepass`.
 * @returns `undefined` where the bytes are no such text
 */
export function decodeText(source: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(source)
  } catch {
    return decodeLoosely(source)
  }
}

/** Slow and exact: splits the bytes at encoded surrogates (ED A0…BF xx), which are all that strict UTF-8 lacks. */
function decodeLoosely(source: Uint8Array): string | undefined {
  const parts: string[] = []
  let start = 0
  try {
    for (let at = 0; at + 2 < source.length; at++) {
      const second = source[at + 1]!
      const third = source[at + 2]!
      if (source[at] !== 0xed || second < 0xa0 || second > 0xbf || third < 0x80 || third > 0xbf) continue
      parts.push(strictDecoder.decode(source.subarray(start, at)))
      parts.push(String.fromCharCode(0xd000 | ((second & 0x3f) << 6) | (third & 0x3f)))
      start = at + 3
      at += 2
    }
    parts.push(strictDecoder.decode(source.subarray(start)))
  } catch {
    return undefined
  }
  return parts.join('')
}

/** Each byte as the character of the same number. */
export function latin1(source: Uint8Array): string {
  let text = ''
  for (let at = 0; at < source.length; at += 8192) text += String.fromCharCode(...source.subarray(at, at + 8192))
  return text
}

/**
 * Each character as the byte of the same number.
 * @returns `undefined` where a character is above U+00FF
 */
export function encodeLatin1(text: string): Uint8Array | undefined {
  const out = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code > 0xff) return undefined
    out[index] = code
  }
  return out
}

/** `repr()` of Python bytes: `b'…'`, in double quotes where there is a single one and no double one. */
export function reprBytes(source: Uint8Array): string {
  const quote = source.includes(0x27) && !source.includes(0x22) ? '"' : "'"
  let text = `b${quote}`
  for (const byte of source) text += byteText(byte, quote)
  return text + quote
}

function byteText(byte: number, quote: string): string {
  switch (byte) {
    case 0x09:
      return '\\t'
    case 0x0a:
      return '\\n'
    case 0x0d:
      return '\\r'
    case 0x5c:
      return '\\\\'
    default: {
      if (byte < 0x20 || byte > 0x7e) return `\\x${byte.toString(16).padStart(2, '0')}`
      const character = String.fromCharCode(byte)
      return character === quote ? `\\${character}` : character
    }
  }
}
