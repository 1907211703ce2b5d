/** What has no references to it: None, bool, int and float, in the form of each protocol. */
import { reprFloat } from '../values/float.ts'
import { BINFLOAT, LONG1, LONG4, NEWFALSE, NEWTRUE } from './codes.ts'
import { encodeInt } from './integers.ts'
import type { Writer } from './writer.ts'

export function writeBool(out: Writer, protocol: number, value: boolean): void {
  if (protocol >= 2) out.byte(value ? NEWTRUE : NEWFALSE)
  else out.latin1(value ? 'I01\n' : 'I00\n')
}

export function writeInt(out: Writer, protocol: number, value: number): void {
  if (value !== (value | 0)) writeLong(out, protocol, BigInt(value))
  else if (protocol === 0) out.latin1(`I${value}\n`)
  else out.int(value)
}

export function writeBigInt(out: Writer, protocol: number, value: bigint): void {
  if (value >= -0x80000000n && value <= 0x7fffffffn) writeInt(out, protocol, Number(value))
  else writeLong(out, protocol, value)
}

function writeLong(out: Writer, protocol: number, value: bigint): void {
  if (protocol < 2) return out.latin1(`L${value}L\n`)
  const encoded = encodeInt(value)
  if (encoded.length < 256) out.block(LONG1, 1, encoded)
  else out.block(LONG4, 4, encoded)
}

export function writeFloat(out: Writer, protocol: number, value: number): void {
  if (protocol === 0) out.latin1(`F${reprFloat(value)}\n`)
  else out.float64(BINFLOAT, value)
}

/** Python's `raw_unicode_escape`, with those characters escaped too that would end or upset the line of a UNICODE. */
export function escapeText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters that CPython escapes
  return text.replace(/[\\\0\n\r\x1a]|[^\0-\xff]/gu, (character) => {
    const point = character.codePointAt(0)!
    return point < 0x10000 ? `\\u${point.toString(16).padStart(4, '0')}` : `\\U${point.toString(16).padStart(8, '0')}`
  })
}
