/** What the segments of each system have in common, and the choice between them. */
import type { Memory } from './memory.ts'
import { PosixSystem } from './posix.ts'
import { WindowsSystem } from './windows.ts'

/** Named segments of shared memory, as a system has them. Errors are Python's. */
export interface SharedMemorySystem {
  /** Makes a segment of `size` bytes. */
  create(name: string, size: number): Memory
  /** Maps what another has made. */
  attach(name: string): Memory
  /** Takes the name away. */
  unlink(name: string): void
}

let chosen: SharedMemorySystem | undefined

/** The segments of this machine. */
export function system(): SharedMemorySystem {
  chosen ??= process.platform === 'win32' ? new WindowsSystem() : new PosixSystem()
  return chosen
}
