/** Recorded traces of CPython programs: `engine/test/golden/traces`, made by build/golden/traces.py. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseTraceEvent } from '../../protocol/trace.ts'
import type { TraceEvent } from '../../protocol/trace.ts'

const folder = fileURLToPath(new URL('../golden/traces/', import.meta.url))

/** Names of all recorded traces. */
export function traceNames(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) => name.slice(0, -'.ndjson'.length))
}

/** The events of a recorded trace, process by process. */
export function recordedTrace(name: string): TraceEvent[] {
  const text = readFileSync(`${folder}${name}.ndjson`, 'utf8')
  return text.trimEnd().split('\n').map(parseTraceEvent)
}
