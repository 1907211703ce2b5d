/** UTF-8 as Python's `str.encode()` and `bytes.decode()` have it: strict, with their errors. */
import { UnicodeDecodeError, UnicodeEncodeError } from '../values/exceptions.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @throws UnicodeEncodeError for half a surrogate pair */
export function encodeUtf8(text: string): Uint8Array {
  const lone = /\p{Cs}/u.exec(text)
  if (!lone) return encoder.encode(text)
  const position = [...text.slice(0, lone.index)].length
  const count = /^\p{Cs}+/u.exec(text.slice(lone.index))![0].length
  throw new UnicodeEncodeError('utf-8', text, position, position + count, 'surrogates not allowed')
}

/** @throws UnicodeDecodeError for bytes that are no text */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    const [start, end, reason] = firstFault(bytes)
    throw new UnicodeDecodeError('utf-8', bytes, start, end, reason)
  }
}

/** Where the bytes cease to be text, and why, in CPython's words. */
function firstFault(bytes: Uint8Array): readonly [start: number, end: number, reason: string] {
  let at = 0
  while (at < bytes.length) {
    const lead = bytes[at]!
    const length = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0
    if (length === 0) return [at, at + 1, 'invalid start byte']
    for (let nth = 1; nth < length; nth++) {
      if (at + nth >= bytes.length) return [at, bytes.length, 'unexpected end of data']
      if (!mayFollow(lead, nth, bytes[at + nth]!)) return [at, at + nth, 'invalid continuation byte']
    }
    at += length
  }
  return [0, bytes.length, 'invalid data']
}

function mayFollow(lead: number, nth: number, byte: number): boolean {
  const low = nth !== 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const high = nth !== 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  return byte >= low && byte <= high
}
