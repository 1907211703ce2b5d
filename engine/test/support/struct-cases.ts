/** Formats and values by chance, for `struct` and `array`: valid ones, and all the ways of being wrong. For tests. */
import { ByteArray, Complex, bytes, dict, float, tuple } from '../../values/index.ts'
import type { Random } from './random.ts'

/** One question to ask of both. */
export type Case =
  | { readonly kind: 'pack'; readonly format: string; readonly values: readonly unknown[] }
  | { readonly kind: 'unpack'; readonly format: string; readonly bytes: Uint8Array }
  | { readonly kind: 'array'; readonly format: string; readonly values: readonly unknown[] | string | Uint8Array }

const ORDERS = ['', '', '@', '=', '<', '>', '!'] as const
const CODES = 'xcbB?hHiIlLqQnNefdspP'
const TYPECODES = 'bBuwhHiIlLqQfd'
const SPACES = ['', '', '', '', ' ', '  ', '\t', '\n ']
const INTEGER_BITS: Readonly<Record<string, number>> = { b: 8, B: 8, h: 16, H: 16, i: 32, I: 32, l: 64, L: 64, q: 64, Q: 64, n: 64, N: 64, P: 64 }

/** One case. About one in four has something wrong with it. */
export function randomCase(random: Random): Case {
  const roll = random.next()
  if (roll < 0.25) return { kind: 'array', ...randomArray(random) }
  const { format, codes } = randomFormat(random)
  if (roll < 0.35) return { kind: 'unpack', format, bytes: random.bytes(random.below(40)) }
  const values = codes.map((code) => randomValue(random, code))
  if (random.next() < 0.03) values.pop()
  if (random.next() < 0.03) values.push(1)
  return { kind: 'pack', format, values }
}

function randomFormat(random: Random): { format: string; codes: string[] } {
  let format: string = random.pick(ORDERS)
  const codes: string[] = []
  for (let left = random.below(7); left > 0; left--) {
    const code = random.pick([...CODES])
    const count = random.next() < 0.5 ? undefined : random.below(code === 's' || code === 'p' ? 300 : 4)
    format += random.pick(SPACES) + (count === undefined ? '' : random.next() < 0.05 ? `00${count}` : count) + code
    if (code === 's' || code === 'p') codes.push(code)
    else if (code !== 'x') for (let n = count ?? 1; n > 0; n--) codes.push(code)
  }
  if (random.next() < 0.08) format = damaged(random, format)
  return { format, codes }
}

/** Something that no format has, at some place in it. */
function damaged(random: Random, format: string): string {
  const wrong = ['Z', '3', '@', '\0', 'é', 'ü€', '2 i', '9223372036854775808i', '9223372036854775807q', '99999999999999999999s', 'O', '-1i', '1.5d', 'u', 'w', '(', '\x7f', '<']
  const at = random.below(format.length + 1)
  return format.slice(0, at) + random.pick(wrong) + format.slice(at)
}

function randomValue(random: Random, code: string): unknown {
  if (random.next() < 0.06) return oddValue(random)
  if (code in INTEGER_BITS) return randomInteger(random, INTEGER_BITS[code]!)
  switch (code) {
    case 'c':
      return random.bytes(random.next() < 0.95 ? 1 : random.below(3))
    case 's':
    case 'p':
      return random.next() < 0.9 ? random.bytes(random.below(20)) : new ByteArray(random.bytes(random.below(400)))
    case '?':
      return random.next() < 0.8 ? random.next() < 0.5 : oddValue(random)
    case 'u':
    case 'w':
      return String.fromCodePoint(random.pick([0x20 + random.below(0x150), 0x1f600 + random.below(50), 65]))
    default:
      return randomFloat(random)
  }
}

function randomInteger(random: Random, bits: number): number | bigint {
  // Around each border, and far beyond.
  const power = random.pick([7, 8, 15, 16, 31, 32, 63, 64, bits - 1, bits, bits, 80])
  const border = 1n << BigInt(power)
  const near = BigInt(random.below(5) - 2)
  const made = random.pick([border + near, -border + near, BigInt(random.below(256)) - 128n, BigInt(random.below(2 ** 31)), near])
  const number = Number(made)
  return Number.isSafeInteger(number) ? number : made
}

function randomFloat(random: Random): unknown {
  const double = new DataView(random.bytes(8).buffer as ArrayBuffer).getFloat64(0)
  const plain = (random.next() - 0.5) * 2 ** random.below(40)
  const small = (random.next() - 0.5) * 2 ** -random.below(30)
  const edges = [0, -0, 65_504, 65_519.999, 65_520, -65_520, 65_536, 6e-8, 2.98e-8, 2 ** -25, 6.1e-5, 6.103515625e-5, 2048.5, 2049, 2051, 3.4028234663852886e38, 3.4028235677973366e38, 3.4028235677973362e38, Infinity, -Infinity, NaN, 1e-45, 7e-46, 5e-324]
  const number = random.pick([Number.isNaN(double) ? NaN : double, plain, small, random.pick(edges)])
  return random.next() < 0.1 ? random.pick([1, -70_000, 2n ** 100n, 2n ** 128n, 2n ** 1023n, 10n ** 400n, -(2n ** 1024n), true, 10n ** 39n]) : float(number)
}

function oddValue(random: Random): unknown {
  return random.pick([null, 'a', '', 'text', 1.5, float(2), -0, true, false, 2n ** 90n, bytes('b'), new ByteArray([1]), [], [1], tuple(), dict(), new Complex(1, 2), new Uint8Array(), NaN])
}

function randomArray(random: Random): { format: string; values: readonly unknown[] | string | Uint8Array } {
  const format = random.next() < 0.96 ? random.pick([...TYPECODES]) : random.pick(['z', 'ii', '', 'c', 'é', 'n', 'x', '?', 'e'])
  const roll = random.next()
  if (roll < 0.04) return { format, values: random.pick(['', 'text', 'garten 🌱', 'é']) }
  // Bytes of characters may stand for none.
  if (roll < 0.14 && format !== 'u' && format !== 'w') return { format, values: random.bytes(random.below(20)) }
  return { format, values: Array.from({ length: random.below(5) }, () => randomValue(random, format)) }
}
