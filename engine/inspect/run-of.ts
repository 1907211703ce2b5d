/** A run from all of its events at once. */
import type { TraceEvent } from '../protocol/trace.ts'
import { TraceReader } from './reader.ts'
import type { Run } from './run.ts'

/** The run that a whole trace tells of. */
export function runOf(events: readonly TraceEvent[]): Run {
  const reader = new TraceReader()
  reader.read(events)
  return reader.run
}
