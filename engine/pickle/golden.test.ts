/** Pickles that CPython wrote, both ways. `build/golden/pickles.py` has the cases. */
import { describe, expect, test } from 'vitest'
import { fromHex, goldenCases, like, readGolden, toHex, withoutTextMemo, type Digest, type GoldenCase } from '../test/support/pickle-golden.ts'
import { Dict } from '../values/dict.ts'
import { bytes } from '../values/bytes.ts'
import { float } from '../values/float.ts'
import { hash } from '../values/key.ts'
import { repr, str } from '../values/repr.ts'
import { FrozenSet, PySet } from '../values/set.ts'
import { tuple, tupleFrom } from '../values/tuple.ts'
import { typeName } from '../values/type-name.ts'
import { dumps, loads, Opaque, PicklingError } from './index.ts'

const PLAIN = ['numbers', 'text', 'containers'] as const
const OTHERS = ['builtins', 'exceptions', 'objects'] as const
const PROTOCOLS = [0, 1, 2, 3, 4, 5] as const

/** What is shown in another way than Python's: as much as can be told without running code. */
const SHOWN_DIFFERENTLY: Readonly<Record<string, string>> = {
  'str.join': "getattr(<class 'str'>, 'join')",
  'itertools.count(5)': 'itertools.count(5)',
  "decimal.DivisionByZero('x')": "decimal.DivisionByZero('x')",
  "ipaddress.ip_address('10.0.0.1')": 'ipaddress.IPv4Address(167772161)',
}
/** `str()` is the class's own, which is not here. */
const STR_UNKNOWN = ["RemoteError('Traceback')", "BufferTooShort(b'data')", "decimal.DivisionByZero('x')", "ipaddress.ip_address('10.0.0.1')"]
/** Objects without a class of their own in a pickle: how they are made is all there is of them. */
const TYPE_UNKNOWN = /^(iter\(|reversed\(|dict\.fromkeys|OrderedDict\.fromkeys|\[1, 2\]\.append|str\.join|type\()/
/** Written another way by design: `queue.Empty` so that 3.6 can read it; old instances by the function that new ones use. */
const WRITTEN_DIFFERENTLY = /^(queue\.Empty|AttributeError)/

const shown = (golden: GoldenCase, protocol: number) => SHOWN_DIFFERENTLY[golden.expression] ?? golden.loaded?.[protocol] ?? golden.repr

describe.each([...PLAIN, ...OTHERS])('%s', (group) => {
  test.each(goldenCases(group))('$expression is read from each protocol as CPython shows it', (golden) => {
    for (const protocol of PROTOCOLS) {
      const pickle = golden.pickles[protocol]
      if (typeof pickle !== 'string') continue
      const value = loads(fromHex(pickle), { trailing: 'refuse' })
      const expected = shown(golden, protocol)
      if (expected !== null) expect(like(repr(value), expected), `protocol ${protocol}`).toEqual(expected)
      if (golden.loaded?.[protocol] !== undefined) continue
      if (golden.str !== null && !STR_UNKNOWN.includes(golden.expression) && SHOWN_DIFFERENTLY[golden.expression] === undefined) {
        expect(like(str(value), golden.str), `protocol ${protocol}`).toEqual(golden.str)
      }
      if (!TYPE_UNKNOWN.test(golden.expression) && protocol > 2) expect(typeName(value).split('.').at(-1)).toBe(golden.type)
    }
  })

  test.each(goldenCases(group))('$expression can be a key if CPython can hash it', (golden) => {
    const value = loads(fromHex(golden.pickles[4] as string))
    if (value instanceof Opaque) return
    if (golden.hashable) expect(() => hash(value)).not.toThrow()
    else expect(() => hash(value)).toThrow(/^unhashable type: '/)
  })
})

describe.each(PLAIN)('%s', (group) => {
  test.each(goldenCases(group))('$expression is written in CPython’s bytes', (golden) => {
    const value = loads(fromHex(golden.pickles[4] as string))
    for (const protocol of PROTOCOLS) {
      const expected = golden.pickles[protocol]!
      expect(like(dumps(value, { protocol }), expected), `protocol ${protocol}`).toEqual(expected)
    }
  })
})

describe.each(OTHERS)('%s', (group) => {
  test.each(goldenCases(group).filter(({ expression }) => !WRITTEN_DIFFERENTLY.test(expression)))(
    '$expression is written back opcode for opcode',
    (golden) => {
      for (const protocol of PROTOCOLS) {
        const expected = golden.pickles[protocol]
        if (typeof expected !== 'string') continue
        const pickle = fromHex(expected)
        if (toHex(pickle).includes(toHex(bytes('_reconstructor')))) continue
        expect(withoutTextMemo(dumps(loads(pickle), { protocol })), `protocol ${protocol}`).toEqual(withoutTextMemo(pickle))
      }
    },
  )
})

test('an instance of protocols 0 and 1 is written back by copyreg.__newobj__, which makes the same', () => {
  const token = goldenCases('objects').find(({ expression }) => expression.startsWith('Token('))!
  const value = loads(fromHex(token.pickles[1] as string))
  expect(repr(loads(dumps(value, { protocol: 1 })))).toBe(token.repr)
  expect(withoutTextMemo(dumps(value, { protocol: 2 }))).toEqual(withoutTextMemo(fromHex(token.pickles[2] as string)))
})

test('queue.Empty is written as queue Empty, which every version reads', () => {
  const pickle = loads(fromHex(goldenCases('exceptions').find(({ expression }) => expression === 'queue.Empty()')!.pickles[4] as string))
  expect(withoutTextMemo(dumps(pickle))).toEqual(["PROTO 4", "text 'queue'", "text 'Empty'", 'STACK_GLOBAL ', 'EMPTY_TUPLE ', 'REDUCE ', 'STOP '])
})

const count = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index))
const filled = (length: number, text: string) => new Uint8Array(length).fill(text.charCodeAt(0))

const large: Readonly<Record<string, () => unknown>> = {
  'bytes of 64 KiB less one': () => filled(65535, 'x'),
  'bytes of 64 KiB': () => filled(65536, 'x'),
  'bytes of 64 KiB in a list': () => [1, filled(65536, 'x'), 2],
  'bytes of 200000 twice': () => [filled(200000, 'y'), filled(200000, 'z')],
  'text of 64 KiB less one': () => 'x'.repeat(65535),
  'text of 64 KiB': () => 'x'.repeat(65536),
  'text of 64 KiB in a tuple': () => tuple('a', 'x'.repeat(65536), 'b', 'c'),
  'wide text': () => 'ä'.repeat(40000),
  '30000 ints': () => count(30000, (index) => index),
  '100000 ints': () => count(100000, (index) => index),
  'dict of 20000': () => new Dict(count(20000, (index) => [`k${index}`, index] as const)),
  'set of 50000': () => new PySet(count(50000, (index) => index)),
  'frozenset of 50000': () => new FrozenSet(count(50000, (index) => index)),
  'tuple of 50000 floats': () => tupleFrom(count(50000, (index) => float(index / 8))),
  records: () => count(5000, (index) => ({ name: `bed ${index}`, tags: ['a', 'b'], depth: float(index / 4), wet: null })),
  'long int': () => 7n ** 5000n,
}

test.each(readGolden<{ cases: { name: string; pickles: Digest[] }[] }>('pickle/large').cases)('$name: frames and batches are cut where CPython cuts them', (golden) => {
  const value = large[golden.name]!()
  for (const protocol of PROTOCOLS) expect(like(dumps(value, { protocol }), golden.pickles[protocol]), `protocol ${protocol}`).toEqual(golden.pickles[protocol])
})

test('a comparison with golden bytes can fail', () => {
  const [golden] = goldenCases('text')
  expect(toHex(dumps('something else'))).not.toBe(golden!.pickles[4])
  expect(withoutTextMemo(dumps(tuple('a', 'b')))).not.toEqual(withoutTextMemo(dumps(tuple('b', 'a'))))
  expect(() => withoutTextMemo(new Uint8Array([0xff]))).toThrow('there is no such opcode')
  expect(() => dumps(() => 1)).toThrow(PicklingError)
})
