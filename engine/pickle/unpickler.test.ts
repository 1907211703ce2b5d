import { describe, expect, test } from 'vitest'
import { fromHex, readGolden } from '../test/support/pickle-golden.ts'
import { ByteArray, bytes } from '../values/bytes.ts'
import { AttributeError, FileNotFoundError, KeyError, OSError, QueueEmpty } from '../values/exceptions.ts'
import { Dict } from '../values/dict.ts'
import { repr } from '../values/repr.ts'
import { Tuple, tuple } from '../values/tuple.ts'
import { dumps, Global, loads, Opaque, registerGlobal, UnpicklingError } from './index.ts'

/** Latin-1, so that a pickle can be written as text. */
const raw = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

interface RawCase {
  readonly name: string
  readonly pickle: string
  readonly repr?: string | null
  readonly error?: string
}

/** Where this engine ends otherwise than CPython, with why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  // CPython imports the class and finds that it is none, or calls it: here nothing is called.
  'INST without arguments': 'object()',
  NEWOBJ_EX: 'object()',
  // A number has no __setstate__ and no __dict__, which an empty state does not reveal to CPython.
  'BUILD of a number': 'error',
}

describe('pickles that no pickler of CPython 3 writes', () => {
  test.each(readGolden<{ cases: RawCase[] }>('pickle/raw').cases)('$name ends as it does in CPython', (golden) => {
    const read = (): unknown => loads(fromHex(golden.pickle))
    const different = DIFFERENT[golden.name]
    if (different === 'error' || (different === undefined && golden.error !== undefined)) expect(read).toThrow(UnpicklingError)
    else if (different !== undefined) expect(repr(read())).toBe(different)
    else expect(repr(read())).toBe(golden.repr)
  })
})

describe('errors name the opcode and where it is', () => {
  test.each([
    ['', 'end of pickle at byte 0: the pickle ends without STOP'],
    ['N', 'end of pickle at byte 1: the pickle ends without STOP'],
    ['\xff.', '0xff at byte 0: there is no such opcode as 0xff: this is no pickle'],
    ['\x80\x06N.', 'PROTO at byte 0: pickle protocols go up to 5, got 6'],
    ['N\x8c\x05ab.', 'SHORT_BINUNICODE at byte 1: 5 more bytes were expected, 3 are left'],
    ['B\xff\xff\xff\xffx.', 'BINBYTES at byte 0: 4294967295 more bytes were expected, 2 are left'],
    ['\x8e\xff\xff\xff\xff\xff\xff\xff\xffx.', 'BINBYTES8 at byte 0: 18446744073709551615 more bytes were expected, 2 are left'],
    ['\x8b\xff\xff\xff\xff.', 'LONG4 at byte 0: a length is 0 or more, got -1'],
    ['\x8c\x02\xc3\x28.', 'SHORT_BINUNICODE at byte 0: 2 bytes of text are not UTF-8'],
    ['Ix\n.', 'INT at byte 0: an int was expected, got "x"'],
    ['F1.x\n.', 'FLOAT at byte 0: a float was expected, got "1.x"'],
    ['g5\n.', 'GET at byte 0: there is no memo entry 5'],
    ['gx\n.', 'GET at byte 0: the number of a memo entry was expected, got "x"'],
    ['.', 'STOP at byte 0: 1 value was expected on the stack'],
    ['N\x86.', 'TUPLE2 at byte 1: 2 values were expected on the stack'],
    ['Nt.', 'TUPLE at byte 1: a mark was expected on the stack'],
    ['NNa.', 'APPEND at byte 2: a list was expected below the items on the stack'],
    ['Na.', 'APPEND at byte 1: a value was expected on the stack below the mark'],
    ['}(Nu.', 'SETITEMS at byte 3: keys and values were expected in pairs above the mark'],
    ['NNNs.', 'SETITEM at byte 3: a dict was expected below the keys and values on the stack'],
    ['}]Ns.', "SETITEM at byte 3: unhashable type: 'list'"],
    ['](N\x90.', 'ADDITEMS at byte 3: a set was expected below the items on the stack'],
    ['(]\x91.', "FROZENSET at byte 2: unhashable type: 'list'"],
    ['NNR.', 'REDUCE at byte 2: a tuple of arguments was expected on top of the stack'],
    ['N)R.', 'REDUCE at byte 2: a class or function was expected below the arguments on the stack'],
    ['NN\x93.', 'STACK_GLOBAL at byte 2: a module and a name, both str, were expected on the stack'],
    ['N}b.', 'BUILD at byte 2: an object with a state was expected below the state on the stack'],
    ['(o.', 'OBJ at byte 1: a class was expected above the mark'],
    ['cbuiltins.', 'GLOBAL at byte 0: a line was expected, and no newline comes in the 9 bytes that are left'],
    ['Px\n.', 'PERSID at byte 0: objects by an id of the program (persistent_id) are a private agreement of Python programs: send the object itself'],
    ['\x82\x01.', 'EXT1 at byte 0: classes by number (copyreg.add_extension) are a private agreement of Python programs: send them by name'],
    ['\x97.', 'NEXT_BUFFER at byte 0: buffers beside the pickle (buffer_callback) cannot come over a connection: pickle without buffer_callback'],
  ])('%j', (pickle, message) => {
    expect(() => loads(raw(pickle))).toThrow(new UnpicklingError(message))
  })

  test('a pickle cut anywhere is an UnpicklingError, never a value and never another error', () => {
    const whole = dumps([1, 'basil', { beds: [tuple(1.5, 2n ** 70n), new KeyError('x')] }, new Uint8Array(300)], { protocol: 4 })
    for (let length = 0; length < whole.length; length++) expect(() => loads(whole.subarray(0, length))).toThrow(UnpicklingError)
  })

  test('bytes after the end are ignored, as CPython does, or refused on request', () => {
    expect(loads(raw('N.rest'))).toBeNull()
    expect(() => loads(raw('N.rest'), { trailing: 'refuse' })).toThrow(new UnpicklingError('STOP at byte 1: the pickle ends here, and 4 bytes follow'))
  })
})

const refused = (pickle: Uint8Array, limits: Record<string, number>, message: string): void =>
  expect(() => loads(pickle, { limits })).toThrow(new UnpicklingError(message))

describe('limits', () => {
  test('depth bounds the marks that are open at once', () => {
    const pickle = raw(`${'('.repeat(50)}t.`)
    refused(pickle, { depth: 49 }, 'MARK at byte 49: more marks are open than the limit depth=49')
    expect(() => loads(raw(`${'('.repeat(20_000)}.`))).toThrow('limit depth=10000')
  })

  test('stack bounds the values that wait', () => {
    refused(raw(`(${'N'.repeat(20)}t.`), { stack: 10 }, 'NONE at byte 11: more values wait on the stack than the limit stack=10')
  })

  test('nodes bounds containers and objects', () => {
    refused(raw(`(${']}'.repeat(20)}t.`), { nodes: 10 }, 'EMPTY_LIST at byte 11: more containers and objects than the limit nodes=10')
    refused(raw('(cm\nf\n)R0cm\nf\n)Rl.'), { nodes: 2 }, 'EMPTY_TUPLE at byte 14: more containers and objects than the limit nodes=2')
  })

  test('memo bounds what is remembered', () => {
    refused(raw('Np0\np1\np2\n.'), { memo: 2 }, 'PUT at byte 7: more memo entries than the limit memo=2')
  })

  test('exceptions whose arguments have shared parts, of which a few bytes make a text without end', () => {
    const error = loads(raw(`\x80\x02cbuiltins\nValueError\n()${'2\x86'.repeat(60)}tR.`)) as Error
    expect(error.message).toMatch(/^\(\(\(.*…$/)
    expect(error.message.length).toBeLessThanOrEqual(1_000_001)
    // Ten thousand of them are no ten thousand times as much.
    const many = loads(raw(`\x80\x02(cbuiltins\nKeyError\nq\x000)${'2\x86'.repeat(60)}q\x010${'h\x00h\x01\x85R'.repeat(10_000)}t.`)) as Error[]
    expect(many).toHaveLength(10_000)
    expect(many.reduce((sum, { message }) => sum + message.length, 0)).toBeLessThan(10_000_000)
  })

  test('keys made of shared parts, of which a few bytes make millions', () => {
    // 2¹⁵ tuples in one, and that in a hundred keys.
    const keys = Array.from({ length: 100 }, (_, index) => `h\x00K${String.fromCharCode(index)}\x86Ns`)
    const pickle = raw(`\x80\x02})${'2\x86'.repeat(15)}q\x000${keys.join('')}.`)
    expect(() => loads(pickle)).toThrow(/^SETITEM at byte \d+: the keys of one pickle hold too many values together/)
    // What comes after it starts afresh.
    expect(loads(raw('})Ns.'))).toEqual(new Dict([[tuple(), null]]))
  })

  test('digits bounds decimal ints, which take long to read', () => {
    refused(raw(`L${'9'.repeat(5000)}L\n.`), {}, 'LONG at byte 0: an int of 5000 digits is over the limit digits=4300')
    expect(loads(raw(`L${'9'.repeat(4000)}L\n.`))).toBe(BigInt('9'.repeat(4000)))
  })

  test('a memo number says nothing about memory', () => {
    expect(loads(raw('Nr\xff\xff\xff\x7f0j\xff\xff\xff\x7f.'))).toBeNull()
    expect(loads(raw('N\x85p9007199254740991\n0g9007199254740991\n.'))).toEqual(tuple(null))
  })

  test('shared parts that would unfold without end are read, and their repr can be cut', () => {
    // Each list holds the one before ten times over: 10^30 items when written out.
    const levels = Array.from({ length: 30 }, (_, level) => `](${`g${level}\n`.repeat(10)}ep${level + 1}\n`).join('')
    const laughs = loads(raw(`]p0\n${levels}.`))
    expect(repr(laughs, { maxLength: 1000 })).toHaveLength(1001)
  })

  test('what is nested too deep for a key is an error of the pickle', () => {
    expect(() => loads(raw(`})${'\x85'.repeat(50_000)}Ns.`))).toThrow(/^SETITEM at byte 50003: maximum recursion depth exceeded/)
  })
})

describe('objects', () => {
  test('a class that nobody registered is opaque: its name, how it was made, its state', () => {
    const value = loads(raw('\x80\x02cgarden\nBed\n)\x81}X\x05\x00\x00\x00depthK\x03sb.')) as Opaque
    expect(value).toBeInstanceOf(Opaque)
    expect(value).toMatchObject({ module: 'garden', name: 'Bed', made: 'newobj' })
    expect(value.state).toEqual(new Dict([['depth', 3]]))
    expect(repr(value)).toBe('<garden.Bed depth=3>')
  })

  test('a hostile REDUCE makes an opaque object and runs nothing', () => {
    const value = loads(raw("cos\nsystem\n(S'rm -rf /'\ntR.")) as Opaque
    expect(repr(value)).toBe("os.system('rm -rf /')")
    const attribute = loads(raw('cbuiltins\ngetattr\n(cos\nsystem\nS"__self__"\ntR.'))
    expect(attribute).toBeInstanceOf(Opaque)
    expect(repr(loads(raw("cbuiltins\neval\n(S'1 + 1'\ntR.")))).toBe("eval('1 + 1')")
  })

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('a global called %s is nothing special', (name) => {
    expect(loads(raw(`cbuiltins\n${name}\n.`))).toEqual(new Global('builtins', name))
    expect(loads(raw(`c${name}\n${name}\n)R.`))).toBeInstanceOf(Opaque)
  })

  test('a dict key called __proto__ is a key', () => {
    const value = loads(dumps(new Dict([['__proto__', 1], ['constructor', 2]]))) as Dict
    expect([...value]).toEqual([['__proto__', 1], ['constructor', 2]])
  })

  test('slots come as a tuple of two dicts', () => {
    const value = loads(raw('\x80\x02cgarden\nBed\n)\x81N}X\x05\x00\x00\x00depthK\x03s\x86b.'))
    expect(repr(value)).toBe('<garden.Bed depth=3>')
  })

  test('items and entries of a class derived from list or dict are kept', () => {
    expect(repr(loads(raw('\x80\x02cgarden\nBeds\n)\x81(K\x01K\x02e.')))).toBe('<garden.Beds [1, 2]>')
    expect(repr(loads(raw('\x80\x02cgarden\nBeds\n)\x81K\x01K\x02s.')))).toBe('<garden.Beds {1: 2}>')
  })

  test('an object may be in its own state', () => {
    const value = loads(raw('\x80\x02cgarden\nBed\n)\x81q\x00}X\x04\x00\x00\x00selfh\x00sb.')) as Opaque
    expect((value.state as Dict).get('self')).toBe(value)
    expect(repr(value)).toBe('<garden.Bed self=...>')
    const again = loads(dumps(value)) as Opaque
    expect((again.state as Dict).get('self')).toBe(again)
  })

  test('exceptions are made, with their arguments and state', () => {
    const value = loads(raw('\x80\x03cbuiltins\nAttributeError\nX\x01\x00\x00\x00x\x85R}X\x04\x00\x00\x00nameNsb.')) as AttributeError
    expect(value).toBeInstanceOf(AttributeError)
    expect(value.message).toBe('x')
    expect(value.state).toEqual(new Dict([['name', null]]))
    expect(loads(raw('c_queue\nEmpty\n)R.'))).toBeInstanceOf(QueueEmpty)
    expect(loads(raw('cqueue\nEmpty\n)R.'))).toBeInstanceOf(QueueEmpty)
    expect(loads(raw('cgarden\nWiltedError\n)R.'))).toBeInstanceOf(Opaque)
  })

  test('Python 2 names and kinds of OSError are those of Python 3', () => {
    const value = loads(raw("cexceptions\nOSError\n(K\x02S'gone'\ntR."))
    expect(value).toBeInstanceOf(FileNotFoundError)
    expect(value).toBeInstanceOf(OSError)
    // From protocol 3 on names are taken as they are.
    expect(loads(raw('\x80\x03cexceptions\nOSError\n.'))).toEqual(new Global('exceptions', 'OSError'))
  })

  test('arguments that no pickler writes leave a builtin opaque', () => {
    for (const pickle of ['cbuiltins\nlist\nK\x05\x85R.', 'cbuiltins\nbytearray\nJ\x00\x00\x00\x40\x85R.', 'cbuiltins\nrange\nN\x85R.', 'cbuiltins\ncomplex\nN\x85R.', 'cbuiltins\ndict\n]N\x85a\x85R.']) {
      expect(loads(raw(pickle))).toBeInstanceOf(Opaque)
    }
  })

  test('list, tuple, dict, bytes and bytearray may be called', () => {
    expect(loads(raw('cbuiltins\nlist\n](K\x01K\x02e\x85R.'))).toEqual([1, 2])
    expect(loads(raw('cbuiltins\ntuple\n](K\x01K\x02e\x85R.'))).toEqual(tuple(1, 2))
    expect(loads(raw('cbuiltins\ntuple\n](K\x01K\x02e\x85R.'))).toBeInstanceOf(Tuple)
    expect(repr(loads(raw('cbuiltins\ndict\n]K\x01K\x02\x86a\x85R.')))).toBe('{1: 2}')
    expect(loads(raw('\x80\x03cbuiltins\nbytearray\nC\x01a\x85R.'))).toEqual(new ByteArray(bytes('a')))
  })
})

describe('registered globals', () => {
  class Rose {
    readonly state: unknown
    constructor(state: unknown) {
      this.state = state
    }
  }
  const seen: unknown[] = []
  registerGlobal('test_unpickler', 'plant', { call: (args, context) => [...args, context] })
  registerGlobal('test_unpickler', 'Rose', {
    newobj: (args, context) => {
      seen.push([args, context])
      return {}
    },
    build: (_object, state, context) => new Rose([state, context]),
  })
  const rose = '\x80\x02ctest_unpickler\nRose\n)\x81q\x00'

  test('call gets the arguments and the context', () => {
    expect(loads(raw('ctest_unpickler\nplant\nK\x05\x85R.'), { context: 'here' })).toEqual([5, 'here'])
  })

  test('build may put another object in the place of the one under way, also where that was remembered', () => {
    const [first, second] = loads(raw(`](${rose.slice(2)}K\x07bh\x00e.`), { context: 'here' }) as Rose[]
    expect(first).toEqual(new Rose([7, 'here']))
    expect(second).toBe(first)
  })

  test('an inert load calls nothing but what makes plain values', () => {
    seen.length = 0
    const value = loads(raw(`(${rose.slice(2)}K\x07bctest_unpickler\nplant\n)Rcbuiltins\nKeyError\nK\x01\x85Rt.`), { inert: true }) as Tuple
    expect(seen).toEqual([])
    expect(repr(value)).toBe('(<test_unpickler.Rose 7>, test_unpickler.plant(), KeyError(1))')
  })

  test('errors of a registered function are its own', () => {
    registerGlobal('test_unpickler', 'fail', { call: () => { throw new RangeError('no') } })
    expect(() => loads(raw('ctest_unpickler\nfail\n)R.'))).toThrow(new RangeError('no'))
  })
})

test('large bytes are a window on the pickle, small ones are not', () => {
  const pickle = dumps(new Uint8Array(100_000))
  expect((loads(pickle) as Uint8Array).buffer).toBe(pickle.buffer)
  expect((loads(dumps(new Uint8Array(100))) as Uint8Array).byteLength).toBe(100)
  expect((loads(dumps([new Uint8Array(100)])) as Uint8Array[])[0]!.buffer.byteLength).toBe(100)
})

test('several nans that Python had in one dict or set stay several', () => {
  for (const text of ['{nan: 1, nan: 2}', '{(nan, 1): 1, (nan, 1): 2}', '{nan, nan, 5}', 'frozenset({nan, nan})', 'frozenset({(nan, 1), (nan, 1)})']) {
    const key = text.includes('(nan, 1)') ? 'G\x7f\xf8\x00\x00\x00\x00\x00\x00K\x01\x86' : 'G\x7f\xf8\x00\x00\x00\x00\x00\x00'
    const pickle = text.startsWith('frozenset')
      ? `\x80\x04(${key}${key}\x91.`
      : text.includes(':') ? `\x80\x04}(${key}K\x01${key}K\x02u.` : `\x80\x04\x8f(${key}${key}K\x05\x90.`
    const value = loads(raw(pickle))
    expect(repr(value)).toBe(text)
    expect(repr(loads(dumps(value)))).toBe(text)
  }
})

test('a state that a function of its own gives is kept, and given again by it', () => {
  const state = (load: string) => `${load}cgarden\nBed\n)\x81q\x00cgarden\nset_state\nh\x00}X\x01\x00\x00\x00aK\x01s\x86R0`
  const bed = loads(raw(`${state('')}.`)) as Opaque
  expect(bed.name).toBe('Bed')
  expect(repr(bed.setter)).toBe('<function garden.set_state>')
  expect(repr(bed.state)).toBe("{'a': 1}")
  for (let protocol = 0; protocol <= 5; protocol++) {
    const [one, two] = loads(dumps([bed, bed], { protocol })) as Opaque[]
    expect(two).toBe(one)
    expect(one).toEqual(bed)
  }
  // Any other call whose result is dropped is none of that.
  expect((loads(raw('cgarden\nBed\n)\x81cgarden\nlog\nK\x01\x85R0.')) as Opaque).setter).toBeUndefined()
})

test('what stands for a path, a number or a name and is none is described without being written out', () => {
  // The arguments are a tuple of a tuple of … each twice: sixty of them are more than any text can hold.
  for (const name of ['pathlib\nPurePosixPath', 'fractions\nFraction', 'decimal\nDecimal']) {
    const pickle = Buffer.from(`\x80\x02c${name}\n)${'2\x86'.repeat(60)}2\x86R.`, 'latin1')
    expect(repr(loads(pickle, { inert: true }), { maxLength: 200 }).length).toBeLessThan(500)
  }
})

test('an object to which nothing was appended is the same after it was written', () => {
  const pickle = Buffer.from('\x80\x02ccollections\ndeque\n)R(e(u.', 'latin1')
  const value = loads(pickle)
  expect(repr(loads(dumps(value)))).toBe(repr(value))
})
