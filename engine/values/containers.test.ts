import { describe, expect, test } from 'vitest'
import { ByteArray, bytes } from './bytes.ts'
import { Complex } from './complex.ts'
import { Dict, dict } from './dict.ts'
import { equals } from './equality.ts'
import { RecursionError, TypeError as PythonTypeError } from './exceptions.ts'
import { Float, float } from './float.ts'
import { KEY } from './hooks.ts'
import { hash } from './key.ts'
import { Range } from './range.ts'
import { repr } from './repr.ts'
import { FrozenSet, PySet } from './set.ts'
import { Ellipsis, Slice } from './slice.ts'
import { intoTuple, Tuple, tuple } from './tuple.ts'

describe('Tuple', () => {
  test('one number is one item, not a length', () => {
    expect(repr(tuple(3))).toBe('(3,)')
    expect(repr(new Tuple(3))).toBe('(3,)')
    expect(repr(Tuple.of(3))).toBe('(3,)')
    expect(repr(Tuple.from([3]))).toBe('(3,)')
  })

  test('what is made of its items is a list', () => {
    for (const made of [tuple(1, 2).map(String), tuple(1, 2).slice(), tuple(1, 2).filter(Boolean)]) expect(made).not.toBeInstanceOf(Tuple)
  })

  test('an array becomes one in place', () => {
    const items = [1, 2]
    expect(intoTuple(items)).toBe(items)
    expect(items).toBeInstanceOf(Tuple)
  })
})

describe('Dict', () => {
  test('1, 1.0, True and 1+0j are one key, and the one that came first stays', () => {
    for (const first of [1, new Float(1), true, 1n, new Complex(1)]) {
      const made = new Dict<unknown, unknown>([[first, 'first']])
      for (const same of [1, new Float(1), true, 1n, new Complex(1)]) {
        expect(made.has(same)).toBe(true)
        made.set(same, repr(same))
        expect(made.get(first)).toBe(repr(same))
      }
      expect(made.size).toBe(1)
      expect([...made.keys()][0]).toBe(first)
      expect(made.delete(true)).toBe(true)
      expect(made.size).toBe(0)
      expect(made.has(first)).toBe(false)
    }
  })

  test('a key that was deleted can come again as another of the same', () => {
    const made = new Dict<unknown, number>([[true, 1]])
    made.delete(1)
    made.set(new Float(1), 2).set(1, 3)
    expect(repr(made)).toBe('{1.0: 3}')
    made.clear()
    made.set(1, 4)
    expect(repr(made)).toBe('{1: 4}')
  })

  test('tuples, bytes, frozensets and ranges are keys by value, and no text is one of them', () => {
    const made = new Dict<unknown, number>([
      [tuple(1, 'a'), 1], [bytes('k'), 2], [new FrozenSet([1, 'x']), 3], [new Range(0, 5), 4], [Ellipsis, 5], [null, 6], ['(n1;s1:a)', 7], ['N', 8], ['b1:k', 9],
    ])
    expect(made.size).toBe(9)
    expect(made.get(tuple(true, 'a'))).toBe(1)
    expect(made.get(bytes('k'))).toBe(2)
    expect(made.get(new FrozenSet(['x', new Float(1)]))).toBe(3)
    expect(made.get(new Range(0, 5, 1))).toBe(4)
    expect(made.get(undefined)).toBe(6)
    expect(made.get(tuple(1, 'b'))).toBeUndefined()
    expect(made.get('(n1;s1:a)')).toBe(7)
  })

  test('large numbers: an int and the float of the same amount are one key', () => {
    const made = new Dict<unknown, number>([[2n ** 70n, 1]])
    expect(made.get(2 ** 70)).toBe(1)
    expect(made.get(2n ** 70n + 1n)).toBeUndefined()
    expect(new Dict([[2 ** 70, 1]]).get(2n ** 70n as never)).toBe(1)
    expect(new Dict<unknown, number>([[0, 1]]).get(-0)).toBe(1)
  })

  test.each([[[], 'list'], [{}, 'dict'], [new Map(), 'dict'], [new Dict(), 'dict'], [new PySet(), 'set'], [new ByteArray(1), 'bytearray'], [tuple(1, []), 'list']])(
    '%o cannot be a key',
    (key, name) => {
      for (const use of [() => new Dict([[key, 1]]), () => new Dict().get(key), () => new Dict().has(key), () => new PySet([key]), () => hash(key)]) {
        expect(use).toThrow(PythonTypeError)
        expect(use).toThrow(`unhashable type: '${name}'`)
      }
    },
  )

  test('objects are keys by identity, or by what they say stands for them', () => {
    class Bed {
      readonly id = 1
    }
    class Seed {
      readonly name: string
      constructor(name: string) {
        this.name = name
      }
      [KEY](): unknown {
        return this.name
      }
    }
    const bed = new Bed()
    expect(new Dict<unknown, number>([[bed, 1]]).get(bed)).toBe(1)
    expect(new Dict<unknown, number>([[bed, 1]]).get(new Bed())).toBeUndefined()
    expect(new Dict<unknown, number>([[new Seed('basil'), 1]]).get(new Seed('basil'))).toBe(1)
    expect(equals(new Seed('basil'), new Seed('basil'))).toBe(true)
    expect(equals(new Seed('basil'), new Seed('mint'))).toBe(false)
  })

  test('is made of an object or of pairs', () => {
    expect(repr(dict({ a: 1 }))).toBe("{'a': 1}")
    expect(repr(dict([['a', 1]]))).toBe("{'a': 1}")
  })
})

