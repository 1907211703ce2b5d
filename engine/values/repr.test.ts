import { describe, expect, test } from 'vitest'
import { ByteArray, bytes, decodeText, encodeLatin1, encodeText, latin1 } from './bytes.ts'
import { Dict } from './dict.ts'
import { Float, float, int, isFloat, isInt } from './float.ts'
import { REPR, STR, TYPE_NAME, type NestedRepr } from './hooks.ts'
import { repr, str } from './repr.ts'
import { PySet } from './set.ts'
import { tuple } from './tuple.ts'
import { typeName } from './type-name.ts'

class Plain {
  readonly a = 1
}
class Named {
  toString(): string {
    return 'Named here'
  }
}
class Hooked {
  get [TYPE_NAME](): string {
    return 'Bed'
  }
  [REPR](nested: NestedRepr): string {
    return `Bed(${nested('basil')})`
  }
  [STR](): string {
    return 'a bed'
  }
}

describe('JavaScript’s own values', () => {
  test.each<[unknown, string, string]>([
    [undefined, 'None', 'NoneType'],
    [null, 'None', 'NoneType'],
    [true, 'True', 'bool'],
    [-0, '-0.0', 'float'],
    [1, '1', 'int'],
    [2n ** 70n, '1180591620717411303424', 'int'],
    [2 ** 53, '9007199254740992.0', 'float'],
    [new Map([[1, [2]]]), '{1: [2]}', 'dict'],
    [new Set(['a']), "{'a'}", 'set'],
    [{ a: undefined }, "{'a': None}", 'dict'],
    [Buffer.from('ab'), "b'ab'", 'bytes'],
    [new Plain(), '<Plain object>', 'Plain'],
    [new Named(), 'Named here', 'Named'],
    [new Hooked(), "Bed('basil')", 'Bed'],
    [Plain, "<class 'Plain'>", 'function'],
    [Math.max, '<function max>', 'function'],
    [Symbol('s'), '<Symbol(s)>', 'symbol'],
  ])('%o', (value, text, name) => {
    expect(repr(value)).toBe(text)
    expect(typeName(value)).toBe(name)
  })

  test('str() is the text itself, what a class says, or the repr', () => {
    expect(str("it's")).toBe("it's")
    expect(str(new Hooked())).toBe('a bed')
    expect(str([new Hooked(), 'a'])).toBe("[Bed('basil'), 'a']")
  })
})

test('a value within itself is written as Python does', () => {
  const list: unknown[] = [1]
  list.push(list, tuple(list))
  expect(repr(list)).toBe('[1, [...], ([...],)]')
  const made = new Dict<unknown, unknown>()
  made.set('self', made)
  expect(repr(made)).toBe("{'self': {...}}")
  const twice = [1]
  expect(repr([twice, twice])).toBe('[[1], [1]]')
})

test('what is nested without end does not end the program', () => {
  let deep: unknown[] = []
  for (let level = 0; level < 100_000; level++) deep = [deep]
  expect(repr(deep)).toMatch(/^\[+\.\.\.\]+$/)
})

test('a repr can be cut', () => {
  expect(repr('x'.repeat(100), { maxLength: 10 })).toBe("'xxxxxxxxx…")
  expect(repr([1, 2], { maxLength: 10 })).toBe('[1, 2]')
  expect(repr(Array.from({ length: 1e6 }, (_, index) => index), { maxLength: 20 })).toBe('[0, 1, 2, 3, 4, 5, 6…')
  const shared = Array.from({ length: 40 }).reduce<unknown[]>((inner) => [inner, inner, inner], [1])
  expect(repr(shared, { maxLength: 50 })).toHaveLength(51)
})

test('text is UTF-8 with surrogatepass', () => {
  expect(encodeText('a\ud800b')).toEqual(Uint8Array.of(0x61, 0xed, 0xa0, 0x80, 0x62))
  for (const text of ['', 'é', '🌱', '\udfff', 'a\ud83c', '\ufeffa']) expect(decodeText(encodeText(text))).toBe(text)
  for (const wrong of [[0xff], [0xc0, 0x80], [0xed, 0xa0], [0xf8, 0x88, 0x80, 0x80, 0x80]]) expect(decodeText(Uint8Array.from(wrong))).toBeUndefined()
  expect(bytes('ä')).toEqual(Uint8Array.of(0xc3, 0xa4))
})

test('latin-1 is one byte a character', () => {
  const all = Uint8Array.from({ length: 256 }, (_, index) => index)
  expect(encodeLatin1(latin1(all))).toEqual(all)
  expect(encodeLatin1('€')).toBeUndefined()
  expect(latin1(new Uint8Array(100_000).fill(97))).toHaveLength(100_000)
})

test('int and float are told apart', () => {
  expect(isInt(1) && isInt(1n) && !isInt(1.5) && !isInt(true) && !isInt(new Float(1)) && !isInt(-0)).toBe(true)
  expect(isFloat(1.5) && isFloat(new Float(1)) && isFloat(-0) && isFloat(Number.NaN) && !isFloat(1)).toBe(true)
  expect(float(1)).toBeInstanceOf(Float)
  expect(float(1.5)).toBe(1.5)
  expect(Number(float(1)) + 1).toBe(2)
  expect(JSON.stringify([float(1)])).toBe('[1]')
  expect(int(5n)).toBe(5)
  expect(int(2n ** 60n)).toBe(2n ** 60n)
  expect(int(2 ** 60)).toBe(2n ** 60n)
  expect(repr(new ByteArray(bytes("it's")))).toBe('bytearray(b"it\\\'s")')
  expect(repr(new PySet([float(1)]))).toBe('{1.0}')
})
