/**
 * What a process tells of one segment, while there is a trace. Without one each call is a branch.
 *
 * Writes are told at once, and those that follow within `TRACED_MEMORY_INTERVAL` together, so that a loop that writes all
 * the time makes at most 20 reports a second of at most 16 stretches of 4 KiB.
 */
import { EXIT_PRIORITY, finalizeAtExit } from '../process/finalize.ts'
import { TRACED_LAYOUT_LIMIT, TRACED_MEMORY_INTERVAL, TRACED_MEMORY_LIMIT, TRACED_MEMORY_RANGES } from '../protocol/trace-settings.ts'
import type { TraceSource } from '../protocol/trace.ts'
import { callSite, emit, tracing } from '../tracer.ts'
import type { Mapping } from './mapping.ts'

/** One field of a segment, as the trace names it. */
export interface LayoutField {
  readonly offset: number
  readonly size: number
  /** As in Python's `struct`. */
  readonly format: string
  readonly label: string
}

/** Bytes that were written and have not been told. */
interface Stretch {
  start: number
  end: number
  readonly at: TraceSource | undefined
}

/** Segments with something to tell, for the end of the process. */
const waiting = new Set<SegmentTrace>()
let tellsAtExit = false

/** Tells of one mapping of a segment. */
export class SegmentTrace {
  readonly #mapping: Mapping
  readonly #kind: string
  #stretches: Stretch[] = []
  #toldAt = -Infinity
  #timer: NodeJS.Timeout | undefined
  /** What lies where, where that is not what was told last. */
  #layout: (() => readonly LayoutField[]) | undefined

  /** @param kind class of what is in the segment */
  constructor(mapping: Mapping, kind: string) {
    this.#mapping = mapping
    this.#kind = kind
  }

  created(): void {
    if (tracing()) emit({ name: 'memory/created', ...this.#described() })
  }

  attached(): void {
    if (tracing()) emit({ name: 'memory/attached', ...this.#described(), bytes: this.#content(0, this.#mapping.size) })
  }

  /** Before it is unmapped. */
  detached(): void {
    if (!tracing()) return
    this.tell()
    const { name: segment, size } = this.#mapping
    emit({ name: 'memory/detached', segment, bytes: this.#content(0, size), ...siteOf() })
  }

  /** After the program has unlinked it. */
  unlinked(): void {
    if (tracing()) emit({ name: 'memory/unlinked', segment: this.#mapping.name, by: 'program', ...siteOf() })
  }

  /**
   * What lies where, told with the next change, or now.
   * @param fields asked for only while there is a trace
   */
  laidOut(fields: () => readonly LayoutField[], when: 'now' | 'next' = 'now'): void {
    if (!tracing()) return
    this.#layout = fields
    if (when === 'now') this.#tellLayout()
  }

  /** After bytes were written. */
  changed(offset: number, length: number): void {
    if (!tracing() || length === 0) return
    this.#note(offset, offset + length)
    const since = performance.now() - this.#toldAt
    if (since >= TRACED_MEMORY_INTERVAL) return this.tell()
    waiting.add(this)
    tellAtExit()
    this.#timer ??= setTimeout(() => this.tell(), TRACED_MEMORY_INTERVAL - since).unref()
  }

  /** Tells of all changes that have not been told. */
  tell(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    waiting.delete(this)
    const stretches = this.#stretches
    this.#stretches = []
    if (this.#mapping.closed || stretches.length === 0) return
    this.#toldAt = performance.now()
    this.#tellLayout()
    for (const { start, end, at } of stretches) {
      emit({
        name: 'memory/changed',
        segment: this.#mapping.name,
        offset: start,
        size: end - start,
        bytes: this.#content(start, end),
        ...(at ? { at } : {}),
      })
    }
  }

  #tellLayout(): void {
    const all = this.#layout?.()
    this.#layout = undefined
    if (all === undefined) return
    const omitted = all.length - TRACED_LAYOUT_LIMIT
    emit({ name: 'memory/laid-out', segment: this.#mapping.name, layout: all.slice(0, TRACED_LAYOUT_LIMIT), ...(omitted > 0 ? { omitted } : {}) })
  }

  /** Puts a stretch together with one that it touches, or where there are too many, with the last. */
  #note(start: number, end: number): void {
    const stretches = this.#stretches
    const touched = stretches.find((each) => start <= each.end && end >= each.start) ?? (stretches.length < TRACED_MEMORY_RANGES ? undefined : stretches.at(-1))
    if (touched === undefined) {
      stretches.push({ start, end, at: callSite() })
      return
    }
    touched.start = Math.min(touched.start, start)
    touched.end = Math.max(touched.end, end)
  }

  #described() {
    const { name: segment, size } = this.#mapping
    return { segment, size, kind: this.#kind, ...siteOf() }
  }

  #content(start: number, end: number): string {
    return Buffer.from(this.#mapping.read(start, Math.min(end - start, TRACED_MEMORY_LIMIT))).toString('base64')
  }
}

function siteOf(): { readonly at?: TraceSource } {
  const at = callSite()
  return at ? { at } : {}
}

function tellAtExit(): void {
  if (tellsAtExit) return
  tellsAtExit = true
  finalizeAtExit(EXIT_PRIORITY.memoryTrace, () => {
    tellsAtExit = false
    for (const each of [...waiting]) each.tell()
  })
}
