/** What the text opcodes of protocols 0 and 1 say: numbers and strings written out, each on a line of its own. */
import { latin1 } from '../values/bytes.ts'
import { float, int } from '../values/float.ts'
import type { Reader } from './reader.ts'

/** `INT`: a decimal int, or `00` and `01` for False and True. */
export function readIntLine(reader: Reader, digits: number): number | bigint | boolean {
  const text = reader.asciiLine()
  if (text === '00') return false
  if (text === '01') return true
  return parseInteger(reader, text, digits)
}

/** `LONG`: a decimal int, with an `L` behind it if Python wrote it. */
export function readLongLine(reader: Reader, digits: number): number | bigint {
  const text = reader.asciiLine()
  return parseInteger(reader, text.endsWith('L') ? text.slice(0, -1) : text, digits)
}

/** `PUT` and `GET`: the number of a memo entry. */
export function readIndexLine(reader: Reader): number {
  const text = reader.asciiLine()
  const index = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(index)) throw reader.error(`the number of a memo entry was expected, got ${JSON.stringify(text)}`)
  return index
}

/** `FLOAT` */
export function readFloatLine(reader: Reader): unknown {
  const text = reader.asciiLine().trim()
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text)
  if (special) {
    if (special[2]?.toLowerCase() === 'nan') return Number.NaN
    return special[1] === '-' ? -Infinity : Infinity
  }
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw reader.error(`a float was expected, got ${JSON.stringify(text)}`)
  return float(Number(text))
}

/** `UNICODE`: Python's `raw_unicode_escape`; of all escapes only those of code points count. */
export function readUnicodeLine(reader: Reader): string {
  return latin1(reader.line()).replace(/(\\*)\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8}))/g, (whole: string, slashes: string, short?: string, long?: string) => {
    if (slashes.length % 2 === 1) return whole
    const point = Number.parseInt(short ?? long ?? '', 16)
    if (point > 0x10ffff) throw reader.error(`a code point is at most 0x10ffff, got 0x${point.toString(16)}`)
    return slashes + String.fromCodePoint(point)
  })
}

/** `STRING`: a Python 2 str in quotes, with escapes. */
export function readStringLine(reader: Reader): string {
  const text = latin1(reader.line()).trimEnd()
  const quote = text[0]
  if (text.length < 2 || (quote !== "'" && quote !== '"') || text.at(-1) !== quote) {
    throw reader.error('the argument of STRING must be in quotes')
  }
  const unescaped = text.slice(1, -1).replace(/\\(x[\da-f]{2}|[0-7]{1,3}|\n|[^])/gi, (whole: string, escape: string) => {
    if (escape[0] === 'x' && escape.length === 3) return String.fromCharCode(Number.parseInt(escape.slice(1), 16))
    if (/^[0-7]/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8) & 0xff)
    return ESCAPES[escape] ?? whole
  })
  return checkAscii(reader, unescaped)
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\', "'": "'", '"': '"', a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\n': '',
}

/** `BINSTRING` and `SHORT_BINSTRING`: a Python 2 str of `count` bytes. */
export function readString(reader: Reader, count: number): string {
  return checkAscii(reader, latin1(reader.window(count)))
}

/** Python 3 too reads a Python 2 str as ASCII unless it is told otherwise. */
function checkAscii(reader: Reader, text: string): string {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code > 0x7f) throw reader.error(`a Python 2 str must be ASCII, got the byte 0x${code.toString(16)} at ${index} of it`)
  }
  return text
}

function parseInteger(reader: Reader, text: string, digits: number): number | bigint {
  const trimmed = text.trim()
  if (!/^[+-]?\d+(_\d+)*$/.test(trimmed)) throw reader.error(`an int was expected, got ${JSON.stringify(text.slice(0, 40))}`)
  if (trimmed.length <= 15) return Number(trimmed.replaceAll('_', '')) + 0
  if (trimmed.length > digits) throw reader.error(`an int of ${trimmed.length} digits is over the limit digits=${digits}`)
  const plain = trimmed.replaceAll('_', '')
  return int(BigInt(plain.startsWith('+') ? plain.slice(1) : plain))
}

