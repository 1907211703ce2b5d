import { existsSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { dumps, loads } from '../pickle/index.ts'
import { FileExistsError, FileNotFoundError, IndexError, OSError, OverflowError, TypeError as PythonTypeError, ValueError } from '../values/exceptions.ts'
import { ByteArray, float, repr } from '../values/index.ts'
import { SharedMemory, type SharedMemoryOptions } from './shared-memory.ts'

const made: SharedMemory[] = []
afterEach(() => {
  for (const memory of made.splice(0)) {
    memory.close()
    try {
      memory.unlink()
    } catch {
      // The test has done so.
    }
  }
})

function create(options: SharedMemoryOptions = {}, name?: string): SharedMemory {
  const memory = new SharedMemory(name, { create: true, size: 10, ...options })
  made.push(memory)
  return memory
}

test('a segment has a name, a size and bytes that others find by its name', () => {
  const here = create()
  expect(here.name).toMatch(/^psm_[0-9a-f]{8}$/)
  expect(here.size).toBe(10)
  expect(repr(here)).toBe(`SharedMemory('${here.name}', size=10)`)
  expect(`${here}`).toBe(repr(here))
  const there = new SharedMemory(here.name)
  here.buf[0] = 42
  here.buf[-1] = 255
  expect([there.buf[0], there.buf[9], there.buf[-10]]).toEqual([42, 255, 42])
  expect([...there.buf]).toEqual([42, 0, 0, 0, 0, 0, 0, 0, 0, 255])
  there.close()
  there.close()
  expect([there.size, there.name, there.closed]).toEqual([10, here.name, true])
})

test('options alone are enough, and a name may be given', () => {
  const memory = new SharedMemory({ create: true, size: 1n })
  made.push(memory)
  expect(memory.size).toBe(1)
  expect(create({}, `${memory.name}b`).name).toBe(`${memory.name}b`)
  const slash = create({}, `/${memory.name}c`)
  expect(slash.name).toBe(`/${memory.name}c`)
  using again = new SharedMemory(slash.name)
  expect(again.size).toBe(10)
})

test('many bytes are copied out, written in one go, and seen through parts', () => {
  const { buf } = create()
  expect([buf.length, buf.nbytes, buf.format]).toEqual([10, 10, 'B'])
  buf.set(Uint8Array.of(1, 2, 3), 2)
  buf.set(new ByteArray([9]), -1)
  expect(buf.toList()).toEqual([0, 0, 1, 2, 3, 0, 0, 0, 0, 9])
  const part = buf.subarray(2, -5)
  expect([part.length, [...part.slice()]]).toEqual([3, [1, 2, 3]])
  part[0] = 7
  part.fill(8, 1)
  expect(buf.toBytes()).toEqual(Uint8Array.of(0, 0, 7, 8, 8, 0, 0, 0, 0, 9))
  buf.set(part, 5)
  expect([...buf.slice(4, 8)]).toEqual([8, 7, 8, 8])
  expect(buf.slice(8, 3)).toHaveLength(0)
  expect([...buf.slice(-2, 100)]).toEqual([0, 9])
})

test('bytes are refused in the words of memoryview', () => {
  const { buf } = create()
  expect(() => buf[10]).toThrow(new IndexError('index out of bounds on dimension 1'))
  expect(() => buf[-11]).toThrow(IndexError)
  expect(() => (buf[10] = 1)).toThrow(IndexError)
  for (const value of [256, -1]) expect(() => (buf[0] = value)).toThrow(new ValueError("memoryview: invalid value for format 'B'"))
  for (const value of ['a', 1.5, float(1), null, Uint8Array.of(1)]) {
    expect(() => (buf[0] = value as number)).toThrow(new PythonTypeError("memoryview: invalid type for format 'B'"))
  }
  expect(() => buf.set(new Uint8Array(11))).toThrow(new ValueError('memoryview assignment: lvalue and rvalue have different structures'))
  expect(() => buf.set(new Uint8Array(2), 9)).toThrow(ValueError)
  expect(() => buf.set([1, 2] as never)).toThrow(new PythonTypeError("a bytes-like object is required, not 'list'"))
})

test('what is closed is refused as in Python, also through a part', () => {
  const memory = create()
  const { buf } = memory
  const part = buf.subarray(1)
  memory.close()
  expect(() => memory.buf).toThrow(new PythonTypeError("'NoneType' object is not subscriptable"))
  for (const access of [() => buf[0], () => (part[0] = 1), () => buf.slice(), () => part.set(new Uint8Array(1))]) {
    expect(access).toThrow(new ValueError('operation forbidden on released memoryview object'))
  }
})

test('unlinking takes the name away, not the memory', () => {
  const memory = create()
  memory.unlink()
  memory.buf[0] = 1
  expect(memory.buf[0]).toBe(1)
  expect(() => memory.unlink()).toThrow(new FileNotFoundError(2, 'No such file or directory', `/${memory.name}`))
  expect(() => new SharedMemory(memory.name)).toThrow(new FileNotFoundError(2, 'No such file or directory', `/${memory.name}`))
})

test('openings that make no sense are refused in the words of CPython', () => {
  const refused = (name: unknown, options?: unknown) => () => new SharedMemory(name as string, options as SharedMemoryOptions)
  expect(refused(null, { size: -1 })).toThrow(new ValueError("'size' must be a positive integer"))
  expect(refused(null, { create: true, size: NaN })).toThrow(new ValueError("'size' must be a positive integer"))
  expect(refused(null, { create: true })).toThrow(new ValueError("'size' must be a positive number different from zero"))
  expect(refused(undefined)).toThrow(new ValueError("'name' can only be None if create=True"))
  expect(refused({})).toThrow(new ValueError("'name' can only be None if create=True"))
  expect(refused(null, { create: true, size: '10' })).toThrow(new PythonTypeError("'>=' not supported between instances of 'str' and 'int'"))
  expect(refused(null, { create: true, size: 1.5 })).toThrow(new PythonTypeError("'float' object cannot be interpreted as an integer"))
  expect(refused(5)).toThrow(new PythonTypeError('can only concatenate str (not "int") to str'))
  expect(refused('')).toThrow(new OSError(22, 'Invalid argument', '/'))
  expect(refused('a/b', { create: true, size: 5 })).toThrow(new OSError(22, 'Invalid argument', '/a/b'))
  expect(refused('x'.repeat(300), { create: true, size: 5 })).toThrow(new OSError(22, 'Invalid argument', `/${'x'.repeat(300)}`))
  expect(refused('a\0b')).toThrow(new ValueError('embedded null character'))
  expect(refused('psm_none')).toThrow(new FileNotFoundError(2, 'No such file or directory', '/psm_none'))
  expect(refused('psm_big', { create: true, size: 1n << 62n })).toThrow(new OSError(12, 'Cannot allocate memory'))
  expect(refused('psm_big', { create: true, size: 2 ** 52 })).toThrow(new OSError(12, 'Cannot allocate memory'))
  expect(refused('psm_big', { create: true, size: 1n << 63n })).toThrow(new OverflowError('Python int too large to convert to C long'))
  expect(existsSync('/dev/shm/psm_big')).toBe(false)
})

test('one name is made once', () => {
  const memory = create()
  expect(() => new SharedMemory(memory.name, { create: true, size: 5 })).toThrow(new FileExistsError(17, 'File exists', `/${memory.name}`))
  memory.buf[0] = 5
  expect(memory.buf[0]).toBe(5)
})

test('a pickle of it attaches to the same segment', () => {
  const here = create()
  const there = loads(dumps(here)) as SharedMemory
  expect(there).toBeInstanceOf(SharedMemory)
  there.buf[3] = 33
  expect(here.buf[3]).toBe(33)
  there.close()
  expect(repr(loads(dumps(here), { inert: true }))).toBe(`SharedMemory('${here.name}', size=10)`)
})

test('an error begins at the line of the program', () => {
  const { buf } = create()
  for (const wrong of [() => new SharedMemory('psm_none'), () => buf[10], () => (buf[0] = 256)]) {
    const stack = stackOf(wrong).split('\n').filter((line) => line.startsWith('    at '))
    expect(stack[0]).toContain('shared-memory.test.ts')
  }
})

function stackOf(wrong: () => unknown): string {
  try {
    wrong()
  } catch (error) {
    return (error as Error).stack!
  }
  throw new Error('nothing was wrong')
}
