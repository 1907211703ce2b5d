/**
 * The engine's own error family: what CPython's `multiprocessing` raises by itself.
 *
 * Python's builtin exceptions (`KeyError`, `EOFError`, …) are values that travel; they live in `values/exceptions.ts`.
 */

/** Base of the errors of `multiprocessing` (CPython: `multiprocessing.context.ProcessError`). */
export class ProcessError extends Error {
  override name = 'ProcessError'
}

/** A message is longer than the buffer it was to be read into (CPython: `BufferTooShort`). */
export class BufferTooShort extends ProcessError {
  override name = 'BufferTooShort'
}

/** Something did not happen in the time given (CPython: `multiprocessing.TimeoutError`). */
export class TimeoutError extends ProcessError {
  override name = 'TimeoutError'
}

/** The other end could not prove that it holds the authkey, or refused our proof (CPython: `AuthenticationError`). */
export class AuthenticationError extends ProcessError {
  override name = 'AuthenticationError'
}

/** Bytes are not what the protocol allows: a bad length, bytes left over, a reply of no known kind. */
export class ProtocolError extends ProcessError {
  override name = 'ProtocolError'
}

/** A value has no pickle (CPython: `pickle.PicklingError`). The message names the path inside the value. */
export class PicklingError extends Error {
  override name = 'PicklingError'
}

/** Bytes are not a pickle, or one that goes over a limit (CPython: `pickle.UnpicklingError`). */
export class UnpicklingError extends Error {
  override name = 'UnpicklingError'
}
