/** What has become of a frame: whether it arrived, and whether its sender still waits. */
import { OUTSIDE, type Frame } from 'multiprocessing/inspect'
import { isReply } from './sequence/labels.ts'

/**
 * `arrived` · `under way` · `lost`: it will never arrive, its connection is closed · `waiting`: a request that arrived
 * and has no answer yet · `abandoned`: a request whose connection closed before the answer.
 */
export type FrameState = 'arrived' | 'under way' | 'lost' | 'waiting' | 'abandoned'

export function frameState(frame: Frame): FrameState {
  const closed = frame.connection.closedAt !== undefined
  const answered = frame.pair !== undefined || frame.method === undefined || isReply(frame.kind)
  // Nobody tells of arrivals in a process that is not traced.
  if (frame.receivedAt === undefined && frame.to !== OUTSIDE && frame.pair === undefined) return closed ? 'lost' : 'under way'
  if (answered) return 'arrived'
  return closed ? 'abandoned' : 'waiting'
}
