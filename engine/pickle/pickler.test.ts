import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../test/support/pickle-golden.ts'
import { AuthenticationError, BufferTooShort, ProcessError, TimeoutError } from '../errors.ts'
import { bytes } from '../values/bytes.ts'
import { Dict } from '../values/dict.ts'
import { AttributeError, Exception, KeyError, QueueEmpty } from '../values/exceptions.ts'
import { Float, float } from '../values/float.ts'
import { repr } from '../values/repr.ts'
import { FrozenSet, PySet } from '../values/set.ts'
import { Tuple, tuple } from '../values/tuple.ts'
import { dumps, Global, loads, Opaque, PicklingError, registerGlobal, registerReduction, UnpicklingError } from './index.ts'

const roundTrip = (value: unknown, protocol = 4): unknown => loads(dumps(value, { protocol }))

describe('TypeScript values that Python has other names for', () => {
  test.each([
    ['undefined', undefined, 'None'],
    ['a plain object', { a: 1, b: { c: [] } }, "{'a': 1, 'b': {'c': []}}"],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), "{'a': 1}"],
    ['a Map', new Map<unknown, unknown>([[1, 'x'], ['y', null]]), "{1: 'x', 'y': None}"],
    ['a Set', new Set([1, 'x']), "{1, 'x'}"],
    ['a Buffer', Buffer.from('basil'), "b'basil'"],
    ['an integral float', new Float(2), '2.0'],
    ['a small bigint', 5n, '5'],
    ['a large bigint', 2n ** 64n, '18446744073709551616'],
    ['a number beyond the safe ints', 2 ** 60, '1.152921504606847e+18'],
    ['minus zero', -0, '-0.0'],
    ['a sparse array', Object.assign([], { length: 2 }), '[None, None]'],
    ['an array with undefined', [undefined, 1], '[None, 1]'],
  ])('%s', (_name, value, text) => {
    for (let protocol = 0; protocol <= 5; protocol++) expect(repr(roundTrip(value, protocol))).toBe(text)
  })

  test('an object’s own enumerable properties are sent, and nothing that it inherits', () => {
    expect([...(roundTrip(JSON.parse('{"__proto__": 1, "toString": 2}')) as Dict)]).toEqual([['__proto__', 1], ['toString', 2]])
  })
})

const water = (): void => undefined
class Socket {
  readonly open = true
}

describe('what has no pickle', () => {

  test.each<[unknown, string]>([
    [water, 'value is a function (water), and functions have no pickle: send what it gives, or register it where it is needed'],
    [{ beds: [1, 2, { water }] }, 'value.beds[2].water is a function (water), and'],
    [new Dict([['beds', [1, 2, { water }]]]), "value['beds'][2].water is a function (water), and"],
    [tuple(1, new Map([[tuple(1, 'a'), { 'a b': () => 1 }]])), "value[1][(1, 'a')]['a b'] is a function (a b), and"],
    [[Symbol('s')], 'value[0] is a symbol, and symbols have no pickle'],
    [{ socket: new Socket() }, 'value.socket is an object of class Socket, which has no pickle: register one with registerReduction(Socket, …), or send a plain object'],
    [new Set([1, water]), 'value.item(1) is a function'],
    [new Map([[water, 1]]), 'value.key(<function water>) is a function'],
    [new KeyError('a', [water]), 'value.args[1][0] is a function'],
    [[new Date(0)], 'value[0] is an object of class Date, which has no pickle'],
    [[new WeakMap()], 'value[0] is an object of class WeakMap'],
    [[Promise.resolve(1)], 'value[0] is an object of class Promise'],
    [new Opaque(new Global('garden', 'Bed'), 'newobj', [], undefined), ''],
  ])('%o', (value, message) => {
    if (message === '') expect(() => dumps(value)).not.toThrow()
    else expect(() => dumps(value)).toThrow(PicklingError)
    if (message !== '') expect(() => dumps(value)).toThrow(message)
  })

  test('the first place is named where a value is in two', () => {
    const shared = { water }
    expect(() => dumps([[0, shared], shared])).toThrow(/^value\[0\]\[1\]\.water is/)
  })

  test('a value that is too deep', () => {
    let deep: unknown[] = []
    for (let level = 0; level < 5000; level++) deep = [deep]
    expect(() => dumps(deep)).toThrow(/^value(\[0\])+ is nested more than \d+ deep$/)
  })

  test('a global with a newline needs a protocol that has no lines', () => {
    const value = new Global('garden', 'a\nb')
    expect(loads(dumps(value))).toEqual(value)
    expect(() => dumps(value, { protocol: 3 })).toThrow('value has a newline in its name, which needs protocol 4')
  })

  test.each([-1, 6, 2.5, Number.NaN])('protocol %s', (protocol) => {
    expect(() => dumps(1, { protocol })).toThrow(new PicklingError(`a pickle protocol is 0 to 5, got ${protocol}`))
  })

  test('the next value is pickled as if nothing had happened', () => {
    expect(() => dumps([1, water])).toThrow(PicklingError)
    expect(roundTrip([1, 2])).toEqual([1, 2])
  })
})