describe('sets', () => {
  test('items are told apart as keys are', () => {
    const made = new PySet<unknown>([true, 1, new Float(1), tuple(1), tuple(true), 'a'])
    expect(repr(made)).toBe("{True, (1,), 'a'}")
    expect(made.delete(1)).toBe(true)
    expect(repr(made)).toBe("{(1,), 'a'}")
    made.clear()
    expect(repr(made)).toBe('set()')
  })

  test('a frozenset cannot be changed', () => {
    const made = new FrozenSet([1])
    for (const change of [() => made.add(2), () => made.delete(1), () => made.clear()]) {
      expect(change).toThrow(PythonTypeError)
      expect(change).toThrow('a frozenset cannot be changed')
    }
    expect(repr(made)).toBe('frozenset({1})')
  })

  test('a set and a frozenset of the same items are equal', () => {
    expect(equals(new PySet([1, tuple(2)]), new FrozenSet([tuple(2), true]))).toBe(true)
    expect(equals(new PySet([1]), [1])).toBe(false)
  })
})

test('a list that is in itself is equal to itself, and cannot be compared with another such', () => {
  const one: unknown[] = []
  one.push(one)
  const two: unknown[] = []
  two.push(two)
  expect(equals([one], [one])).toBe(true)
  expect(() => equals(one, two)).toThrow(RecursionError)
})

test('slices are equal part by part', () => {
  expect(equals(new Slice(1, null, float(2)), new Slice(true, undefined, 2))).toBe(true)
  expect(equals(new Slice(1), new Slice(2))).toBe(false)
})

test('values of shared parts are compared once for each pair of parts', () => {
  const laughs = (depth: number): unknown => (depth === 0 ? 'lol' : Array<unknown>(10).fill(laughs(depth - 1)))
  expect(equals(laughs(40), laughs(40))).toBe(true)
  expect(equals(laughs(40), laughs(39))).toBe(false)
})

test('a key of -0.0 stays a float, and is the key 0', () => {
  const made = new Dict<unknown, unknown>([[-0, 'zero']])
  expect(repr(made)).toBe("{-0.0: 'zero'}")
  expect([made.get(0), made.get(-0), made.get(float(0)), made.get(false)]).toEqual(['zero', 'zero', 'zero', 'zero'])
  made.set(0, 'still one')
  expect(repr(made)).toBe("{-0.0: 'still one'}")
  expect(repr(new PySet([-0, 0]))).toBe('{-0.0}')
  expect(repr(new FrozenSet([0, -0]))).toBe('frozenset({0})')
})

test('each nan that is an object is a key of its own, and so is each complex with one', () => {
  const [one, two] = [new Float(Number.NaN), new Float(Number.NaN)]
  const made = new Dict<unknown, unknown>([[one, 1], [two, 2], [one, 3]])
  expect(repr(made)).toBe('{nan: 3, nan: 2}')
  expect(made.get(one)).toBe(3)
  const z = new Complex(Number.NaN, 0)
  expect(new PySet([z, z, new Complex(Number.NaN, 0), tuple(z), tuple(z)]).size).toBe(3)
})
