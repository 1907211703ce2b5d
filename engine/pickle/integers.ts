/** Python's ints of any size, as LONG1 and LONG4 have them: little-endian two's complement in as few bytes as will do. */

/** Zero is no bytes at all. */
export function encodeInt(value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array(0)
  // Digits of the amount, with room for the sign bit: n bytes hold -2^(8n-1) up to 2^(8n-1) - 1.
  const amount = value < 0n ? -value - 1n : value
  let digits = amount.toString(16)
  if (digits.length % 2 === 1) digits = `0${digits}`
  if (Number.parseInt(digits.slice(0, 2), 16) > 0x7f) digits = `00${digits}`
  const bytes = new Uint8Array(digits.length / 2)
  const flip = value < 0n ? 0xff : 0
  for (let at = 0; at < bytes.length; at++) {
    const end = digits.length - at * 2
    bytes[at] = Number.parseInt(digits.slice(end - 2, end), 16) ^ flip
  }
  return bytes
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** The int of little-endian two's-complement bytes; none are 0 (CPython: `pickle.decode_long`). */
export function decodeInt(bytes: Uint8Array): number | bigint {
  const { length } = bytes
  if (length === 0) return 0
  const negative = bytes[length - 1]! > 0x7f
  if (length <= 6) {
    let amount = 0
    for (let at = length - 1; at >= 0; at--) amount = amount * 256 + bytes[at]!
    return negative ? amount - 2 ** (8 * length) : amount
  }
  const digits: string[] = []
  for (let at = length - 1; at >= 0; at--) digits.push(HEX[bytes[at]!]!)
  const amount = BigInt(`0x${digits.join('')}`)
  const value = negative ? amount - (1n << BigInt(8 * length)) : amount
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value
}
