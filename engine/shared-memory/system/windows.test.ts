/** Windows' segments on a stand-in for its calls: these tests have never run on Windows itself. */
import { expect, test } from 'vitest'
import { FileExistsError, FileNotFoundError, OSError, PermissionError } from '../../values/exceptions.ts'
import type { Memory } from './memory.ts'
import { WindowsSystem, type WindowsCalls } from './windows.ts'

const PAGE = 4096

/** Segments, handles and views, as kernel32 keeps them. */
class Kernel implements WindowsCalls {
  readonly segments = new Map<string, { readonly size: number; handles: number; views: number }>()
  readonly handles = new Map<bigint, string>()
  readonly views = new Map<bigint, string>()
  failsWith: number | undefined
  #error = 0
  #next = 0x1000n

  createFileMapping(file: bigint, _security: null, protection: number, sizeHigh: number, sizeLow: number, name: string): bigint {
    expect([file, protection]).toEqual([-1n, 4])
    const there = this.segments.get(name)
    this.#error = there ? 183 : 0
    if (!there) this.segments.set(name, { size: sizeHigh * 2 ** 32 + sizeLow, handles: 0, views: 0 })
    return this.#handle(name)
  }

  openFileMapping(access: number, inherit: boolean, name: string): bigint {
    expect([access, inherit]).toEqual([6, false])
    this.#error = this.failsWith ?? 2
    return this.failsWith === undefined && this.segments.has(name) ? this.#handle(name) : 0n
  }

  mapViewOfFile(handle: bigint): bigint {
    this.#error = this.failsWith ?? 0
    if (this.failsWith !== undefined) return 0n
    const name = this.handles.get(handle)!
    this.segments.get(name)!.views++
    this.views.set((this.#next += 0x10000n), name)
    return this.#next
  }

  unmapViewOfFile(address: bigint): boolean {
    const name = this.views.get(address)!
    this.views.delete(address)
    this.segments.get(name)!.views--
    return this.#drop(name)
  }

  virtualQuery(address: bigint, information: Uint8Array, length: number): number {
    const { size } = this.segments.get(this.views.get(address)!)!
    new DataView(information.buffer).setBigUint64(24, BigInt(Math.ceil(size / PAGE) * PAGE), true)
    return length
  }

  closeHandle(handle: bigint): boolean {
    const name = this.handles.get(handle)!
    this.handles.delete(handle)
    this.segments.get(name)!.handles--
    return this.#drop(name)
  }

  getLastError(): number {
    return this.#error
  }

  #handle(name: string): bigint {
    this.segments.get(name)!.handles++
    this.handles.set((this.#next += 4n), name)
    return this.#next
  }

  #drop(name: string): boolean {
    const segment = this.segments.get(name)!
    if (segment.handles === 0 && segment.views === 0) this.segments.delete(name)
    return true
  }
}

const fakeMemory = (address: bigint, size: number, unmap: () => void) => ({ address, size, close: unmap }) as unknown as Memory
const make = () => {
  const kernel = new Kernel()
  return { kernel, windows: new WindowsSystem(kernel, fakeMemory) }
}

test('a segment has the size asked for, and whole pages for those who attach', () => {
  const { kernel, windows } = make()
  const created = windows.create('wnsm_1', 5000)
  const attached = windows.attach('wnsm_1')
  expect([created.size, attached.size]).toEqual([5000, 2 * PAGE])
  created.close()
  windows.unlink()
  expect(kernel.segments.has('wnsm_1')).toBe(true)
  attached.close()
  expect([kernel.segments.size, kernel.handles.size, kernel.views.size]).toEqual([0, 0, 0])
})

test('more than 4 GiB are told in two halves', () => {
  const { windows } = make()
  expect(windows.create('wnsm_1', 2 ** 33 + 5).size).toBe(2 ** 33 + 5)
})

test('a name that is taken, one that is not there, and other refusals are Python’s errors, and keep nothing open', () => {
  const { kernel, windows } = make()
  windows.create('wnsm_1', 10)
  expect(() => windows.create('wnsm_1', 10)).toThrow(FileExistsError)
  expect(kernel.handles.size).toBe(1)
  expect(() => windows.attach('wnsm_2')).toThrow(FileNotFoundError)
  kernel.failsWith = 5
  expect(() => windows.attach('wnsm_1')).toThrow(PermissionError)
  kernel.failsWith = 8
  expect(() => windows.create('wnsm_3', 10)).toThrow(OSError)
  expect(kernel.handles.size).toBe(1)
})
