/** Where the codec has a quick way and a slow one, both are walked, and at the border between them. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Dict } from '../values/dict.ts'
import { float } from '../values/float.ts'
import { repr } from '../values/repr.ts'
import { PySet } from '../values/set.ts'
import { Tuple, tuple, tupleFrom } from '../values/tuple.ts'
import { disassemble, dumps, Global, loads, registerGlobal, registerReduction } from './index.ts'

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31))
console.log(`quick paths: SEED=${seed}`)

const PROTOCOLS = [0, 1, 2, 3, 4, 5]
const back = (value: unknown, protocol = 4): any => loads(dumps(value, { protocol }), { trailing: 'refuse' })
const opcodes = (value: unknown): string[] => disassemble(dumps(value)).map(({ opcode }) => opcode)
const up = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index))

describe('numbers in a list', () => {
  const borders = [0, 1, 255, 256, 65535, 65536, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1, 2 ** 53, -0, -1, -128, -(2 ** 31), -(2 ** 31) - 1, 0.5, 1e300, NaN, Infinity]

  test.each(PROTOCOLS)('are written in a row as they are one by one, in protocol %i', (protocol) => {
    expect(repr(back(borders, protocol))).toBe(repr(borders))
    for (const number of borders) expect(repr(back([number, 'between', number], protocol))).toBe(repr([number, 'between', number]))
  })

  test('take the opcodes that CPython takes', () => {
    expect(opcodes([255, 256, 65535, 65536, -1, 2 ** 31, 0.5, float(1)]).slice(5, -2)).toEqual(['BININT1', 'BININT2', 'BININT2', 'BININT', 'BININT', 'LONG1', 'BINFLOAT', 'BINFLOAT'])
  })

  test('are read in a row as they are one by one, and one that is cut off is named', () => {
    const pickle = dumps(borders.filter((number) => Number.isInteger(number)).concat(up(3000, (index) => index * 40)))
    const at = disassemble(pickle).findLastIndex(({ opcode }) => opcode === 'BININT')
    const { offset } = disassemble(pickle)[at]!
    for (const length of [1, 2, 3, 4]) {
      const cut = pickle.slice(0, offset + length)
      cut[3] = 0
      const frameless = Uint8Array.of(...cut.slice(0, 2), ...cut.slice(11))
      expect(() => loads(frameless), `${length}`).toThrow(`BININT at byte ${offset - 9}: 4 more bytes were expected, ${length - 1} are left`)
    }
  })

  test('end a frame where one by one they would', () => {
    // A text first, so that the frame does not end where a batch does.
    for (const length of [65_500, 65_520, 65_524, 65_525, 65_526, 65_527, 65_540]) {
      const text = 'x'.repeat(length - 20)
      const row = up(40, (index) => index)
      const frames = (value: unknown): number[] => disassemble(dumps(value)).filter(({ opcode }) => opcode === 'FRAME').map(({ argument }) => Number(argument?.value))
      expect(frames([text, ...row])[0]).toBe(frames([text, ...row.map(BigInt)])[0])
    }
  })
})

describe('texts', () => {
  const lengths = [0, 1, 11, 12, 13, 21, 22, 23, 63, 64, 65, 84, 85, 86, 127, 128, 254, 255, 256, 257, 8191, 8192, 8193, 65535, 65536]
  const letters: readonly (readonly [name: string, letter: string])[] = [['ASCII', 'a'], ['Latin-1', 'é'], ['two bytes', 'λ'], ['three bytes', '水'], ['four bytes', '🌱'], ['a lone surrogate', '\ud83c']]

  test.each(letters)('of %s come back at every length at which another way is taken', (_name, letter) => {
    for (const length of lengths) {
      for (const text of [letter.repeat(length), 'a'.repeat(length) + letter, letter + 'a'.repeat(length)]) {
        for (const protocol of PROTOCOLS) expect(back([text, text, 1], protocol), `${length}, protocol ${protocol}`).toEqual([text, text, 1])
      }
    }
  })

  test('have a length of one byte up to 255 bytes, and of four beyond', () => {
    for (const [text, opcode] of [['a'.repeat(255), 'SHORT_BINUNICODE'], ['a'.repeat(256), 'BINUNICODE'], ['é'.repeat(127), 'SHORT_BINUNICODE'], ['é'.repeat(128), 'BINUNICODE']] as const) {
      expect(opcodes(text), `${text.length}`).toContain(opcode)
    }
  })

  test('are written once when they come again, short and long, and alike at most places', () => {
    for (const text of ['a', 'name of a plant', 'x'.repeat(40), 'y'.repeat(300), 'z'.repeat(9000)]) expect(opcodes([text, text]).filter((name) => name === 'BINGET'), text.slice(0, 9)).toHaveLength(1)
    const alike = up(2000, (index) => `${'p'.repeat(30)}${String(index).padStart(6, '0')}${'s'.repeat(30)}`)
    expect(back([...alike, ...alike])).toEqual([...alike, ...alike])
  })

  test('come back when there are more of them than are remembered', () => {
    const many = up(5000, (index) => `text ${index}`)
    const value = [...many, ...many.toReversed(), ...many.map((text) => ({ [text]: text, name: text }))]
    expect(repr(back(value))).toBe(repr(value))
  })

  test('of one pickle are unknown in the next', () => {
    const value = [{ name: 'basil', water: 1 }, 'mint', { name: 'mint' }]
    const first = dumps(value)
    for (let turn = 0; turn < 1000; turn++) dumps([{ name: `plant ${turn}`, water: turn }, 'mint'])
    expect(dumps(value)).toEqual(first)
  })
})

describe('names in small pickles', () => {
  test('are what their bytes say, also where their places among the usual ones are taken', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ maxLength: 13 }), fc.stringMatching(/^[ab]{1,4}$/)), { maxLength: 9 }), (names) => {
        expect(back(names)).toEqual(names)
        expect(back(tuple('id', 'method', tupleFrom(names), {}))[2]).toEqual(tupleFrom(names))
      }),
      { seed, numRuns: 2000 },
    )
  })
})

describe('plain objects', () => {
  test('of changing shapes, with names that look alike', () => {
    const names = up(600, (index) => `a${'bcdefgh'[index % 7]}${index}z`)
    const value = up(1500, (index) => Object.fromEntries(up(index % 5, (at) => [names[(index * 7 + at * 13) % names.length]!, at])))
    for (const protocol of [0, 2, 4]) expect(repr(back(value, protocol))).toBe(repr(value))
  })

  test.each([0, 1, 2, 999, 1000, 1001, 2000])('with %i properties', (count) => {
    const value = Object.fromEntries(up(count, (index) => [`k${index}`, index]))
    for (const protocol of PROTOCOLS) expect([...back(value, protocol)]).toEqual(Object.entries(value))
    expect(dumps(value)).toEqual(dumps(new Dict(Object.entries(value))))
  })

  test('do not take in what somebody has given to all objects', () => {
    const shared = { a: 1 }
    const clean = dumps([shared, shared, {}])
    // oxlint-disable-next-line no-extend-native -- that is what is tried here
    Object.defineProperty(Object.prototype, 'everywhere', { value: 1, enumerable: true, configurable: true, writable: true })
    let dirty: Uint8Array
    try {
      dirty = dumps([shared, shared, {}])
    } finally {
      delete (Object.prototype as { everywhere?: unknown }).everywhere
    }
    expect(dirty).toEqual(clean)
    expect(repr(loads(clean))).toBe("[{'a': 1}, {'a': 1}, {}]")
  })

  test('have each getter asked once', () => {
    let asked = 0
    const value = { get first() { return ++asked }, second: 2 }
    expect([...back([value])[0]]).toEqual([['first', 1], ['second', 2]])
    expect(asked).toBe(1)
  })
})

/** A value of many containers, of which equal ones may be one and the same. */
function web(numbers: readonly number[]): unknown {
  const made: unknown[] = []
  for (const number of numbers) {
    const one = made[number % (made.length + 1)] ?? null
    const other = made[(number >> 4) % (made.length + 1)] ?? number % 3
    made.push([[one, other], tuple(other, one), { a: other, b: one }, new Dict<unknown, unknown>([[number % 2, one]]), [], [number % 5], tuple(number % 5)][number % 7])
  }
  return made
}

