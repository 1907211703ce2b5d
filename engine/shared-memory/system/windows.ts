/**
 * Segments by `CreateFileMapping` and `MapViewOfFile` (CPython: `_winapi`, `mmap` with a `tagname`).
 *
 * Never run on Windows by this project's own tests: they run it on a stand-in for the five calls.
 */
import { constants } from 'node:os'
import { FileExistsError, FileNotFoundError, OSError, PermissionError } from '../../values/exceptions.ts'
import { systemFunction } from './library.ts'
import { mappedMemory, type Memory } from './memory.ts'
import type { SharedMemorySystem } from './system.ts'

const INVALID_HANDLE_VALUE = -1n
const PAGE_READWRITE = 0x04
const FILE_MAP_WRITE = 0x0002
const FILE_MAP_READ = 0x0004
const ERROR_FILE_NOT_FOUND = 2
const ERROR_ACCESS_DENIED = 5
const ERROR_ALREADY_EXISTS = 183
/** `RegionSize` in a `MEMORY_BASIC_INFORMATION` of 64 bits, which is 48 bytes long. */
const REGION_SIZE_OFFSET = 24
const REGION_INFORMATION_SIZE = 48

/** The calls that are used of kernel32. Handles and addresses are bigint, 0n for none. */
export interface WindowsCalls {
  createFileMapping(file: bigint, security: null, protection: number, sizeHigh: number, sizeLow: number, name: string): bigint
  openFileMapping(access: number, inherit: boolean, name: string): bigint
  mapViewOfFile(handle: bigint, access: number, offsetHigh: number, offsetLow: number, length: number): bigint
  unmapViewOfFile(address: bigint): boolean
  /** Fills `information` for the pages at an address. */
  virtualQuery(address: bigint, information: Uint8Array, length: number): number
  closeHandle(handle: bigint): boolean
  getLastError(): number
}

/** Segments of Windows: they go with the last process that maps them. */
export class WindowsSystem implements SharedMemorySystem {
  #found: WindowsCalls | undefined
  readonly #memory: typeof mappedMemory

  constructor(calls?: WindowsCalls, memory: typeof mappedMemory = mappedMemory) {
    this.#found = calls
    this.#memory = memory
  }

  create(name: string, size: number): Memory {
    const calls = this.#calls
    const handle = calls.createFileMapping(INVALID_HANDLE_VALUE, null, PAGE_READWRITE, Math.floor(size / 2 ** 32), size % 2 ** 32, name)
    // Also when it is there already a handle is given; only this number tells.
    const problem = calls.getLastError()
    if (handle === 0n) throw windowsError(problem, name)
    if (problem === ERROR_ALREADY_EXISTS) {
      calls.closeHandle(handle)
      throw new FileExistsError(constants.errno.EEXIST, 'File exists', name, ERROR_ALREADY_EXISTS)
    }
    return this.#map(handle, name, size)
  }

  attach(name: string): Memory {
    const calls = this.#calls
    const handle = calls.openFileMapping(FILE_MAP_READ | FILE_MAP_WRITE, false, name)
    if (handle === 0n) throw windowsError(calls.getLastError(), name)
    return this.#map(handle, name)
  }

  unlink(): void {
    // Windows does it when the last one closes.
  }

  /** @param size absent: what the pages say, a multiple of their size */
  #map(handle: bigint, name: string, size?: number): Memory {
    const calls = this.#calls
    const address = calls.mapViewOfFile(handle, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, 0)
    if (address === 0n) {
      const problem = calls.getLastError()
      calls.closeHandle(handle)
      throw windowsError(problem, name)
    }
    return this.#memory(address, size ?? this.#regionSize(address, name), () => {
      calls.unmapViewOfFile(address)
      calls.closeHandle(handle)
    })
  }

  #regionSize(address: bigint, name: string): number {
    const information = new Uint8Array(REGION_INFORMATION_SIZE)
    if (this.#calls.virtualQuery(address, information, information.length) === 0) throw windowsError(this.#calls.getLastError(), name)
    return Number(new DataView(information.buffer).getBigUint64(REGION_SIZE_OFFSET, true))
  }

  get #calls(): WindowsCalls {
    this.#found ??= kernel32()
    return this.#found
  }
}

/** The words are those of CPython on Windows: `[WinError 2] The system cannot find the file specified: 'wnsm_…'`. */
function windowsError(code: number, name: string): OSError {
  const { ENOENT, EACCES, EINVAL } = constants.errno
  if (code === ERROR_FILE_NOT_FOUND) return new FileNotFoundError(ENOENT, 'The system cannot find the file specified', name, code)
  if (code === ERROR_ACCESS_DENIED) return new PermissionError(EACCES, 'Access is denied', name, code)
  return new OSError(EINVAL, `Windows error ${code}`, name, code)
}

function kernel32(): WindowsCalls {
  const call = (declaration: string) => systemFunction(['kernel32.dll'], declaration)
  const handle = (value: unknown) => BigInt((value as bigint | number | null) ?? 0)
  const create = call('void *CreateFileMappingW(void *file, void *security, uint32_t protection, uint32_t sizeHigh, uint32_t sizeLow, str16 name)')
  const open = call('void *OpenFileMappingW(uint32_t access, bool inherit, str16 name)')
  const map = call('void *MapViewOfFile(void *handle, uint32_t access, uint32_t offsetHigh, uint32_t offsetLow, size_t length)')
  const unmap = call('bool UnmapViewOfFile(void *address)')
  const query = call('size_t VirtualQuery(void *address, void *information, size_t length)')
  const close = call('bool CloseHandle(void *handle)')
  const error = call('uint32_t GetLastError()')
  return {
    createFileMapping: (...args) => handle(create(...args)),
    openFileMapping: (...args) => handle(open(...args)),
    mapViewOfFile: (...args) => handle(map(...args)),
    unmapViewOfFile: (address) => unmap(address) as boolean,
    virtualQuery: (...args) => query(...args) as number,
    closeHandle: (value) => close(value) as boolean,
    getLastError: () => error() as number,
  }
}
