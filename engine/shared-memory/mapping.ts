/**
 * A mapped segment of memory: what all that is shared is built upon.
 *
 * Every access copies: a `Uint8Array` that was read is the caller's own, and nothing outside this file can keep a pointer
 * into memory that has been unmapped. So it is the same in Node and in Electron, where foreign memory cannot be seen as an
 * ArrayBuffer. Numbers are in the machine's own byte order (all machines that Node runs on are little endian, but one).
 *
 * What is 1, 2, 4 or 8 bytes long and aligned is read and written in one piece, so that another process sees the old
 * value or the new one, and nothing between.
 */
import type { Memory } from './system/memory.ts'
import { system } from './system/system.ts'

/** A mapped segment. */
export interface Mapping {
  /** Name as the system knows it, with its leading slash where that is part of it. */
  readonly name: string
  /** Bytes that can be reached, from 0. */
  readonly size: number
  /** Where it lies in this process, for system calls that work inside of it; 0n once closed. */
  readonly address: bigint
  readonly closed: boolean
  /** A copy of `length` bytes from `offset` (default: all to the end). */
  read(offset?: number, length?: number): Uint8Array
  /** Copies bytes into it. */
  write(offset: number, bytes: Uint8Array): void
  readUInt8(offset: number): number
  writeUInt8(offset: number, value: number): void
  readInt32(offset: number): number
  writeInt32(offset: number, value: number): void
  readUInt32(offset: number): number
  writeUInt32(offset: number, value: number): void
  readInt64(offset: number): bigint
  writeInt64(offset: number, value: bigint): void
  readFloat64(offset: number): number
  writeFloat64(offset: number, value: number): void
  /** Unmaps it. Once is enough, more does no harm; the segment itself stays until it is unlinked. */
  close(): void
}

/**
 * Makes a segment and maps it. Its bytes are 0.
 * @param size in bytes; the system may give more (`mapping.size`)
 * @throws FileExistsError when the name is taken, and the system's other errors, as Python has them
 */
export function createMapping(name: string, size: number): Mapping {
  return new OpenMapping(name, system().create(name, size))
}

/**
 * Maps a segment that another has made.
 * @throws FileNotFoundError when there is none of that name, ValueError when it has no bytes (yet)
 */
export function attachMapping(name: string): Mapping {
  return new OpenMapping(name, system().attach(name))
}

/**
 * Takes a name away; those who have mapped it keep their memory. On Windows nothing: there a segment goes with its last mapping.
 * @throws FileNotFoundError when there is none of that name
 */
export function unlinkMapping(name: string): void {
  system().unlink(name)
}

/** A mapping is asked for bytes outside of it, or after it was closed. */
export class MappingError extends Error {
  override name = 'MappingError'
}

/** Unmaps what a program has dropped without closing it. */
const dropped = new FinalizationRegistry<Memory>((memory) => memory.close())

class OpenMapping implements Mapping {
  readonly name: string
  readonly size: number
  #memory: Memory | undefined

  constructor(name: string, memory: Memory) {
    this.name = name
    this.size = memory.size
    this.#memory = memory
    dropped.register(this, memory, this)
  }

  get address(): bigint {
    return this.#memory?.address ?? 0n
  }

  get closed(): boolean {
    return this.#memory === undefined
  }

  read(offset = 0, length = this.size - offset): Uint8Array {
    return this.#at(offset, length).read(offset, length)
  }

  write(offset: number, bytes: Uint8Array): void {
    this.#at(offset, bytes.length).write(offset, bytes)
  }

  readUInt8(offset: number): number {
    return this.#at(offset, 1).get(offset, 'uint8')
  }

  writeUInt8(offset: number, value: number): void {
    this.#at(offset, 1).set(offset, 'uint8', value)
  }

  readInt32(offset: number): number {
    return this.#at(offset, 4).get(offset, 'int32')
  }

  writeInt32(offset: number, value: number): void {
    this.#at(offset, 4).set(offset, 'int32', value)
  }

  readUInt32(offset: number): number {
    return this.#at(offset, 4).get(offset, 'uint32')
  }

  writeUInt32(offset: number, value: number): void {
    this.#at(offset, 4).set(offset, 'uint32', value)
  }

  readInt64(offset: number): bigint {
    return this.#at(offset, 8).get64(offset)
  }

  writeInt64(offset: number, value: bigint): void {
    this.#at(offset, 8).set64(offset, BigInt.asIntN(64, value))
  }

  readFloat64(offset: number): number {
    return this.#at(offset, 8).get(offset, 'double')
  }

  writeFloat64(offset: number, value: number): void {
    this.#at(offset, 8).set(offset, 'double', value)
  }

  close(): void {
    const memory = this.#memory
    if (memory === undefined) return
    this.#memory = undefined
    dropped.unregister(this)
    memory.close()
  }

  /** The memory, when these bytes are in it: one step outside would end the process. */
  #at(offset: number, length: number): Memory {
    if (this.#memory === undefined) throw new MappingError(`the segment ${this.name} is closed here: attach to it again`)
    if (!Number.isInteger(offset) || !Number.isInteger(length) || offset < 0 || length < 0 || offset + length > this.size) {
      throw new MappingError(`the segment ${this.name} has bytes 0 to ${this.size}, asked for ${length} from ${offset}`)
    }
    return this.#memory
  }
}
