/**
 * The one home of per-process state: who this process is, and the secret of its process tree
 * (CPython: `multiprocessing.process.current_process`, and `_config` of it).
 */
import { randomBytes } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { TypeError as PythonTypeError, ValueError } from '../values/exceptions.ts'
import { typeName } from '../values/type-name.ts'
import { AuthenticationString } from './authentication-string.ts'

/** The main module of a program that has none: `node -e`, a REPL. */
const NO_MAIN = null

/** This process. */
export class CurrentProcess {
  /** `MainProcess`, or what the parent called it: `Process-1`. */
  name = 'MainProcess'
  /** Which child of which child it is; empty for the main process. */
  identity: readonly number[] = []
  /** Ends with its parent, and may have no children. */
  daemon = false
  /** The server that this process is, while it serves (CPython: `_manager_server`). */
  managerServer: unknown
  /** file: URL of the module that the program began with, which a child imports again; null where there is none. */
  main: string | null = mainModule()
  /** A child that is importing the main module: it may not start processes yet. */
  bootstrapping = false
  /** Private directory for sockets (CPython: `util.get_temp_dir`); null until one is needed. */
  tempDirectory: string | null = null
  /** In a child: pid of the process that its tree began with. */
  root: number | null = null
  /** A child whose parent is gone: it is about to end. */
  orphaned = false
  /** Counts the children of this process. */
  children = 0
  #authkey: Uint8Array | undefined

  get pid(): number {
    return process.pid
  }

  /**
   * The secret that connections are authenticated with where no other is given: 32 random bytes, the same in all
   * children. It is not pickled.
   * @throws TypeError when set to anything but bytes, ValueError when set to none
   */
  get authkey(): Uint8Array {
    this.#authkey ??= new AuthenticationString(randomBytes(32))
    return this.#authkey
  }

  set authkey(authkey: Uint8Array) {
    if (typeof authkey === 'string') throw new PythonTypeError('string argument without an encoding')
    if (!(authkey instanceof Uint8Array)) throw new PythonTypeError(`authkey should be a byte string, got ${typeName(authkey)}`)
    if (authkey.length === 0) throw new ValueError('an authkey has at least one byte, got none')
    this.#authkey = new AuthenticationString(authkey)
  }
}

const current = new CurrentProcess()

/** The process in which this runs. */
export function currentProcess(): CurrentProcess {
  return current
}

/**
 * Whether this is the program itself and not a child that imports it again: what Python writes as
 * `if __name__ == '__main__'`.
 */
export function isMainProcess(): boolean {
  return current.identity.length === 0
}

/** Number of the next child, with those of its ancestors: `[1]`, `[2]`, … (CPython: `_identity`). */
export function nextIdentity(): readonly number[] {
  return [...current.identity, ++current.children]
}

/** What the next child will be called if nobody says otherwise. The number is taken when it starts. */
export function nextProcessName(kind: string): string {
  return processName(kind, [...current.identity, current.children + 1])
}

/** What a child is called: `Process-1`, or `Process-1:2` for a child's child. */
export function processName(kind: string, identity: readonly number[]): string {
  return `${kind}-${identity.join(':')}`
}

function mainModule(): string | null {
  const path = process.argv[1]
  if (path === undefined) return NO_MAIN
  try {
    return pathToFileURL(realpathSync(path)).href
  } catch {
    return NO_MAIN
  }
}
