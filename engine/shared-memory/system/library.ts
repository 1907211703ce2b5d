/**
 * The one door to the system's libraries: koffi, loaded when the first segment or semaphore is asked for, so that a
 * program without shared memory never pays for it.
 */
import { createRequire } from 'node:module'

/** What is used of koffi. Its own types are not named here, so that those who read ours need not have them. */
export interface Koffi {
  /** @param name null: what the process has loaded already */
  load(name: string | null): Library
  /** @throws where the runtime allows no views of foreign memory */
  view(address: bigint, size: number): ArrayBuffer
  errno(): number
}

interface Library {
  func(declaration: string): unknown
}

/** A function of the system. Addresses go in and come out as bigint, `null` is NULL. */
export type SystemFunction = (...args: unknown[]) => unknown

/** Shared memory and semaphores need koffi, and it is not there or has no build for this machine. */
export class SystemLibraryError extends Error {
  override name = 'SystemLibraryError'
}

let loaded: Koffi | undefined
const libraries = new Map<string, Library>()

/**
 * koffi itself.
 * @throws SystemLibraryError when it is not installed or does not run on this machine
 */
export function koffi(load: (name: string) => unknown = createRequire(import.meta.url)): Koffi {
  if (loaded) return loaded
  try {
    loaded = load('koffi') as Koffi
    return loaded
  } catch (cause) {
    throw new SystemLibraryError(
      `shared memory needs the package koffi, which could not be loaded for ${process.platform} ${process.arch}: run \`npm install koffi\` (${(cause as Error).message.split('\n', 1)[0]})`,
      { cause },
    )
  }
}

/**
 * A function of the first of these libraries that has it.
 * @param names libraries; null is what the process has loaded already
 * @param declaration as in C: `int shm_unlink(const char *name)`
 */
export function systemFunction(names: readonly (string | null)[], declaration: string): SystemFunction {
  let problem: unknown
  for (const name of names) {
    try {
      return library(name).func(declaration) as SystemFunction
    } catch (error) {
      if (error instanceof SystemLibraryError) throw error
      problem = error
    }
  }
  throw new SystemLibraryError(`${process.platform} has no \`${declaration}\` in ${names.map((name) => name ?? 'the process').join(', ')}: ${(problem as Error).message}`)
}

function library(name: string | null): Library {
  const found = libraries.get(name ?? '')
  if (found) return found
  const made = koffi().load(name)
  libraries.set(name ?? '', made)
  return made
}

/** The number that the last system call left (`errno`). */
export function lastError(): number {
  return koffi().errno()
}
