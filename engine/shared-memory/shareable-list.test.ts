import { existsSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { dumps, loads } from '../pickle/index.ts'
import { AssertionError, FileExistsError, FileNotFoundError, IndexError, KeyError, TypeError as PythonTypeError, UnicodeDecodeError, UnicodeEncodeError, ValueError } from '../values/exceptions.ts'
import { ByteArray, bytes, float, repr } from '../values/index.ts'
import { ShareableList, type ShareableListOptions } from './shareable-list.ts'
import { SharedMemory } from './shared-memory.ts'
import { StructError } from './struct.ts'

const made: SharedMemory[] = []
afterEach(() => {
  for (const memory of made.splice(0)) {
    memory.close()
    memory.unlink()
  }
})

function list<T>(items: Iterable<T> | null, options?: ShareableListOptions): ShareableList<T> {
  const one = new ShareableList<T>(items, options)
  made.push(one.shm)
  return one
}

const ITEMS = [1, 2.5, true, 'añb', bytes('xy\0'), null, 'howdy', -273.154, 100, '', new Uint8Array(0)]

describe.each(['offsets', 'sizes'] as const)('a list laid out by %s', (layout) => {
  test('gives what was put in, to whoever attaches', () => {
    const here = list(ITEMS, { layout })
    expect(here.format).toBe('qdxxxxxxx?8s8sxxxxxx?x8sdq8s8s')
    expect(here.shm.size).toBe(layout === 'offsets' ? 291 : 283)
    const there = new ShareableList(undefined, { name: here.shm.name })
    const text = `ShareableList([1, 2.5, True, 'añb', b'xy', None, 'howdy', -273.154, 100, '', b''], name='${here.shm.name}')`
    expect([repr(here), repr(there), String(there)]).toEqual([text, text, text])
    there[3] = '12345678'
    there[0] = 'abc'
    there[6] = 5
    there[-2] = null
    expect([here[3], here[0], here[6], here[9], here[-2]]).toEqual(['12345678', 'abc', 5, null, null])
    expect(here.format).toBe('8sdxxxxxxx?8s8sxxxxxx?xqdqxxxxxx?x8s')
    there[6] = 'z'
    expect(here[6]).toBe('z')
    expect([here.length, there.length]).toEqual([11, 11])
    there.shm.close()
  })
})

test('ints and floats stay what they are', () => {
  const one = list([1, float(1), -0, 9007199254740993n, -(2n ** 63n), 2n ** 63n - 1n, Infinity, false])
  expect(repr(one.toList())).toBe('[1, 1.0, -0.0, 9007199254740993, -9223372036854775808, 9223372036854775807, inf, False]')
})

test('count and index compare as Python does', () => {
  const one = list([1.5, null, true, '12345678', 'z', 1, null])
  expect([one.count(true), one.count(1), one.count('z'), one.count(null), one.count('none')]).toEqual([2, 2, 1, 2, 0])
  expect([one.index('z'), one.index(1), one.index(null)]).toEqual([4, 2, 1])
  expect(() => one.index('nope')).toThrow(new ValueError("'nope' not in this container"))
})

test('it may be empty, or a text', () => {
  const none = list([])
  expect([none.shm.size, none.length, none.format, none.toList()]).toEqual([16, 0, '', []])
  expect(() => none[0]).toThrow(new IndexError('index out of range'))
  expect(() => none[-1]).toThrow(IndexError)
  expect(list(null).length).toBe(0)
  const text = list('abc')
  expect(text.toList()).toEqual(['a', 'b', 'c'])
  const there = new ShareableList(null, { name: none.shm.name })
  expect(there.length).toBe(0)
  there.shm.close()
})

test('places beyond its ends, and what it cannot hold, are refused, and nothing is changed', () => {
  const one = list([1, 'basil'])
  expect(() => one[2]).toThrow(new IndexError('index out of range'))
  expect(() => one[-3]).toThrow(new IndexError('index out of range'))
  expect(() => (one[2] = 1)).toThrow(new IndexError('assignment index out of range'))
  expect(() => (one[-3] = 1)).toThrow(IndexError)
  expect(() => (one[1] = 'x'.repeat(9))).toThrow(new ValueError('bytes/str item exceeds available storage'))
  expect(() => (one[1] = 'ééééé')).toThrow(ValueError)
  expect(() => (one[0] = 'x'.repeat(9))).toThrow(ValueError)
  const refuse = (value: unknown) => () => (one[0] = value as number)
  expect(refuse([1])).toThrow(KeyError)
  expect(refuse([1])).toThrow("<class 'list'>")
  expect(refuse(new ByteArray([1]))).toThrow("<class 'bytearray'>")
  expect(refuse(1n << 63n)).toThrow(new StructError("'q' format requires -9223372036854775808 <= number <= 9223372036854775807"))
  expect(() => (one[1] = '\ud800')).toThrow(new UnicodeEncodeError('utf-8', '\ud800', 0, 1, 'surrogates not allowed'))
  expect(one.toList()).toEqual([1, 'basil'])
  expect(one.format).toBe('q8s')
})

test('a list that cannot be made leaves no segment', () => {
  const name = `psm_refused_${process.pid}`
  const make = (items: Iterable<unknown>) => () => new ShareableList(items, { name })
  expect(make([[1]])).toThrow("<class 'list'>")
  expect(make([new Map()])).toThrow("<class 'dict'>")
  expect(make([1n << 63n])).toThrow(StructError)
  expect(make(['\ud800'])).toThrow(UnicodeEncodeError)
  expect(make(['x'.repeat(10 ** 7)])).toThrow(AssertionError)
  expect(() => new SharedMemory(name)).toThrow(FileNotFoundError)
})

test('text has room by its characters, so that some is cut, as in CPython', () => {
  expect(list(['é'.repeat(7), 'é'.repeat(8), '\0\0a\0']).toList()).toEqual(['éééé', 'é'.repeat(8), '\0\0a'])
  const cut = list(['aé' + 'é'.repeat(5)])
  expect(() => cut[0]).toThrow(UnicodeDecodeError)
  expect(() => cut[0]).toThrow("'utf-8' codec can't decode byte 0xc3 in position 7: unexpected end of data")
})

test('a segment that is missing, taken, too small, or holds something else is refused in CPython’s words', () => {
  const attach = (name: string) => () => new ShareableList(null, { name })
  expect(attach('psm_none')).toThrow(new FileNotFoundError(2, 'No such file or directory', '/psm_none'))
  const one = list([1])
  expect(() => new ShareableList([1], { name: one.shm.name })).toThrow(FileExistsError)
  const segment = (size: number, ...content: number[]): string => {
    const memory = new SharedMemory({ create: true, size })
    made.push(memory)
    memory.buf.set(Uint8Array.from(content))
    return memory.name
  }
  expect(attach(segment(4))).toThrow(new StructError('unpack_from requires a buffer of at least 8 bytes for unpacking 8 bytes at offset 0 (actual buffer size is 4)'))
  expect(attach(segment(64, 255, 255, 255, 255, 255, 255, 255, 255))).toThrow(new ValueError('__len__() should return >= 0'))
  expect(attach(segment(64, 200))).toThrow(
    new StructError('unpack_from requires a buffer of at least 1616 bytes for unpacking 1608 bytes at offset 8 (actual buffer size is 64)'),
  )
  const foreign = new ShareableList(null, { name: segment(64, 2) })
  expect(() => foreign[0]).toThrow(new ValueError('not enough values to unpack (expected 1, got 0)'))
  foreign.shm.close()
})

test('a closed list is refused as in Python', () => {
  const one = list([1])
  one.shm.close()
  for (const access of [() => one[0], () => one.length, () => repr(one), () => one.format]) {
    expect(access).toThrow(new PythonTypeError("a bytes-like object is required, not 'NoneType'"))
  }
  expect(existsSync(`/dev/shm/${one.shm.name}`)).toBe(true)
})

test('a pickle of it attaches to the same segment', () => {
  const here = list([1, 'basil'])
  const there = loads(dumps(here)) as ShareableList
  expect(there).toBeInstanceOf(ShareableList)
  there[0] = 2
  expect(here[0]).toBe(2)
  there.shm.close()
  expect(repr(loads(dumps(here), { inert: true }))).toBe(`ShareableList(name='${here.shm.name}')`)
})
