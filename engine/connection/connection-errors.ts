/** Errors of a connection: what is said, and whose stack they have. */
import { OSError } from '../values/exceptions.ts'
import { osError, toOSError } from './os-errors.ts'

/** What sending failed with, as Python has it. */
export function sendFailure(error: Error, closedHere: boolean): Error {
  if (error instanceof OSError) return error
  if (closedHere) return new OSError('handle is closed')
  const { code } = error as NodeJS.ErrnoException
  // Node's own refusals, for streams that it has closed already.
  if (code === 'ERR_STREAM_DESTROYED' || code === 'ERR_STREAM_WRITE_AFTER_END') return osError('EPIPE')
  return toOSError(error)
}

/** What CPython says of a message that is longer than `maxLength`. */
export function badLength(cause: Error): OSError {
  const error = new OSError('bad message length')
  error.cause = cause
  return error
}

/**
 * An error that was made when the socket reported it, with the stack of the one who waited: to be called in an async
 * function after its `await`, where the stack leads back to the program.
 */
export function located<E extends Error>(error: E): E {
  Error.captureStackTrace(error, located)
  return error
}

/** An error without a stack, which costs most of making one: nobody may ever see it, and who does has it `located`. */
export function unlocated<E extends Error>(make: () => E): E {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    return make()
  } finally {
    Error.stackTraceLimit = limit
  }
}
