/** The segments of a run, filled event by event: what `memory.ts` has the shapes of. */
import type { TraceEvent, TraceSource } from '../protocol/trace.ts'
import { decodeBase64 } from './base64.ts'
import type { RunClock } from './clock.ts'
import type { LaidOut, MemoryChange, RunMemory, Segment, SegmentUnlink, SegmentUse } from './memory.ts'

/** The events that tell of memory. */
export type MemoryEvent = Extract<TraceEvent, { name: `memory/${string}` }>
type Event<Name extends MemoryEvent['name']> = Extract<MemoryEvent, { name: Name }>

/** The segments that a reader fills. */
export class MemoryLedger implements RunMemory {
  readonly segments: TracedSegment[] = []
  readonly #clock: RunClock
  /** By name, in the order of their first events. */
  readonly #named = new Map<string, TracedSegment[]>()

  constructor(clock: RunClock) {
    this.#clock = clock
  }

  read(event: MemoryEvent): void {
    switch (event.name) {
      case 'memory/created':
        return this.#at(event).create(event)
      case 'memory/attached':
        return this.#at(event).attach(event)
      case 'memory/detached':
        return this.#at(event).detach(event)
      case 'memory/unlinked':
        return this.#at(event).unlink(event)
      case 'memory/laid-out':
        return this.#at(event).layOut(event)
      case 'memory/changed':
        return this.#at(event).change(event)
    }
  }

  /** The segment that had the name then: a name can be made again once it is gone. */
  #at(event: MemoryEvent): TracedSegment {
    const named = this.#named.get(event.segment) ?? []
    // Who has mapped it goes on with the one that it knows.
    const own = event.name === 'memory/created' || event.name === 'memory/attached' ? undefined : named.findLast((each) => each.isUsedBy(event.process, event.time))
    const found = own ?? named.findLast((each) => each.covers(event))
    if (found) return found
    const made = new TracedSegment(this.#clock, event.segment, named.length + 1)
    this.#named.set(event.segment, [...named, made])
    this.segments.push(made)
    return made
  }
}

/** A fact of a segment with the time that the trace gives; `time` counts from the run's first event, which may move. */
interface Timed {
  readonly traceTime: number
}

class TracedSegment implements Segment {
  readonly name: string
  readonly key: string
  size = 0
  kind = 'SharedMemory'
  owner: string | undefined
  createdBy: TraceSource | undefined
  readonly uses: TracedUse[] = []
  readonly layouts: (LaidOut & Timed)[] = []
  readonly changes: (MemoryChange & Timed)[] = []
  #unlinked: (SegmentUnlink & Timed) | undefined
  #createdTime: number | undefined
  readonly #clock: RunClock

  constructor(clock: RunClock, name: string, number: number) {
    this.#clock = clock
    this.name = name
    this.key = number === 1 ? name : `${name}#${number}`
  }

  get createdAt(): number | undefined {
    return this.#clock.since(this.#createdTime)
  }

  get unlinked(): SegmentUnlink | undefined {
    return this.#unlinked
  }

  /** Whether a process had it mapped at a time of the trace. */
  isUsedBy(process: string, traceTime: number): boolean {
    return this.uses.some((use) => use.process === process && use.traceTime <= traceTime && (use.endTime ?? Infinity) >= traceTime)
  }

  /** Whether an event of that name and time can be about it. */
  covers({ name, time }: MemoryEvent): boolean {
    if (name === 'memory/created') return this.#createdTime === undefined && !this.#goneBefore(time)
    if (this.#createdTime !== undefined && time < this.#createdTime) return false
    return !this.#goneBefore(time)
  }

  create(event: Event<'memory/created'>): void {
    this.#createdTime = event.time
    this.owner = event.process
    this.createdBy = event.at
    this.#describe(event)
    this.#use(event)
  }

  attach(event: Event<'memory/attached'>): void {
    if (this.#createdTime === undefined && this.size === 0) this.#describe(event)
    this.#use(event)
    this.#seen(event)
  }

  detach(event: Event<'memory/detached'>): void {
    const use = this.uses.find((each) => each.process === event.process && each.endTime === undefined)
    if (use) use.endTime = event.time
    this.#seen(event)
  }

  unlink(event: Event<'memory/unlinked'>): void {
    const { process, by, at, time } = event
    this.#unlinked = this.#timed(time, { process, by, at })
  }

  layOut(event: Event<'memory/laid-out'>): void {
    const { process, layout, omitted = 0, time } = event
    insert(this.layouts, this.#timed(time, { process, fields: layout, omitted }))
  }

  change(event: Event<'memory/changed'>): void {
    const { process, offset, size, bytes, at, time } = event
    insert(this.changes, this.#timed(time, { process, how: 'written' as const, offset, size, bytes: decodeBase64(bytes), at }))
  }

  #goneBefore(traceTime: number): boolean {
    return this.#unlinked !== undefined && this.#unlinked.traceTime < traceTime
  }

  #describe({ size, kind }: { readonly size: number; readonly kind: string }): void {
    this.size = size
    this.kind = kind
  }

  #use(event: Event<'memory/created'> | Event<'memory/attached'>): void {
    insert(this.uses, new TracedUse(this.#clock, event.process, event.time, event.at))
  }

  #seen(event: Event<'memory/attached'> | Event<'memory/detached'>): void {
    const { process, bytes, at, time } = event
    if (bytes === undefined) return
    const content = decodeBase64(bytes)
    insert(this.changes, this.#timed(time, { process, how: 'seen' as const, offset: 0, size: content.length, bytes: content, at }))
  }

  #timed<Fact extends object>(traceTime: number, fact: Fact): Fact & Timed & { readonly time: number } {
    const clock = this.#clock
    return {
      ...fact,
      traceTime,
      get time(): number {
        return clock.since(traceTime)
      },
    }
  }
}

class TracedUse implements SegmentUse, Timed {
  readonly process: string
  readonly traceTime: number
  readonly at: TraceSource | undefined
  endTime: number | undefined
  readonly #clock: RunClock

  constructor(clock: RunClock, process: string, traceTime: number, at: TraceSource | undefined) {
    this.#clock = clock
    this.process = process
    this.traceTime = traceTime
    this.at = at
  }

  get since(): number {
    return this.#clock.since(this.traceTime)
  }

  get until(): number | undefined {
    return this.#clock.since(this.endTime)
  }
}

/** Puts a fact in its place: events of several processes come in any order. */
function insert<Fact extends Timed>(list: Fact[], fact: Fact): void {
  let at = list.length
  while (at > 0 && list[at - 1]!.traceTime > fact.traceTime) at--
  list.splice(at, 0, fact)
}
