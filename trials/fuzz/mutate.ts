/** Changes bytes, whatever they are: what every fuzzer does. */
import type { Random } from './random.ts'

const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]

/** Some changes, one behind the other. @param words bytes that the format knows */
export function mutateBytes(input: Uint8Array, random: Random, other: Uint8Array, words: readonly Uint8Array[], limit: number): Uint8Array {
  let bytes = input
  for (let left = 1 << random.below(3); left > 0; left--) bytes = mutateOnce(bytes, random, other, words)
  return bytes.length > limit ? bytes.slice(0, limit) : bytes
}

function mutateOnce(bytes: Uint8Array, random: Random, other: Uint8Array, words: readonly Uint8Array[]): Uint8Array {
  const { length } = bytes
  if (length === 0) return insert(bytes, 0, length === 0 && words.length > 0 ? random.pick(words) : Uint8Array.of(random.below(256)))
  const at = random.below(length)
  switch (random.below(words.length > 0 ? 14 : 11)) {
    case 0:
      return changed(bytes, at, bytes[at]! ^ (1 << random.below(8)))
    case 1:
      return changed(bytes, at, random.below(256))
    case 2:
      return changed(bytes, at, bytes[at]! + random.below(35) - 17)
    case 3:
      return insert(bytes, at, Uint8Array.from({ length: 1 + random.below(8) }, () => random.below(256)))
    case 4:
      return remove(bytes, at, 1 + random.below(Math.min(length, 4)))
    case 5:
      return remove(bytes, at, 1 + random.below(length))
    case 6: {
      const piece = bytes.slice(at, at + 1 + random.below(Math.min(64, length)))
      return insert(bytes, random.below(length), repeated(piece, random.oneIn(8) ? 1 + random.below(64) : 1))
    }
    case 7:
      return number(bytes, at, random)
    case 8: {
      // The beginning of one, the end of the other.
      const from = random.below(other.length)
      return join(bytes.subarray(0, at), other.subarray(from))
    }
    case 9: {
      const from = random.below(other.length)
      return insert(bytes, at, other.slice(from, from + 1 + random.below(Math.min(64, other.length))))
    }
    case 10:
      return decimal(bytes, at, random)
    case 11:
      return insert(bytes, at, random.pick(words))
    case 12:
      return insert(bytes, random.oneIn(2) ? 0 : length, random.pick(words))
    default: {
      const word = random.pick(words)
      const copy = bytes.slice()
      copy.set(word.subarray(0, length - at), at)
      return copy
    }
  }
}

function changed(bytes: Uint8Array, at: number, byte: number): Uint8Array {
  const copy = bytes.slice()
  copy[at] = byte
  return copy
}

function insert(bytes: Uint8Array, at: number, piece: Uint8Array): Uint8Array {
  const whole = new Uint8Array(bytes.length + piece.length)
  whole.set(bytes.subarray(0, at))
  whole.set(piece, at)
  whole.set(bytes.subarray(at), at + piece.length)
  return whole
}

function remove(bytes: Uint8Array, at: number, count: number): Uint8Array {
  return join(bytes.subarray(0, at), bytes.subarray(at + count))
}

export function join(...pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

function repeated(piece: Uint8Array, times: number): Uint8Array {
  const whole = new Uint8Array(piece.length * times)
  for (let at = 0; at < times; at++) whole.set(piece, at * piece.length)
  return whole
}

/** A number at an edge, of 1, 2, 4 or 8 bytes, in either order. */
function number(bytes: Uint8Array, at: number, random: Random): Uint8Array {
  const copy = bytes.slice()
  const size = Math.min(1 << random.below(4), copy.length - at)
  const little = random.oneIn(2)
  const value = BigInt(random.pick(EDGES)) - BigInt(random.below(2)) * (random.oneIn(4) ? 1n << 62n : 0n)
  for (let each = 0; each < size; each++) {
    copy[at + (little ? each : size - 1 - each)] = Number(BigInt.asUintN(8, value >> BigInt(8 * each)))
  }
  return copy
}

const NUMBERS = ['0', '-1', '00', '9', '255', '256', '65536', '2147483648', '4294967296', '9007199254740993', '1e400', '-0', '0.1', '99999999999999999999', '1_0', 'NaN', 'nan', 'inf']
const encoder = new TextEncoder()
const numbers = NUMBERS.map((text) => encoder.encode(text))

/** Another number where one is written in digits; else any byte. */
function decimal(bytes: Uint8Array, from: number, random: Random): Uint8Array {
  let at = from
  while (at < bytes.length && !isDigit(bytes[at]!)) at++
  let end = at
  while (end < bytes.length && isDigit(bytes[end]!)) end++
  if (at === end) return changed(bytes, from, random.below(256))
  return join(bytes.subarray(0, at), random.pick(numbers), bytes.subarray(end))
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}
