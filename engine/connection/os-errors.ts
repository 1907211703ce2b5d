/** The system's errors as Python raises them: by class, number and words. */
import { constants } from 'node:os'
import {
  BlockingIOError,
  BrokenPipeError,
  ConnectionAbortedError,
  ConnectionRefusedError,
  ConnectionResetError,
  FileExistsError,
  FileNotFoundError,
  IsADirectoryError,
  NotADirectoryError,
  OSError,
  PermissionError,
  TimeoutError as PythonTimeoutError,
} from '../values/exceptions.ts'

type OSErrorClass = new (...args: unknown[]) => OSError

/** Class and words of the errors that sockets meet. The words are those of `strerror`. */
const KNOWN: Readonly<Record<string, readonly [OSErrorClass, string]>> = {
  EACCES: [PermissionError, 'Permission denied'],
  EADDRINUSE: [OSError, 'Address already in use'],
  EADDRNOTAVAIL: [OSError, 'Cannot assign requested address'],
  EAFNOSUPPORT: [OSError, 'Address family not supported by protocol'],
  EAGAIN: [BlockingIOError, 'Resource temporarily unavailable'],
  EBADF: [OSError, 'Bad file descriptor'],
  ECONNABORTED: [ConnectionAbortedError, 'Software caused connection abort'],
  ECONNREFUSED: [ConnectionRefusedError, 'Connection refused'],
  ECONNRESET: [ConnectionResetError, 'Connection reset by peer'],
  EEXIST: [FileExistsError, 'File exists'],
  EHOSTUNREACH: [OSError, 'No route to host'],
  EINVAL: [OSError, 'Invalid argument'],
  EISDIR: [IsADirectoryError, 'Is a directory'],
  EMFILE: [OSError, 'Too many open files'],
  ENAMETOOLONG: [OSError, 'File name too long'],
  ENETUNREACH: [OSError, 'Network is unreachable'],
  ENOENT: [FileNotFoundError, 'No such file or directory'],
  ENOSPC: [OSError, 'No space left on device'],
  ENOTCONN: [OSError, 'Transport endpoint is not connected'],
  ENOTDIR: [NotADirectoryError, 'Not a directory'],
  ENOTSOCK: [OSError, 'Socket operation on non-socket'],
  EPERM: [PermissionError, 'Operation not permitted'],
  EPIPE: [BrokenPipeError, 'Broken pipe'],
  EPROTOTYPE: [OSError, 'Protocol wrong type for socket'],
  EROFS: [OSError, 'Read-only file system'],
  ETIMEDOUT: [PythonTimeoutError, 'Connection timed out'],
}

/** Numbers that `getaddrinfo` gives, with its words. */
const RESOLVER: Readonly<Record<string, readonly [number, string]>> = {
  ENOTFOUND: [-2, 'Name or service not known'],
  EAI_AGAIN: [-3, 'Temporary failure in name resolution'],
}

/** What Node reported, as the Python error of the same meaning; Node's error is its `cause`. */
export function toOSError(error: Error): OSError {
  const { code } = error as NodeJS.ErrnoException
  const found = code === undefined ? undefined : makeKnown(code)
  const made = found ?? new OSError(error.message)
  made.cause = error
  return made
}

function makeKnown(code: string): OSError | undefined {
  const resolver = RESOLVER[code]
  if (resolver) return new OSError(...resolver)
  const known = KNOWN[code]
  if (!known) return undefined
  const [Class, words] = known
  return new Class((constants.errno as Readonly<Record<string, number>>)[code], words)
}

/** The named error, as the system would give it. */
export function osError(code: keyof typeof KNOWN): OSError {
  return makeKnown(code) ?? new OSError(code)
}
