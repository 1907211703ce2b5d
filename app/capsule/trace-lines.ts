/** A trace as a file of lines, read a part at a time so that whoever reads it stays quick. */
import { parseTraceEvent, TraceFormatError } from 'multiprocessing/protocol'
import type { TraceEvent } from 'multiprocessing/protocol'
import { CapsuleError } from './manifest.ts'

export interface ReadTrace {
  readonly events: TraceEvent[]
  /** Lines that are no events. */
  readonly lost: number
}

/** Called between parts with how many lines are read; the next part is read when it resolves. */
export type Pause = (lines: number) => Promise<void>

/** A longer line is no event: payloads are cut at 64 KiB. Bytes. */
const LINE_LIMIT = 1024 * 1024
/** Events of one trace. */
export const EVENT_LIMIT = 2_000_000
const PART = 4000

/** @throws CapsuleError when not one line is an event, or there are too many */
export async function readTraceLines(bytes: Uint8Array, pause: Pause): Promise<ReadTrace> {
  const decoder = new TextDecoder()
  const events: TraceEvent[] = []
  let lost = 0
  let lines = 0
  let why: string | undefined
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, at)
    const stop = end < 0 ? bytes.length : end
    const line = bytes.subarray(at, stop)
    at = stop + 1
    if (line.length === 0 || (line.length === 1 && line[0] === 0x0d)) continue
    if (++lines % PART === 0) await pause(lines)
    if (events.length >= EVENT_LIMIT) throw new CapsuleError(`This trace has more than ${EVENT_LIMIT.toLocaleString('en')} events. \`managerie trace\` prints it.`)
    if (line.length > LINE_LIMIT) {
      why ??= `a line has ${Math.ceil(line.length / 1024 / 1024)} MiB`
      lost++
      continue
    }
    try {
      events.push(parseTraceEvent(decoder.decode(line)))
    } catch (error) {
      if (!(error instanceof TraceFormatError)) throw error
      why ??= error.message
      lost++
    }
  }
  if (events.length === 0) throw new CapsuleError(lines === 0 ? 'This trace is empty.' : `This is no trace that can be read: ${why ?? 'no line is an event'}.`)
  return { events: inOrder(events), lost }
}

/** By time; of one process by its own count. Files of several processes may stand one behind the other. */
function inOrder(events: TraceEvent[]): TraceEvent[] {
  return events.toSorted((a, b) => (a.process === b.process ? a.seq - b.seq : a.time - b.time))
}
