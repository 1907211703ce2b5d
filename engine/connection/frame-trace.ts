/** How a frame is reported to the trace, at either end. */
import { TRACED_PAYLOAD_LIMIT } from '../protocol/trace-settings.ts'
import type { TraceSource } from '../protocol/trace.ts'
import { emit, lineOf } from '../tracer.ts'

/**
 * @param index counts the frames of this connection in this direction from 0
 * @param at line of the program that caused it
 */
export function traceFrame(
  name: 'frame/sent' | 'frame/received',
  connection: string,
  index: number,
  payload: Uint8Array,
  at?: TraceSource | null,
): void {
  const kept = Math.min(payload.length, TRACED_PAYLOAD_LIMIT)
  const base64 = Buffer.from(payload.buffer, payload.byteOffset, kept).toString('base64')
  const line = at && name === 'frame/sent' ? lineOf(at) : undefined
  const made = line && { holding: [...line.holding], ...(line.acquire === undefined ? {} : { acquire: line.acquire }) }
  emit({ name, connection, index, size: payload.length, payload: base64, ...(at ? { at } : {}), ...made })
}
