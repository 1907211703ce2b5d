/** `struct` and `array` against CPython's: by chance, the seed is printed. `CASES` says how many for each version. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { pythonsOf, type Python } from './support/processes.ts'
import { Random } from './support/random.ts'
import { ByteArray, Complex, Dict, Float, Tuple, repr, tupleFrom } from '../values/index.ts'
import { randomCase, type Case } from './support/struct-cases.ts'
import { StructError, calcsize, pack, unpack } from '../shared-memory/struct.ts'
import { bytesOf, checkTypecode, itemsFromBytes } from '../shared-memory/typecodes.ts'

/** What either says: the bytes and the values in them, or an error. */
type Answer = readonly [bytes: string, values: string] | { readonly type: string; readonly words: string }

/** The version whose words ours are; the others are asked less. */
const REFERENCE = '3.13'
const CASES = Number(process.env['CASES'] ?? 0)
const program = fileURLToPath(new URL('programs/python/struct_answers.py', import.meta.url))

function told(value: unknown): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'bigint') return ['int', String(value)]
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : ['float', repr(value)]
  if (value instanceof Float) return ['float', repr(value)]
  if (value instanceof ByteArray) return ['bytearray', hex(value)]
  if (value instanceof Uint8Array) return ['bytes', hex(value)]
  if (value instanceof Complex) return ['complex', repr(value)]
  if (value instanceof Tuple) return ['tuple', [...value]]
  if (Array.isArray(value)) return ['list', value.map(told)]
  if (value instanceof Dict) return ['dict', []]
  throw new Error(`this has no form to tell: ${repr(value)}`)
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function ask(python: Python, cases: readonly Case[]): Answer[] {
  const input = cases.map((each) => [each.kind, each.format, given(each)])
  const output = execFileSync(python.path, [program], { input: JSON.stringify(input), maxBuffer: 1 << 30, encoding: 'utf8' })
  return JSON.parse(output) as Answer[]
}

function given(each: Case): unknown {
  if (each.kind === 'unpack') return hex(each.bytes)
  // An array is made of a list, of bytes or of a text.
  return each.kind === 'array' ? told(each.values) : each.values.map(told)
}

function ours(each: Case): Answer {
  try {
    switch (each.kind) {
      case 'pack': {
        const packed = pack(each.format, ...each.values)
        return [hex(packed), repr(unpack(each.format, packed))]
      }
      case 'unpack':
        return [String(calcsize(each.format)), repr(unpack(each.format, each.bytes))]
      case 'array': {
        const typecode = checkTypecode(each.format, each.values)
        const bytes = bytesOf(typecode, each.values)
        return [hex(bytes), repr(itemsFromBytes(typecode, bytes))]
      }
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { type: error instanceof StructError ? 'struct.error' : error.name, words: error.message }
  }
}

/** What CPython of before said where it now says what it may be. */
const BEFORE: readonly { readonly until: number; readonly now: RegExp; readonly before: RegExp }[] = [
  {
    until: 11,
    now: /^'.' format requires/,
    before: /^(argument out of range|int too large to convert|(byte|ubyte|short|ushort) format requires .*|'.' format requires .*)$/,
  },
  {
    until: 9,
    now: /^'.*' object cannot be interpreted as an integer$/,
    before: /^(an integer is required \(got type .*\)|integer argument expected, got float|array item must be integer|can't convert complex to int)$/,
  },
  { until: 9, now: /^must be real number, not complex$/, before: /^can't convert complex to float$/ },
]

/** What only 3.13 can: the typecode w, and reading a Pascal string of no bytes, on which those before raise SystemError. */
function isNew(each: Case): boolean {
  return each.kind === 'array' ? each.format === 'w' : /(^|\D)0+p/.test(each.format)
}

function minorOf(python: Python): number {
  return Number(python.version.split('.')[1])
}

function agree(our: Answer, their: Answer, minor: number): boolean {
  if (Array.isArray(our) || Array.isArray(their)) return JSON.stringify(our) === JSON.stringify(their)
  const [a, b] = [our, their] as { type: string; words: string }[]
  if (a!.type !== b!.type) return false
  return a!.words === b!.words || BEFORE.some(({ until, now, before }) => minor <= until && now.test(a!.words) && before.test(b!.words))
}

function differences(python: Python, cases: readonly Case[]): string[] {
  const theirs = ask(python, cases)
  return cases.flatMap((each, at) => {
    const our = ours(each)
    if (minorOf(python) < 13 && isNew(each)) return []
    return agree(our, theirs[at]!, minorOf(python)) ? [] : [`${each.kind} ${JSON.stringify(each.format)} ${repr('values' in each ? tupleFrom([each.values]) : each.bytes)}: ours ${JSON.stringify(our)}, CPython's ${JSON.stringify(theirs[at])}`]
  })
}

const pythons = pythonsOf('3.8', '3.9', '3.10', '3.11', '3.12', '3.13')
const newest = pythons.find(({ version }) => version.startsWith(REFERENCE)) ?? pythons.at(-1)

test.skipIf(pythons.length === 0).each(pythons)('struct and array answer as CPython $version does', { timeout: 120_000 }, (python) => {
  const random = new Random()
  const cases = Array.from({ length: CASES || (python === newest ? 50_000 : 5_000) }, () => randomCase(random))
  const found = differences(python, cases)
  expect(found.slice(0, 20), `${found.length} of ${cases.length} differ`).toEqual([])
})

test('an answer that differs is found', () => {
  const error = { type: 'struct.error', words: 'argument out of range' }
  expect(agree(['00', '(0,)'], ['01', '(0,)'], 13)).toBe(false)
  expect(agree(['00', '(0,)'], error, 13)).toBe(false)
  expect(agree({ type: 'struct.error', words: "'b' format requires -128 <= number <= 127" }, error, 13)).toBe(false)
  expect(agree({ type: 'struct.error', words: "'b' format requires -128 <= number <= 127" }, error, 11)).toBe(true)
  expect(agree({ type: 'TypeError', words: 'argument out of range' }, error, 11)).toBe(false)
})
