/**
 * Bytes at an address: copied by `memcpy`, or through a view where the runtime allows one.
 *
 * Electron forbids views of foreign memory, Node allows them and is ten times faster with one; both give the same bytes.
 * No view leaves this file, since reading it after the unmapping would end the process.
 */
import { koffi, systemFunction, type Koffi, type SystemFunction } from './library.ts'

/** Kinds of numbers, as koffi calls them. */
export type ScalarType = 'uint8' | 'int32' | 'uint32' | 'double'

/** Mapped bytes. The caller has checked offset and length. */
export interface Memory {
  readonly size: number
  readonly address: bigint
  read(offset: number, length: number): Uint8Array
  write(offset: number, bytes: Uint8Array): void
  get(offset: number, type: ScalarType): number
  set(offset: number, type: ScalarType, value: number): void
  get64(offset: number): bigint
  set64(offset: number, value: bigint): void
  close(): void
}

/** How memory is reached: `view` needs a runtime that allows it. */
export type MemoryAccess = 'view' | 'copy'

let allowed: MemoryAccess = process.versions['electron'] === undefined ? 'view' : 'copy'

/**
 * Memory that is mapped at an address.
 * @param unmap gives it back; called once
 */
export function mappedMemory(address: bigint, size: number, unmap: () => void, access: MemoryAccess = allowed, library: Pick<Koffi, 'view'> = koffi()): Memory {
  if (access === 'copy') return new CopiedMemory(address, size, unmap)
  let view: ArrayBuffer
  try {
    view = library.view(address, size)
  } catch {
    // The runtime forbids it, or so large a one.
    return new CopiedMemory(address, size, unmap)
  }
  return new ViewedMemory(address, size, view, unmap)
}

/** How memory that is mapped from now on is reached; returns how it was before. For tests: both ways give the same. */
export function useMemoryAccess(access: MemoryAccess): MemoryAccess {
  const before = allowed
  allowed = access
  return before
}

class ViewedMemory implements Memory {
  readonly address: bigint
  readonly size: number
  #bytes: Uint8Array
  #data: DataView
  readonly #unmap: () => void
  /** Numbers in one piece: only where the whole segment is a multiple of their size. */
  #words: { readonly int32: Int32Array; readonly uint32: Uint32Array; readonly int64: BigInt64Array; readonly double: Float64Array } | undefined

  constructor(address: bigint, size: number, view: ArrayBuffer, unmap: () => void) {
    this.address = address
    this.size = size
    this.#bytes = new Uint8Array(view)
    this.#data = new DataView(view)
    this.#unmap = unmap
    const fours = Math.floor(size / 4)
    const eights = Math.floor(size / 8)
    this.#words = {
      int32: new Int32Array(view, 0, fours),
      uint32: new Uint32Array(view, 0, fours),
      int64: new BigInt64Array(view, 0, eights),
      double: new Float64Array(view, 0, eights),
    }
  }

  read(offset: number, length: number): Uint8Array {
    return this.#bytes.slice(offset, offset + length)
  }

  write(offset: number, bytes: Uint8Array): void {
    this.#bytes.set(bytes, offset)
  }

  get(offset: number, type: ScalarType): number {
    if (type === 'uint8') return this.#bytes[offset]!
    const size = type === 'double' ? 8 : 4
    if (offset % size === 0) return this.#words![type][offset / size]!
    if (type === 'double') return this.#data.getFloat64(offset, LITTLE)
    return type === 'int32' ? this.#data.getInt32(offset, LITTLE) : this.#data.getUint32(offset, LITTLE)
  }

  set(offset: number, type: ScalarType, value: number): void {
    if (type === 'uint8') this.#bytes[offset] = value
    else if (offset % (type === 'double' ? 8 : 4) === 0) this.#words![type][offset / (type === 'double' ? 8 : 4)] = value
    else if (type === 'double') this.#data.setFloat64(offset, value, LITTLE)
    else if (type === 'int32') this.#data.setInt32(offset, value, LITTLE)
    else this.#data.setUint32(offset, value, LITTLE)
  }

  get64(offset: number): bigint {
    return offset % 8 === 0 ? this.#words!.int64[offset / 8]! : this.#data.getBigInt64(offset, LITTLE)
  }

  set64(offset: number, value: bigint): void {
    if (offset % 8 === 0) this.#words!.int64[offset / 8] = value
    else this.#data.setBigInt64(offset, value, LITTLE)
  }

  close(): void {
    const none = new ArrayBuffer(0)
    this.#bytes = new Uint8Array(none)
    this.#data = new DataView(none)
    this.#words = undefined
    this.#unmap()
  }
}

class CopiedMemory implements Memory {
  readonly address: bigint
  readonly size: number
  readonly #unmap: () => void
  readonly #memcpy: SystemFunction
  readonly #word = new ArrayBuffer(8)
  readonly #wordBytes = [1, 4, 8].map((length) => new Uint8Array(this.#word, 0, length))
  readonly #data = new DataView(this.#word)

  constructor(address: bigint, size: number, unmap: () => void) {
    this.address = address
    this.size = size
    this.#unmap = unmap
    this.#memcpy = memcpy()
  }

  read(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length)
    if (length > 0) this.#memcpy(bytes, this.address + BigInt(offset), length)
    return bytes
  }

  write(offset: number, bytes: Uint8Array): void {
    if (bytes.length > 0) this.#memcpy(this.address + BigInt(offset), bytes, bytes.length)
  }

  get(offset: number, type: ScalarType): number {
    this.#load(offset, type === 'uint8' ? 1 : type === 'double' ? 8 : 4)
    if (type === 'uint8') return this.#data.getUint8(0)
    if (type === 'double') return this.#data.getFloat64(0, LITTLE)
    return type === 'int32' ? this.#data.getInt32(0, LITTLE) : this.#data.getUint32(0, LITTLE)
  }

  set(offset: number, type: ScalarType, value: number): void {
    if (type === 'uint8') this.#data.setUint8(0, value)
    else if (type === 'double') this.#data.setFloat64(0, value, LITTLE)
    else if (type === 'int32') this.#data.setInt32(0, value, LITTLE)
    else this.#data.setUint32(0, value, LITTLE)
    this.#store(offset, type === 'uint8' ? 1 : type === 'double' ? 8 : 4)
  }

  get64(offset: number): bigint {
    this.#load(offset, 8)
    return this.#data.getBigInt64(0, LITTLE)
  }

  set64(offset: number, value: bigint): void {
    this.#data.setBigInt64(0, value, LITTLE)
    this.#store(offset, 8)
  }

  close(): void {
    this.#unmap()
  }

  /** Every libc copies an aligned word of 4 or 8 bytes by one load and one store. */
  #load(offset: number, length: 1 | 4 | 8): void {
    this.#memcpy(this.#piece(length), this.address + BigInt(offset), length)
  }

  #store(offset: number, length: 1 | 4 | 8): void {
    this.#memcpy(this.address + BigInt(offset), this.#piece(length), length)
  }

  #piece(length: 1 | 4 | 8): Uint8Array {
    return this.#wordBytes[length === 1 ? 0 : length === 4 ? 1 : 2]!
  }
}

const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

let copy: SystemFunction | undefined
function memcpy(): SystemFunction {
  copy ??= systemFunction(process.platform === 'win32' ? ['ucrtbase.dll', 'msvcrt.dll'] : [null], 'void *memcpy(void *to, const void *from, size_t length)')
  return copy
}