/** The containers of a value in the order in which they are met, each as the number of the first that is the same. */
function identities(value: unknown): number[] {
  const seen = new Map<object, number>()
  const found: number[] = []
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null || (part instanceof Tuple && part.length === 0)) return
    const known = seen.get(part)
    found.push(known ?? seen.size)
    if (known !== undefined) return
    seen.set(part, seen.size)
    if (Array.isArray(part)) part.forEach(visit)
    else for (const [, item] of part instanceof Map ? part : Object.entries(part)) visit(item)
  }
  visit(value)
  return found
}

describe('containers that are met again', () => {
  test('are the same ones afterwards, however many there are and however alike', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 0xffff }), { maxLength: 200 }), fc.constantFrom(...PROTOCOLS), (numbers, protocol) => {
        const value = web(numbers)
        expect(identities(back(value, protocol))).toEqual(identities(value))
      }),
      { seed, numRuns: 300 },
    )
  })

  test.each<[string, (index: number) => object]>([
    ['empty lists', () => []],
    ['lists of the same texts', () => ['red', 'green']],
    ['tuples of different numbers', (index) => tuple(index, 'x')],
    ['objects with ids', (index) => ({ id: index, tags: [] })],
    ['dicts', () => new Dict([['a', 1]])],
  ])('%s: ten thousand, the last few of them again', (_name, make) => {
    const many = up(10_000, make)
    const value = [...many, many[0], many[4095], many[4096], many[9999], many[9999]]
    const [all] = [back(value)]
    expect(identities(all)).toEqual(identities(value))
  })

  test('a tuple within itself, before and after a thousand others', () => {
    const others = up(1000, () => [])
    for (const value of [[], others]) {
      const inner: unknown[] = [...value]
      const self = tuple(7, inner)
      inner.push(self, ...others)
      for (const protocol of PROTOCOLS) {
        const made = back([self, inner], protocol)
        expect(made[0][1]).toBe(made[1])
        expect(made[1][value.length]).toBe(made[0])
      }
    }
  })

  test('an object is told from a dict, list or tuple that holds the same', () => {
    const value = [{ a: 1 }, new Dict([['a', 1]]), [1], tuple(1), { b: 1 }]
    expect(identities(back(value))).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('a pickle that is made while another one is, and one that fails, leave nothing behind', () => {
    class Nest {
      readonly inside: unknown
      constructor(inside: unknown) {
        this.inside = inside
      }
    }
    registerReduction(Nest, ({ inside }) => ({ callable: new Global('quick.paths', 'Nest'), args: [dumps(inside)] }))
    registerGlobal('quick.paths', 'Nest', { call: ([bytes]) => new Nest(loads(bytes as Uint8Array)) })
    const shared = { name: 'basil' }
    const made = back([shared, new Nest([shared, new Nest(shared)]), shared])
    expect(made[2]).toBe(made[0])
    expect(repr(made[1].inside[0])).toBe("{'name': 'basil'}")
    const before = dumps([shared, 'name', shared])
    expect(() => dumps([up(20, () => [shared]), { f: () => 0 }])).toThrow('is a function')
    expect(dumps([shared, 'name', shared])).toEqual(before)
  })
})

