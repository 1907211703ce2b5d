/** How long somebody may wait, as CPython's semaphores take it (`_multiprocessing.SemLock.acquire`). */
import { Float, realOf } from '../../values/float.ts'
import { TypeError as PythonTypeError } from '../../values/exceptions.ts'
import { typeName } from '../../values/type-name.ts'

/** Seconds, or for ever. */
export type Timeout = number | Float | null | undefined

/**
 * Milliseconds: 0 at once, Infinity for ever. Negative seconds count as none.
 * @throws TypeError for what is not a number
 */
export function milliseconds(blocking: boolean, timeout: Timeout): number {
  if (!blocking) return 0
  return waitMilliseconds(timeout)
}

/** The same for what always waits. */
export function waitMilliseconds(timeout: Timeout): number {
  if (timeout === undefined || timeout === null) return Infinity
  const seconds = realOf(timeout)
  if (seconds === undefined) throw new PythonTypeError(`must be real number, not ${typeName(timeout)}`)
  return Math.max(0, Number(seconds) * 1000)
}
