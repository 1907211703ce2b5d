/** Recorded traces of real programs, for tests of this folder. */
import { TraceReader, type Run } from 'multiprocessing/inspect'
import { parseTraceEvent, type TraceEvent } from 'multiprocessing/protocol'

const recorded = import.meta.glob<string>(['../../../../engine/test/golden/traces/*.ndjson', './traces/*.ndjson'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

export type TraceName = 'children' | 'exposed' | 'killed' | 'waiting' | 'six-workers' | 'sharing' | 'deadlock' | 'crowd' | 'many'

/** Events in order of time. */
export function eventsOf(name: TraceName): TraceEvent[] {
  const [, text] = Object.entries(recorded).find(([path]) => path.endsWith(`/${name}.ndjson`)) ?? []
  if (text === undefined) throw new Error(`there is no recorded trace ${name}.ndjson`)
  const lines = text.trimEnd().split('\n')
  return lines.map(parseTraceEvent).toSorted((a, b) => a.time - b.time)
}

export function runOf(name: TraceName): Run {
  const reader = new TraceReader()
  reader.read(eventsOf(name))
  return reader.run
}
