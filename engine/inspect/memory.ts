/**
 * Segments of shared memory of a run: who made them, who is attached, what lies where, and the bytes as far as they were told.
 *
 * A segment keeps the history of everything that was said of it and overwrites nothing, so it is the same whoever looks and
 * when: `segmentAt(segment, time)` derives what it was at any moment from the facts up to then, in order of time. A view
 * that is scrubbed asks with `moment.time`; the present is `segmentAt(segment)`.
 *
 * All times are microseconds since the run's first event. Processes are named by their ids.
 */
import type { TraceSource } from '../protocol/trace.ts'

/** What is known of the memory of a run. */
export interface RunMemory {
  /**
   * In the order in which they were heard of first. A name that was unlinked and made again is another segment.
   */
  readonly segments: readonly Segment[]
}

/** A segment of shared memory: its whole history. */
export interface Segment {
  /** Its key in the run: the name, and from the second of that name on `#2`, `#3`. */
  readonly key: string
  /** As the system knows it: `/psm_1f2e3d4c`. */
  readonly name: string
  /** In bytes. */
  readonly size: number
  /** Class of what is in it: `SharedMemory`, `ShareableList`, `SharedValue`, … */
  readonly kind: string
  /** Process that made it; undefined where that was not traced. */
  readonly owner: string | undefined
  readonly createdAt: number | undefined
  readonly createdBy: TraceSource | undefined
  /** Who mapped it, its owner first; the same process again where it did so more than once. In order of time. */
  readonly uses: readonly SegmentUse[]
  /** In order of time; the last one counts. */
  readonly layouts: readonly LaidOut[]
  /** In order of time. */
  readonly changes: readonly MemoryChange[]
  /** Its name was taken away. */
  readonly unlinked: SegmentUnlink | undefined
}

/** A process that mapped a segment. */
export interface SegmentUse {
  readonly process: string
  readonly since: number
  /** When it unmapped it, or undefined. A process that has ended has unmapped everything: `segmentAt` asks the run. */
  readonly until: number | undefined
  readonly at: TraceSource | undefined
}

/** The name of a segment was taken away. */
export interface SegmentUnlink {
  readonly time: number
  readonly process: string
  /** `program`: it asked for that. `exit`: at its end, because the program had not. `sweep`: after its maker had been killed. */
  readonly by: 'program' | 'exit' | 'sweep'
  readonly at: TraceSource | undefined
}

/** What lies where. */
export interface LaidOut {
  readonly time: number
  readonly process: string
  readonly fields: readonly LayoutField[]
  /** Fields that are not named. */
  readonly omitted: number
}

/** One field of a segment. */
export interface LayoutField {
  readonly offset: number
  readonly size: number
  /** As in Python's `struct`: `q`, `8s`. */
  readonly format: string
  readonly label: string
}

/** Bytes that were told. */
export interface MemoryChange {
  readonly time: number
  readonly process: string
  /** `written` by that process; `seen` by it, when it attached or let go: another one may have written them. */
  readonly how: 'written' | 'seen'
  readonly offset: number
  /** How many bytes it is about; the trace may have kept fewer. */
  readonly size: number
  readonly bytes: Uint8Array
  readonly at: TraceSource | undefined
}

/** A segment at one moment. */
export interface SegmentAt {
  readonly segment: Segment
  /** Processes that had it mapped, each once. */
  readonly attached: readonly string[]
  readonly layout: LaidOut | undefined
  /** What was last told of each byte; 0 where nothing was. */
  readonly bytes: Uint8Array
  /** 1 for each byte of `bytes` that is known: told, or never written since the segment was made. */
  readonly known: Uint8Array
  /** The last change up to then. */
  readonly last: MemoryChange | undefined
  readonly unlinked: SegmentUnlink | undefined
}

/** Bytes from the start of a segment that a moment is derived for: the trace tells no more of most. */
const SHOWN = 65_536

/**
 * What a segment was at a moment.
 * @param time microseconds since the run's first event; absent: the present
 * @param endOf when a process ended (`run.processes.get(id)?.endedAt`), which lets go of everything it had mapped
 * @returns undefined when the segment had not been heard of
 */
export function segmentAt(segment: Segment, time = Infinity, endOf: (process: string) => number | undefined = () => undefined): SegmentAt | undefined {
  const started = segment.uses.filter(({ since }) => since <= time)
  if (started.length === 0) return undefined
  const stillOpen = (end: number | undefined): boolean => end === undefined || end > time
  const open = started.filter(({ process, until }) => stillOpen(until) && stillOpen(endOf(process)))
  const size = Math.min(segment.size, SHOWN)
  const bytes = new Uint8Array(size)
  // What its maker is known to have made began as zeros.
  const known = new Uint8Array(size).fill(segment.createdAt === undefined ? 0 : 1)
  let last: MemoryChange | undefined
  for (const change of segment.changes) {
    if (change.time > time) break
    last = change
    const { offset } = change
    if (offset >= size) continue
    const part = change.bytes.subarray(0, size - offset)
    bytes.set(part, offset)
    known.fill(1, offset, offset + part.length)
    // It changed, and nobody said to what.
    if (change.how === 'written') known.fill(0, offset + part.length, Math.min(size, offset + change.size))
  }
  return {
    segment,
    attached: [...new Set(open.map(({ process }) => process))],
    layout: segment.layouts.findLast((layout) => layout.time <= time),
    bytes,
    known,
    last,
    unlinked: segment.unlinked !== undefined && segment.unlinked.time <= time ? segment.unlinked : undefined,
  }
}
