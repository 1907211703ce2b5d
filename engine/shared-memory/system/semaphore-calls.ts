/** The calls for semaphores of each system. Handles are bigint: a `sem_t *`, or a HANDLE. */
import { constants as files } from 'node:fs'
import { constants } from 'node:os'
import { NotImplementedError, ValueError } from '../../values/exceptions.ts'
import { systemError } from './errors.ts'
import { lastError, systemFunction } from './library.ts'

/** Named semaphores, as a system has them. None of these waits. Errors are Python's. */
export interface SemaphoreCalls {
  create(name: string, value: number): bigint
  attach(name: string): bigint
  tryWait(handle: bigint): boolean
  post(handle: bigint): void
  value(handle: bigint): number
  close(handle: bigint): void
  unlink(name: string): void
}

let calls: SemaphoreCalls | undefined

/** The semaphores of this machine. */
export function osSemaphores(): SemaphoreCalls {
  calls ??= process.platform === 'win32' ? windowsSemaphores() : posixSemaphores()
  return calls
}

/** Before glibc 2.34 they are in a library of their own. */
const LIBRARIES = process.platform === 'linux' ? [null, 'libpthread.so.0'] : [null]
const MODE = 0o600

function posixSemaphores(): SemaphoreCalls {
  const call = (declaration: string) => systemFunction(LIBRARIES, declaration)
  // Both last arguments may be left out in C, and are passed in another place where the system says so.
  const semOpen = call('void *sem_open(const char *name, int flags, ...)')
  const semTryWait = call('int sem_trywait(void *semaphore)')
  const semPost = call('int sem_post(void *semaphore)')
  const semValue = call('int sem_getvalue(void *semaphore, void *value)')
  const semClose = call('int sem_close(void *semaphore)')
  const semUnlink = call('int sem_unlink(const char *name)')
  const failed = process.platform === 'darwin' ? -1n : 0n

  const open = (name: string, flags: number, ...rest: unknown[]): bigint => {
    if (name.includes('\0')) throw new ValueError('embedded null character')
    const handle = BigInt.asIntN(64, BigInt((semOpen(name, flags, ...rest) as bigint | number | null) ?? 0))
    if (handle === failed) throw systemError(lastError(), name)
    return handle
  }
  const check = (result: unknown, name?: string): void => {
    if (result !== 0) throw systemError(lastError(), name)
  }
  return {
    create: (name, value) => open(name, files.O_CREAT | files.O_EXCL, 'int', MODE, 'uint', value),
    attach: (name) => open(name, 0),
    tryWait(handle) {
      for (;;) {
        if (semTryWait(handle) === 0) return true
        const error = lastError()
        if (error === constants.errno.EAGAIN) return false
        if (error !== constants.errno.EINTR) throw systemError(error)
      }
    },
    post: (handle) => check(semPost(handle)),
    value(handle) {
      if (process.platform === 'darwin') throw new NotImplementedError()
      const value = new Int32Array(1)
      check(semValue(handle, value))
      return value[0]!
    },
    close: (handle) => check(semClose(handle)),
    unlink: (name) => check(semUnlink(name), name),
  }
}

const SEM_VALUE_MAX = 0x7fff_ffff
const SEMAPHORE_ACCESS = 0x0010_0000 | 0x0002
const ERROR_ALREADY_EXISTS = 183
const WAIT_OBJECT_0 = 0

/** Never run on Windows by this project's own tests. */
function windowsSemaphores(): SemaphoreCalls {
  const call = (declaration: string) => systemFunction(['kernel32.dll'], declaration)
  const create = call('void *CreateSemaphoreW(void *security, long initial, long maximum, str16 name)')
  const open = call('void *OpenSemaphoreW(uint32_t access, bool inherit, str16 name)')
  const wait = call('uint32_t WaitForSingleObject(void *handle, uint32_t milliseconds)')
  const release = call('bool ReleaseSemaphore(void *handle, long count, void *before)')
  const close = call('bool CloseHandle(void *handle)')
  const error = call('uint32_t GetLastError()')
  const { errno } = constants
  const handle = (value: unknown) => BigInt((value as bigint | number | null) ?? 0)
  return {
    create(name, value) {
      const made = handle(create(null, value, SEM_VALUE_MAX, name))
      const problem = error() as number
      if (made === 0n) throw systemError(errno.EINVAL, name)
      if (problem !== ERROR_ALREADY_EXISTS) return made
      close(made)
      throw systemError(errno.EEXIST, name)
    },
    attach(name) {
      const made = handle(open(SEMAPHORE_ACCESS, false, name))
      if (made === 0n) throw systemError(errno.ENOENT, name)
      return made
    },
    tryWait: (semaphore) => wait(semaphore, 0) === WAIT_OBJECT_0,
    post(semaphore) {
      if (!release(semaphore, 1, null)) throw systemError(errno.EOVERFLOW)
    },
    value() {
      throw new NotImplementedError()
    },
    close: (semaphore) => void close(semaphore),
    unlink: () => undefined,
  }
}
