/** What CPython says about its values. `build/golden/pickles.py` asked it. */
import { describe, expect, test } from 'vitest'
import { loads } from '../pickle/unpickler.ts'
import { fromHex, readGolden } from '../test/support/pickle-golden.ts'
import { equals } from './equality.ts'
import { reprFloat } from './float.ts'
import { hash } from './key.ts'
import { compare, holds } from './order.ts'
import type { Range } from './range.ts'
import { repr } from './repr.ts'

interface Compared {
  readonly expression: string
  readonly pickle: string
  readonly repr: string
  readonly type: string
  readonly equal: string
  readonly less: string
  readonly greaterOrEqual: string
}

const compared = readGolden<{ values: Compared[] }>('values/comparisons').values
const values = compared.map(({ pickle }) => loads(fromHex(pickle)))
const others = compared.map(({ pickle }) => loads(fromHex(pickle)))
/** Its order is known to its code only. */
const isOpaque = (row: Compared): boolean => row.type === 'datetime.date'
/** A nan that was pickled is another object in Python, and so is not found in a list; here there is one nan. */
const isListOfNan = (row: Compared): boolean => row.repr === '[nan]'

describe.each(compared.map((row, index) => ({ ...row, index })))('$expression', (row) => {
  const value = values[row.index]

  test('== is true for what it is true for in CPython', () => {
    for (const [index, other] of compared.entries()) {
      if (isListOfNan(row) && isListOfNan(other)) continue
      expect(equals(value, others[index]), `${row.expression} == ${other.expression}`).toBe(row.equal[index] === '1')
    }
  })

  test('< and >= hold where they do in CPython, and say the same where they cannot be asked', () => {
    for (const [index, other] of compared.entries()) {
      if ((isOpaque(row) && isOpaque(other)) || (isListOfNan(row) && isListOfNan(other))) continue
      for (const [comparison, outcomes] of [['<', row.less], ['>=', row.greaterOrEqual]] as const) {
        const ask = (): boolean => holds(value, comparison, others[index])
        const where = `${row.expression} ${comparison} ${other.expression}`
        if (outcomes[index] !== 'x') expect(ask(), where).toBe(outcomes[index] === '1')
        else if (/^[[(]/.test(row.repr)) expect(ask, where).toThrow(/^'(<|>=)' not supported between instances of '/)
        else expect(ask, where).toThrow(`'${comparison}' not supported between instances of '${row.type}' and '${other.type}'`)
      }
    }
  })

  test('what is equal and can be hashed hashes alike', () => {
    for (const [index] of compared.entries()) {
      if (row.equal[index] !== '1') continue
      let own: number
      try {
        own = hash(value)
      } catch {
        continue
      }
      expect(() => hash(others[index])).not.toThrow(/recursion/)
      // A bytearray is equal to bytes, a set to a frozenset, and neither can be hashed.
      if (!/^(bytearray|\{|set\()/.test(compared[index]!.repr)) expect(hash(others[index])).toBe(own)
    }
  })
})

test('a sort with compare puts mixed numbers in order', () => {
  const numbers = [3, 2n ** 70n, 1.5, -(2n ** 70n), true, 2 ** 80, Number.NEGATIVE_INFINITY]
  expect(numbers.sort(compare).map((number) => repr(number))).toEqual([
    '-inf', '-1180591620717411303424', 'True', '1.5', '3', '1180591620717411303424', '1.2089258196146292e+24',
  ])
})

test('floats are written with CPython’s digits', () => {
  const { cases } = readGolden<{ cases: [string, string][] }>('values/floats')
  expect(cases.length).toBeGreaterThan(1500)
  for (const [bits, text] of cases) {
    const bytes = fromHex(bits)
    expect(reprFloat(new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0)), bits).toBe(text)
  }
})

interface RangeCase {
  readonly expression: string
  readonly pickle: string
  readonly length: number
  readonly items: string[]
}

test.each(readGolden<{ cases: RangeCase[] }>('values/ranges').cases)(
  '$expression has the length and the items that it has in CPython',
  ({ pickle, length, items }) => {
    const range = loads(fromHex(pickle)) as Range
    expect(range.length).toBe(length)
    expect(Array.from(range, String)).toEqual(items)
  },
)
