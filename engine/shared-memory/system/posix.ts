/**
 * Segments by `shm_open` and `mmap`: Linux and macOS (CPython: `_posixshmem`, `mmap`).
 *
 * Flags and error numbers are Node's own constants of the machine; the two that Node does not have are the same on both.
 */
import { closeSync, constants, fstatSync, ftruncateSync } from 'node:fs'
import { ValueError } from '../../values/exceptions.ts'
import { fromNodeError, systemError } from './errors.ts'
import { lastError, systemFunction, type SystemFunction } from './library.ts'
import { mappedMemory, type Memory } from './memory.ts'
import type { SharedMemorySystem } from './system.ts'

const PROT_READ_WRITE = 0x1 | 0x2
const MAP_SHARED = 0x1
const MAP_FAILED = (1n << 64n) - 1n
/** Read and write for the owner, nothing for others (CPython: `SharedMemory._mode`). */
const MODE = 0o600
/** Where `shm_open` is: in the process; before glibc 2.34 in a library of its own. */
const LIBRARIES = process.platform === 'linux' ? [null, 'librt.so.1'] : [null]

interface Calls {
  readonly open: (name: string, flags: number) => number
  readonly unlink: SystemFunction
  readonly map: SystemFunction
  readonly unmap: SystemFunction
}

/** Segments of POSIX systems. Names begin with a slash. */
export class PosixSystem implements SharedMemorySystem {
  #found: Calls | undefined

  create(name: string, size: number): Memory {
    const descriptor = this.#open(name, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR)
    try {
      ftruncateSync(descriptor, size)
      return this.#map(descriptor)
    } catch (error) {
      this.unlink(name)
      throw fromNodeError(error)
    } finally {
      closeSync(descriptor)
    }
  }

  attach(name: string): Memory {
    const descriptor = this.#open(name, constants.O_RDWR)
    try {
      return this.#map(descriptor)
    } finally {
      closeSync(descriptor)
    }
  }

  unlink(name: string): void {
    if (this.#calls.unlink(name) !== 0) throw systemError(lastError(), name)
  }

  #open(name: string, flags: number): number {
    // A name with a 0 byte would be cut there.
    if (name.includes('\0')) throw new ValueError('embedded null character')
    const descriptor = this.#calls.open(name, flags)
    if (descriptor < 0) throw systemError(lastError(), name)
    return descriptor
  }

  #map(descriptor: number): Memory {
    const { size } = fstatSync(descriptor)
    if (size === 0) throw new ValueError('cannot mmap an empty file')
    const calls = this.#calls
    const address = BigInt(calls.map(null, size, PROT_READ_WRITE, MAP_SHARED, descriptor, 0) as bigint)
    if (address === MAP_FAILED) throw systemError(lastError())
    return mappedMemory(address, size, () => calls.unmap(address, size))
  }

  get #calls(): Calls {
    this.#found ??= findCalls()
    return this.#found
  }
}

function findCalls(): Calls {
  return {
    open: findOpen(),
    unlink: systemFunction(LIBRARIES, 'int shm_unlink(const char *name)'),
    map: systemFunction([null], 'void *mmap(void *address, size_t length, int protection, int flags, int descriptor, int64_t offset)'),
    unmap: systemFunction([null], 'int munmap(void *address, size_t length)'),
  }
}

/** On macOS the mode is an argument that may be left out, and those are passed in another place than the rest. */
function findOpen(): Calls['open'] {
  if (process.platform === 'darwin') {
    const open = systemFunction(LIBRARIES, 'int shm_open(const char *name, int flags, ...)')
    return (name, flags) => open(name, flags, 'int', MODE) as number
  }
  const open = systemFunction(LIBRARIES, 'int shm_open(const char *name, int flags, uint32_t mode)')
  return (name, flags) => open(name, flags, MODE) as number
}
