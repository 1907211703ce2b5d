/** The order in which events of several processes are read. */
import type { TraceEvent } from '../protocol/trace.ts'

/**
 * Events in order of time. What one process reports of one connection stays in its order: a frame is stamped before it
 * is written and reported after, so times of different threads may cross in a process's file.
 */
export function inOrderOfTime(events: readonly TraceEvent[]): readonly TraceEvent[] {
  if (isOrdered(events)) return events
  const last = new Map<string, number>()
  const keyed = events.map((event) => {
    const place = 'connection' in event ? `${event.process} ${event.connection}` : undefined
    const key = place === undefined ? event.time : Math.max(event.time, last.get(place) ?? -Infinity)
    if (place !== undefined) last.set(place, key)
    return { key, event }
  })
  return keyed.sort((a, b) => a.key - b.key).map(({ event }) => event)
}

function isOrdered(events: readonly TraceEvent[]): boolean {
  for (let index = 1; index < events.length; index++) if (events[index]!.time < events[index - 1]!.time) return false
  return true
}
