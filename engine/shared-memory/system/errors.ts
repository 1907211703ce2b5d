/** The system's error numbers as Python raises them. */
import { constants } from 'node:os'
import { FileExistsError, FileNotFoundError, InterruptedError, OSError, PermissionError, BlockingIOError, TimeoutError } from '../../values/exceptions.ts'

type OSErrorClass = new (...args: unknown[]) => OSError
const { errno: numbers } = constants

/** Class and words (`strerror`) of what segments and semaphores meet. */
const KNOWN: readonly (readonly [number | undefined, OSErrorClass, string])[] = [
  [numbers.EACCES, PermissionError, 'Permission denied'],
  [numbers.EAGAIN, BlockingIOError, 'Resource temporarily unavailable'],
  [numbers.EEXIST, FileExistsError, 'File exists'],
  [numbers.EFBIG, OSError, 'File too large'],
  [numbers.EINTR, InterruptedError, 'Interrupted system call'],
  [numbers.EINVAL, OSError, 'Invalid argument'],
  [numbers.EMFILE, OSError, 'Too many open files'],
  [numbers.ENAMETOOLONG, OSError, 'File name too long'],
  [numbers.ENFILE, OSError, 'Too many open files in system'],
  [numbers.ENOENT, FileNotFoundError, 'No such file or directory'],
  [numbers.ENOMEM, OSError, 'Cannot allocate memory'],
  [numbers.ENOSPC, OSError, 'No space left on device'],
  [numbers.ENOSYS, OSError, 'Function not implemented'],
  [numbers.EOVERFLOW, OSError, 'Value too large for defined data type'],
  [numbers.EPERM, PermissionError, 'Operation not permitted'],
  [numbers.ETIMEDOUT, TimeoutError, 'Connection timed out'],
]

/** The error of a number, as Python would raise it: `FileNotFoundError(2, 'No such file or directory', '/psm_…')`. */
export function systemError(errno: number, name?: string): OSError {
  const [, Class, words] = KNOWN.find(([number]) => number === errno) ?? [errno, OSError, `Unknown error ${errno}`]
  return name === undefined ? new Class(errno, words) : new Class(errno, words, name)
}

/** What Node's `fs` threw, as Python has it. */
export function fromNodeError(error: unknown): unknown {
  const { errno } = error as NodeJS.ErrnoException
  if (error instanceof OSError || typeof errno !== 'number') return error
  const made = systemError(Math.abs(errno))
  made.cause = error
  return made
}
