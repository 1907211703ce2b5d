import { afterEach, describe, expect, test } from 'vitest'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { FileExistsError, FileNotFoundError, ValueError } from '../values/exceptions.ts'
import { attachMapping, createMapping, MappingError, unlinkMapping, type Mapping } from './mapping.ts'
import { koffi } from './system/library.ts'
import { mappedMemory, useMemoryAccess } from './system/memory.ts'

const usual = useMemoryAccess('view')
const made: Mapping[] = []
afterEach(() => {
  useMemoryAccess(usual)
  for (const mapping of made.splice(0)) {
    mapping.close()
    if (mapping.name !== '') unlinkMapping(mapping.name)
  }
})

function create(size: number): Mapping {
  const mapping = createMapping(`/psm_${randomBytes(4).toString('hex')}`, size)
  made.push(mapping)
  return mapping
}

// Electron has no views: there everything is copied.
describe.each(['view', 'copy'] as const)('memory by %s', (access) => {
  test('what one mapping writes another reads, aligned or not', () => {
    useMemoryAccess(access)
    const here = create(100)
    const there = attachMapping(here.name)
    expect([here.size, there.size, there.read().every((byte) => byte === 0)]).toEqual([100, 100, true])
    here.write(95, Uint8Array.of(1, 2, 3, 4, 5))
    expect([...there.read(94)]).toEqual([0, 1, 2, 3, 4, 5])
    for (const offset of [16, 17, 20, 23]) {
      here.writeUInt8(offset, 200)
      expect(there.readUInt8(offset)).toBe(200)
      here.writeInt32(offset, -7)
      expect([there.readInt32(offset), there.readUInt32(offset)]).toEqual([-7, 0xfffffff9])
      here.writeUInt32(offset, 0xfffffff0)
      expect([there.readInt32(offset), there.readUInt32(offset)]).toEqual([-16, 0xfffffff0])
      here.writeInt64(offset, -(1n << 63n))
      expect(there.readInt64(offset)).toBe(-(1n << 63n))
      here.writeInt64(offset, (1n << 64n) - 2n)
      expect(there.readInt64(offset)).toBe(-2n)
      here.writeFloat64(offset, -0)
      expect(there.readFloat64(offset)).toBe(-0)
    }
    there.close()
  })

  test('what was read is the reader’s own', () => {
    useMemoryAccess(access)
    const mapping = create(8)
    const before = mapping.read(0, 4)
    mapping.write(0, Uint8Array.of(9, 9, 9, 9))
    expect([...before]).toEqual([0, 0, 0, 0])
    before.fill(1)
    expect([...mapping.read(0, 4)]).toEqual([9, 9, 9, 9])
    mapping.write(0, new Uint8Array(0))
    expect(mapping.read(8, 0)).toHaveLength(0)
  })

  test('no step outside, and none after the end', () => {
    useMemoryAccess(access)
    const mapping = create(10)
    expect(() => mapping.readInt64(3)).toThrow(new MappingError(`the segment ${mapping.name} has bytes 0 to 10, asked for 8 from 3`))
    for (const [offset, length] of [[-1, 1], [0, 11], [10, 1], [1.5, 1], [NaN, 1], [0, -1], [2 ** 53, 2]] as const) {
      expect(() => mapping.read(offset, length)).toThrow(MappingError)
    }
    expect(() => mapping.write(8, new Uint8Array(3))).toThrow(MappingError)
    expect(mapping.address).toBeGreaterThan(0n)
    mapping.close()
    mapping.close()
    expect(mapping.closed).toBe(true)
    expect(mapping.address).toBe(0n)
    expect(() => mapping.readUInt8(0)).toThrow(new MappingError(`the segment ${mapping.name} is closed here: attach to it again`))
    expect(() => mapping.write(0, new Uint8Array(1))).toThrow(MappingError)
  })

  test('a megabyte goes through', () => {
    useMemoryAccess(access)
    const mapping = create(1 << 20)
    const bytes = randomBytes(1 << 20)
    mapping.write(0, bytes)
    const there = attachMapping(mapping.name)
    expect(Buffer.compare(there.read(), bytes)).toBe(0)
    there.close()
  })
})

test('where a view is forbidden, bytes are copied all the same', () => {
  const original = koffi().view
  const forbidden = { ...koffi(), view: () => { throw new Error('External buffers are not allowed') } }
  expect(forbidden.view).not.toBe(original)
  const mapping = create(16)
  const memory = mappedMemory(mapping.address, 16, () => undefined, 'view', forbidden)
  memory.write(3, Uint8Array.of(1, 2))
  memory.set(8, 'int32', -1)
  expect([...mapping.read(0, 12)]).toEqual([0, 0, 0, 1, 2, 0, 0, 0, 255, 255, 255, 255])
  expect(memory.get(8, 'uint32')).toBe(0xffffffff)
})

test('names are made once, found, and gone', () => {
  const mapping = create(1)
  expect(() => createMapping(mapping.name, 1)).toThrow(new FileExistsError(17, 'File exists', mapping.name))
  expect(() => attachMapping('/psm_none')).toThrow(new FileNotFoundError(2, 'No such file or directory', '/psm_none'))
  expect(() => unlinkMapping('/psm_none')).toThrow(FileNotFoundError)
  expect(() => attachMapping('/a\0b')).toThrow(new ValueError('embedded null character'))
})

test('what cannot be made leaves no name', () => {
  const name = `/psm_${randomBytes(4).toString('hex')}`
  expect(() => createMapping(name, Number.MAX_SAFE_INTEGER)).toThrow('Cannot allocate memory')
  expect(() => attachMapping(name)).toThrow(FileNotFoundError)
  if (process.platform === 'linux') expect(existsSync(`/dev/shm${name}`)).toBe(false)
})
