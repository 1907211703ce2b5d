/** Addresses: which family one is of, and fresh ones (CPython: `address_type`, `arbitrary_address`). */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { currentProcess } from '../process/current-process.ts'
import { EXIT_PRIORITY, finalizeAtExit } from '../process/finalize.ts'
import type { Address } from '../protocol/token.ts'
import { OSError, ValueError } from '../values/exceptions.ts'
import { repr } from '../values/repr.ts'

/** How two processes can reach one another: TCP, a Unix socket, a Windows pipe. */
export type Family = 'AF_INET' | 'AF_UNIX' | 'AF_PIPE'

const windows = process.platform === 'win32'

/** What this system has. */
export const families: readonly Family[] = windows ? ['AF_INET', 'AF_PIPE'] : ['AF_INET', 'AF_UNIX']
/** What a listener gets that says neither address nor family. */
export const defaultFamily: Family = windows ? 'AF_PIPE' : 'AF_UNIX'
/** Bytes that a socket's path may have: `sun_path` less its ending zero, on the system with the shortest. */
export const UNIX_PATH_LIMIT = process.platform === 'linux' ? 107 : 103

let pipes = 0

/**
 * The family that an address is of, by its form.
 * @throws ValueError when it has none of the forms
 */
export function addressType(address: Address): Family {
  if (typeof address === 'string') return address.startsWith('\\\\') ? 'AF_PIPE' : 'AF_UNIX'
  if (Array.isArray(address) && address.length === 2 && typeof address[0] === 'string' && isPort(address[1])) return 'AF_INET'
  throw new ValueError(`address type of ${repr(address)} unrecognized: an address is [host, port] or a path`)
}

/**
 * An address that nobody uses. For `AF_INET` it is port 0 of this machine, which the system replaces by a free one.
 * @throws ValueError when this system does not have the family
 */
export function arbitraryAddress(family: Family): Address {
  checkFamily(family)
  switch (family) {
    case 'AF_INET':
      return ['127.0.0.1', 0]
    case 'AF_UNIX':
      return join(tempDirectory(), `listener-${randomBytes(4).toString('hex')}`)
    case 'AF_PIPE':
      return `\\\\.\\pipe\\pyc-${process.pid}-${pipes++}-${randomBytes(4).toString('hex')}`
  }
}

/** @throws ValueError when this system does not have the family */
export function checkFamily(family: Family): void {
  if (!families.includes(family)) throw new ValueError(`Family ${family} is not recognized.`)
}

/** @throws OSError when a path is longer than the system takes: it would be cut, or refused without a reason */
export function checkPath(path: string): void {
  if (!windows && Buffer.byteLength(path) > UNIX_PATH_LIMIT) {
    throw new OSError(`AF_UNIX path too long: at most ${UNIX_PATH_LIMIT} bytes, got ${Buffer.byteLength(path)}`)
  }
}

function isPort(port: unknown): boolean {
  return typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 0xffff
}

/**
 * This process's directory for sockets, which only its user may enter (0700). The process that made it removes it at its
 * end; its children use it too (CPython: `util.get_temp_dir`).
 */
export function tempDirectory(): string {
  const current = currentProcess()
  current.tempDirectory ??= makeTempDirectory()
  return current.tempDirectory
}

function makeTempDirectory(): string {
  // A long TMPDIR leaves no room for a socket's path.
  const parent = Buffer.byteLength(tmpdir()) + '/pymp-XXXXXX/listener-XXXXXXXX'.length > UNIX_PATH_LIMIT ? '/tmp' : tmpdir()
  const path = mkdtempSync(join(parent, 'pymp-'))
  finalizeAtExit(EXIT_PRIORITY.tempDirectory, () => rmSync(path, { recursive: true, force: true }))
  return path
}
