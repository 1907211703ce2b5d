/**
 * Whether a frame that was let go has come to its end, so that the next may go: two frames let go at once would race, and
 * a schedule would not be one.
 */
import type { AskedFrame } from './rule.ts'
import type { Wires } from './wires.ts'

/** Milliseconds until a request that its server has taken, and not answered, is one that blocks. */
export const BLOCKING_AFTER = 500
/** Milliseconds for a frame of which nothing is heard: its receiver is not traced. */
const UNHEARD = 500

/** A frame on its way. Times are milliseconds of any clock. */
export interface Moving {
  readonly frame: AskedFrame
  readonly since: number
  /** When its receiver was seen to have it. */
  taken: number | undefined
}

/** Looks at a frame on its way. Remembers in `moving` when it was taken. */
export function isSettled(moving: Moving, wires: Wires, now: number): boolean {
  const { frame } = moving
  const own = wires.end(frame.process, frame.connection)
  if (own === undefined || own.closed || wires.process(frame.process)?.ended === true) return true
  if (frame.end === 'client' && own.sent > frame.index && own.received >= own.sent) return true
  const { other } = own
  const isTaken = other !== undefined && other.received > frame.index
  if (!isTaken) return now - moving.since > (other === undefined ? UNHEARD : 10 * UNHEARD)
  if (frame.end !== 'client') return true
  moving.taken ??= now
  return other.isWaiting || now - moving.taken > BLOCKING_AFTER
}