describe('shared and recursive references', () => {
  test.each([0, 1, 2, 3, 4, 5])('one object stays one, in protocol %i', (protocol) => {
    const part = [1]
    const [first, second, inTuple] = roundTrip([part, part, tuple(part)], protocol) as [unknown, unknown, Tuple]
    expect(second).toBe(first)
    expect(inTuple[0]).toBe(first)
    const two = roundTrip([[1], [1]], protocol) as unknown[]
    expect(two[0]).not.toBe(two[1])
  })

  test.each([0, 1, 2, 3, 4, 5])('an object may be in itself, in protocol %i', (protocol) => {
    const list: unknown[] = []
    list.push(list, tuple(list))
    const again = roundTrip(list, protocol) as [unknown, Tuple]
    expect(again[0]).toBe(again)
    expect(again[1][0]).toBe(again)
    const bed: Record<string, unknown> = {}
    bed['self'] = bed
    const dict = roundTrip(bed, protocol) as Dict
    expect(dict.get('self')).toBe(dict)
  })

  test('a set may be in an object that is in it', () => {
    const inside = new Opaque(new Global('garden', 'Bed'), 'newobj', [])
    const set = new PySet([inside])
    inside.state = new Dict([['home', set]])
    const again = roundTrip(set) as PySet<Opaque>
    expect((([...again][0] as Opaque).state as Dict).get('home')).toBe(again)
    const frozen = new FrozenSet([inside])
    inside.state = new Dict([['home', frozen]])
    expect(repr(roundTrip(frozen))).toBe("frozenset({<garden.Bed home=frozenset(...)>})")
  })
})