test('pickles of every size keep their bytes while others are made', () => {
  const values = up(300, (index) => [index, 'x'.repeat(index * 7), up(index % 50, (at) => at / 3)])
  const pickles = values.map((value) => dumps(value))
  const copies = pickles.map((pickle) => Uint8Array.from(pickle))
  for (const size of [10, 100, 1000, 5000, 100_000, 2_000_000]) for (let turn = 0; turn < 5; turn++) dumps(['y'.repeat(size), up(size % 999, (at) => at)])
  expect(pickles.every((pickle, index) => Buffer.compare(pickle, copies[index]!) === 0)).toBe(true)
  expect(pickles.every((pickle) => pickle.constructor === Uint8Array)).toBe(true)
})

describe('keys of a dict', () => {
  const keys = [1, true, 1n, float(1), 0, false, -0, float(-0), 2 ** 53, 2n ** 53n, '1', null, tuple(1), tuple(true), 255, 256, -1, 1.5]

  test('that are equal in Python are one, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...keys), { maxLength: 12 }), (chosen) => {
        const quick = new Dict<unknown, number>()
        const slow: [unknown, number][] = []
        chosen.forEach((key, index) => {
          quick.set(key, index)
          // repr with equality by Python's rules, one after the other.
          const at = slow.findIndex(([known]) => new PySet([known]).has(key))
          if (at < 0) slow.push([key, index])
          else slow[at]![1] = index
        })
        expect([...quick.values()]).toEqual(slow.map(([, index]) => index))
        for (const key of keys) expect(quick.has(key)).toBe(slow.some(([known]) => new PySet([known]).has(key)))
        expect(repr(back(quick))).toBe(repr(quick))
        for (const key of chosen) quick.delete(key)
        expect(quick.size).toBe(0)
      }),
      { seed, numRuns: 500 },
    )
  })
})

describe('tuples', () => {
  test('of every length', () => {
    for (const length of [0, 1, 2, 3, 4, 31, 32, 33, 100]) {
      const value = tupleFrom(up(length, (index) => index))
      const made = back(value)
      expect(made).toBeInstanceOf(Tuple)
      expect(made).toHaveLength(length)
      expect(repr(made)).toBe(repr(value))
      expect(made.map((item: number) => item)).not.toBeInstanceOf(Tuple)
      expect(made.constructor).toBe(Tuple)
    }
  })

  test('of a class of one’s own', () => {
    class Pair extends Tuple<number> {
      get sum(): number {
        return this[0]! + this[1]!
      }
    }
    const pair = new Pair(3, 4)
    expect(pair.sum).toBe(7)
    expect(pair).toBeInstanceOf(Tuple)
    expect([...pair]).toEqual([3, 4])
    expect(repr(back(pair))).toBe('(3, 4)')
  })
})
