/**
 * What was told of the present run, kept for pages that come later: a page that was loaded again, or a second one.
 *
 * Events are counted as they are told. Of a run that tells more than `TRACE_LIMIT` the rest is counted only, so that a
 * program that floods its trace costs a bounded amount of memory; of output the older part goes, as it does on screen.
 */
import type { EventName, EventPayload, PresentRun, RunRecord } from '../contract/host.ts'
import type { Sources } from './lesson-files.ts'
import type { Emit } from './run.ts'

/** Events kept of a run, and characters of their payloads together. */
const TRACE_LIMIT = { events: 600_000, payload: 192 * 1024 * 1024 } as const
/** Characters kept of all that was printed. */
const OUTPUT_LIMIT = 4 * 1024 * 1024
/** Events, or characters of output, in one answer. */
const PART = 4000

type RecordEntry = RunRecord['entries'][number]

export class RunRecorder {
  readonly #tell: Emit
  #run = 0
  #files: PresentRun['files'] = []
  #state: EventPayload<'runChanged'> | undefined
  /** By index; a hole is output that was let go. */
  #entries: (RecordEntry | undefined)[] = []
  #count = 0
  #events = 0
  #payload = 0
  #printed = 0
  /** Index of the oldest output that is kept, or before. */
  #oldest = 0
  #cut = 0

  /** @param tell passes an event on to the pages */
  constructor(tell: Emit) {
    this.#tell = tell
  }

  /** A run of these files begins. */
  begin(run: number, files: Sources): void {
    this.#run = run
    this.#files = [...files].map(([name, text]) => ({ name, text }))
    this.#state = undefined
    this.#entries = []
    this.#count = this.#events = this.#payload = this.#printed = this.#oldest = this.#cut = 0
  }

  /** Counts an event, keeps it, and passes it on. */
  readonly emit = <Name extends EventName>(name: Name, payload: EventPayload<Name>): void => {
    const event = { name, payload } as { [Key in EventName]: { name: Key; payload: EventPayload<Key> } }[EventName]
    switch (event.name) {
      case 'runChanged':
        if (event.payload.run === this.#run) this.#state = event.payload
        return this.#tell(name, payload)
      case 'output': {
        if (event.payload.run !== this.#run) return this.#tell(name, payload)
        const counted = { ...event.payload, index: this.#count++ }
        this.#entries[counted.index] = { kind: 'output', payload: counted }
        this.#printed += counted.text.length
        this.#dropOutput()
        return this.#tell('output', counted)
      }
      case 'trace': {
        if (event.payload.run !== this.#run) return this.#tell(name, payload)
        const counted = { ...event.payload, index: this.#count++ }
        this.#keepTrace(counted)
        return this.#tell('trace', counted)
      }
      default:
        return this.#tell(name, payload)
    }
  }

  present(): PresentRun | null {
    return this.#state ? { state: this.#state, files: this.#files } : null
  }

  /** Some of what was told, from an index on. Null when it is not the present run. */
  read(run: number, from: number): RunRecord | null {
    if (run !== this.#run) return null
    const entries: RecordEntry[] = []
    let size = 0
    let next = Math.max(0, Math.floor(from))
    for (; next < this.#count && size < PART; next++) {
      const entry = this.#entries[next]
      if (!entry) continue
      entries.push(entry)
      size += entry.kind === 'trace' ? entry.payload.events.length : entry.payload.text.length / 64
    }
    return { entries, next, end: next >= this.#count, cut: this.#cut }
  }

  #keepTrace(payload: EventPayload<'trace'> & { index: number }): void {
    const { events } = payload
    const size = events.reduce((sum, event) => sum + ('payload' in event ? event.payload.length : 0), 0)
    if (this.#events + events.length > TRACE_LIMIT.events || this.#payload + size > TRACE_LIMIT.payload) {
      this.#cut += events.length
      return
    }
    this.#events += events.length
    this.#payload += size
    this.#entries[payload.index] = { kind: 'trace', payload }
  }

  #dropOutput(): void {
    for (; this.#printed > OUTPUT_LIMIT && this.#oldest < this.#count - 1; this.#oldest++) {
      const entry = this.#entries[this.#oldest]
      if (entry?.kind !== 'output') continue
      this.#printed -= entry.payload.text.length
      this.#entries[this.#oldest] = undefined
    }
  }
}