describe('reductions', () => {
  class Plant {
    readonly name: string
    constructor(name: string) {
      this.name = name
    }
  }
  class Herb extends Plant {}
  registerReduction(Plant, (plant, context) => ({ callable: new Global('test_pickler', 'Plant'), args: [plant.name, context] }))
  registerGlobal('test_pickler', 'Plant', { call: ([name]) => new Plant(String(name)) })
  class Twin {
    readonly others: Twin[] = []
  }
  registerReduction(Twin, (twin) => ({ callable: new Global('test_pickler', 'Twin'), made: 'newobj', args: [], state: twin.others }))
  registerGlobal('test_pickler', 'Twin', { newobj: () => new Twin(), build: (twin: Twin, state) => void twin.others.push(...(state as Twin[])) })

  test('a class says how it is pickled, for derived classes too', () => {
    expect(loads(dumps([new Plant('basil'), new Herb('mint')], { context: 'here' }))).toEqual([new Plant('basil'), new Plant('mint')])
    expect(repr(loads(dumps(new Plant('basil'), { context: 'here' }), { inert: true }))).toBe("test_pickler.Plant('basil', 'here')")
  })

  test('the nearest class decides', () => {
    class Weed extends Plant {}
    registerReduction(Weed, () => new Global('test_pickler', 'WEED'))
    expect(loads(dumps(new Weed('x')))).toEqual(new Global('test_pickler', 'WEED'))
  })

  test('an object may be in its own state', () => {
    const twin = new Twin()
    twin.others.push(twin)
    const again = loads(dumps(twin)) as Twin
    expect(again).toBeInstanceOf(Twin)
    expect(again.others[0]).toBe(again)
  })

  test.each([0, 1, 2, 3, 4, 5])('keywords of __new__ are written so that protocol %i can say them', (protocol) => {
    const made = new Opaque(new Global('garden', 'Bed'), 'newobj_ex', [1], new Dict([['depth', 2]]))
    expect(loads(dumps(made, { protocol }))).toEqual(made)
  })

  test.each([0, 1, 2, 3, 4, 5])('a class in a class is found through getattr before protocol 4; here %i', (protocol) => {
    const value = loads(dumps(new Global('garden', 'Bed.Row'), { protocol }))
    expect(repr(value)).toBe(protocol >= 4 ? "<class 'garden.Bed.Row'>" : "getattr(<class 'garden.Bed'>, 'Row')")
  })
})

describe('exceptions', () => {
  test('go by the name that Python has for them', () => {
    expect(toHex(dumps(new QueueEmpty(), { protocol: 0 }))).toBe(toHex(bytes('cQueue\nEmpty\np0\n(tRp1\n.')))
    const error = new AttributeError('x')
    error.state = new Dict([['name', 'vent']])
    expect((roundTrip(error) as AttributeError).state).toEqual(error.state)
  })

  test('one derived here travels as the nearest that Python knows', () => {
    class WiltedError extends KeyError {}
    const again = roundTrip(new WiltedError('basil'))
    expect(again).toBeInstanceOf(KeyError)
    expect(repr(again)).toBe("KeyError('basil')")
    expect(repr(new WiltedError('basil'))).toBe("WiltedError('basil')")
  })

  test.each([
    new ProcessError(), new BufferTooShort('x'), new TimeoutError('slow'), new AuthenticationError('digest sent was rejected'),
    new PicklingError('p'), new UnpicklingError('u'), new Exception('x', 1),
  ])('the engine’s own: %s', (error) => {
    for (let protocol = 0; protocol <= 5; protocol++) {
      const again = roundTrip(error, protocol) as Error
      expect(again.constructor).toBe(error.constructor)
      expect(again.message).toBe(error.message)
    }
  })
})

test('text with lone surrogates survives in every protocol', () => {
  for (const text of ['\ud800', 'a\udcffb', '\udfff', '🌱\ud83c']) {
    for (let protocol = 0; protocol <= 5; protocol++) expect(roundTrip(text, protocol)).toBe(text)
  }
})

test('texts around the lengths at which the opcode changes are written with the shorter one', () => {
  for (const length of [0, 1, 84, 85, 86, 127, 128, 255, 256]) {
    for (const letter of ['a', 'ä', '€']) {
      const text = letter.repeat(length)
      const pickle = dumps(text)
      expect(loads(pickle)).toBe(text)
      expect(pickle.includes(0x8c)).toBe(bytes(text).length <= 255)
    }
  }
})

test('a value and its golden bytes', () => {
  const value = { plant: 'basil', depth: 3, wet: true, rows: tuple(1, float(2)) }
  expect(toHex(dumps(value, { protocol: 2 }))).toBe(toHex(fromHex('80027d7100285805000000706c616e7471015805000000626173696c71025805000000646570746871034b0358030000007765747104885804000000726f777371054b01474000000000000000867106752e')))
})
