/**
 * Reads the traces of all processes of a run while they are written, and hands them on in order of time.
 *
 * Each process appends to a file of its own, and stamps an event just before it writes it. So what was read up to a
 * moment is complete up to a little before that moment: the watermark is taken before reading, less `SLACK`, and events
 * after it wait. Of a file that is not read to its end, the last event read is the watermark. A process that was stopped
 * between stamp and write can still be late: then its event comes late, with its true time, and is not lost.
 *
 * Not here: what the events mean.
 */
import { closeSync, fstatSync, openSync, readdirSync, readSync, watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import path from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { parseTraceEvent } from 'multiprocessing/protocol'
import type { TraceEvent, TraceEventBody, TraceSource } from 'multiprocessing/protocol'
import { Omission } from './omission.ts'

export interface TraceBatch {
  readonly events: TraceEvent[]
  /** Lines that could not be read. */
  readonly lost: number
  /** Frames that were left out because more came than can be told. */
  readonly omitted: number
}

export interface CollectorOptions {
  readonly folder: string
  /** Turns a place in a program into what a person wrote. */
  readonly original: (at: TraceSource) => TraceSource
  /** Told every event once, as soon as it is read, in no order. */
  readonly seen: (event: TraceEvent) => void
  /** Told events in order of time. */
  readonly deliver: (batch: TraceBatch) => void
  /** Whether every event is wanted, however late it comes and however many there are. Default: calls are left out then. */
  readonly whole?: boolean
  /** Microseconds on the machine's monotonic clock. */
  readonly now?: () => number
}

/** Microseconds that may lie between the stamp of an event and its arrival in the file. */
const SLACK = 20_000
/** Milliseconds between looks at the folder: it is watched too, but not every system tells every change. */
const LOOK = 40
/** Milliseconds from the first sign of a change to the next look, so that a burst is one look. */
const GATHER = 8
/** Bytes read in one look, so that a flood leaves time for everything else. */
const BUDGET = 512 * 1024
/** Microseconds: what is told later than this is of no use to who watches, so calls are left out until it is told in time again. */
const LATE = 400_000
const IN_TIME = 80_000
/** Bytes that may be unread when a run has ended: nobody waits long for the end of a flood. */
const MOST_UNREAD = 8 * 1024 * 1024
/** Events in one batch, and characters of their payloads together. */
const BATCH = 2000
const BATCH_PAYLOAD = 1024 * 1024
/** A line longer than this many bytes is no event: payloads are cut at 64 KiB. */
const LINE_LIMIT = 1024 * 1024

export function monotonicMicroseconds(): number {
  return Number(process.hrtime.bigint() / 1000n)
}

export class TraceCollector {
  readonly #options: CollectorOptions
  readonly #now: () => number
  readonly #files = new Map<string, TraceFile>()
  readonly #chunk = Buffer.allocUnsafe(64 * 1024)
  #pending: TraceEvent[] = []
  readonly #omission: Omission | undefined
  #lost = 0
  #seq = 0
  #watcher: FSWatcher | undefined
  #looking = false
  #timer: NodeJS.Timeout | undefined
  #due = Infinity

  constructor(options: CollectorOptions) {
    this.#options = options
    this.#now = options.now ?? monotonicMicroseconds
    this.#omission = options.whole ? undefined : new Omission()
  }

  /** Begins to look. May be called again after `finish`. */
  start(): void {
    if (this.#looking) return
    this.#looking = true
    try {
      this.#watcher = watch(this.#options.folder, () => this.#schedule(GATHER))
      this.#watcher.on('error', () => {}) // As below.
    } catch {
      // The system has only so many watchers; looking now and then does without.
    }
    this.#schedule(0)
  }

  /** An event that the host saw itself. */
  add(body: TraceEventBody): void {
    const event = { v: 1, process: `${process.pid}-host`, seq: this.#seq++, time: this.#now(), ...body } as TraceEvent
    this.#options.seen(event)
    this.#pending.push(event)
    if (this.#looking) this.#schedule(GATHER)
  }

  /** Reads all files to their ends and hands on everything. For when nobody writes any more. */
  async finish(): Promise<void> {
    this.#stop()
    if (this.#omission && this.#unread() > MOST_UNREAD) this.#omission.active = true
    while (!this.#read()) {
      this.#handOn(this.#watermark(Infinity))
      await new Promise(setImmediate)
    }
    for (const file of this.#files.values()) {
      // A last line without an end was being written when its process was killed.
      if (file.rest !== '') this.#lost++
      file.rest = ''
    }
    this.#handOn(Infinity)
  }

  /** Stops looking and lets go of the files. */
  close(): void {
    this.#stop()
    for (const file of this.#files.values()) closeSync(file.descriptor)
    this.#files.clear()
  }

  #stop(): void {
    this.#looking = false
    this.#watcher?.close()
    this.#watcher = undefined
    clearTimeout(this.#timer)
    this.#due = Infinity
  }

  #schedule(milliseconds: number): void {
    const due = performance.now() + milliseconds
    if (due >= this.#due) return
    clearTimeout(this.#timer)
    this.#due = due
    this.#timer = setTimeout(() => this.look(), milliseconds)
  }

  /** Looks now, and again when it is time. */
  look(): void {
    if (!this.#looking) return
    this.#due = Infinity
    const asOf = this.#now() - SLACK
    const complete = this.#read()
    const watermark = this.#watermark(asOf)
    this.#noteLateness(asOf - watermark)
    this.#handOn(watermark)
    this.#schedule(complete ? (this.#pending.length > 0 ? SLACK / 1000 : LOOK) : 0)
  }

  /** Reads what is new, within the budget. @returns whether every file was read to its end */
  #read(): boolean {
    for (const name of this.#names()) {
      if (name.endsWith('.ndjson') && !this.#files.has(name)) this.#open(name)
    }
    const files = [...this.#files.values()]
    for (const file of files) file.complete = false
    let budget = BUDGET
    // A little of each in turn: one that writes without end must not hide the others.
    for (let some = files; some.length > 0 && budget > 0; some = some.filter((file) => !file.complete)) {
      for (const file of some) budget -= this.#readSome(file)
    }
    return files.every((file) => file.complete)
  }

  /** Bytes that were written and not read. */
  #unread(): number {
    let bytes = 0
    for (const file of this.#files.values()) {
      try {
        bytes += fstatSync(file.descriptor).size - file.read
      } catch {
        // As when it is read.
      }
    }
    return bytes
  }

  #names(): string[] {
    try {
      return readdirSync(this.#options.folder)
    } catch {
      return [] // Somebody removed it: the files that are open can still be read.
    }
  }

  #open(name: string): void {
    let descriptor
    try {
      descriptor = openSync(path.join(this.#options.folder, name), 'r')
    } catch {
      return // Too many files are open, or it is gone: the next look tries again.
    }
    this.#files.set(name, { descriptor, decoder: new StringDecoder('utf8'), rest: '', read: 0, skipping: false, complete: false, last: -Infinity })
  }

  #readSome(file: TraceFile): number {
    const size = this.#readChunk(file.descriptor)
    file.complete = size < this.#chunk.length
    file.read += size
    const lines = (file.rest + file.decoder.write(this.#chunk.subarray(0, size))).split('\n')
    file.rest = lines.pop()!
    for (const line of lines) {
      if (file.skipping) file.skipping = false
      else this.#take(line, file)
    }
    if (file.rest.length > LINE_LIMIT) {
      if (!file.skipping) this.#lost++
      file.skipping = true
      file.rest = ''
    }
    return size
  }

  #readChunk(descriptor: number): number {
    try {
      return readSync(descriptor, this.#chunk)
    } catch {
      return 0 // A disk that fails shows itself in other places.
    }
  }

  #take(line: string, file: TraceFile): void {
    let event
    try {
      event = parseTraceEvent(line)
    } catch {
      this.#lost++
      return
    }
    file.last = event.time
    if ('at' in event && event.at) event = { ...event, at: this.#options.original(event.at) }
    this.#options.seen(event)
    this.#pending.push(event)
  }

  /** Up to when everything is known, if all files that were read to their ends are complete up to `asOf`. */
  #watermark(asOf: number): number {
    const behind = [...this.#files.values()].filter((file) => !file.complete).map((file) => file.last)
    return Math.min(asOf, ...behind)
  }

  /** @param late microseconds by which the events that are handed on now are behind */
  #noteLateness(late: number): void {
    if (!this.#omission || !Number.isFinite(late)) return
    if (late > LATE) this.#omission.active = true
    else if (late < IN_TIME) this.#omission.active = false
  }

  #handOn(watermark: number): void {
    // Sorting is stable, and the events of one process come in their order.
    const sorted = this.#pending.toSorted((a, b) => a.time - b.time)
    const end = sorted.findIndex((event) => event.time > watermark)
    const due = end < 0 ? sorted : sorted.slice(0, end)
    this.#pending = end < 0 ? [] : sorted.slice(end)
    const omission = this.#omission
    const events = omission ? due.filter((event) => omission.passes(event)) : due
    let omitted = omission?.take() ?? 0
    for (let at = 0; at < events.length || this.#lost > 0 || omitted > 0; ) {
      const batch = events.slice(at, batchEnd(events, at))
      const lost = this.#lost
      at += batch.length
      this.#lost = 0
      this.#options.deliver({ events: batch, lost, omitted })
      omitted = 0
    }
  }
}

/** Where the batch ends that begins at `start`: after one event at least. */
function batchEnd(events: readonly TraceEvent[], start: number): number {
  let payload = 0
  let end = start
  while (end < events.length && end - start < BATCH && payload < BATCH_PAYLOAD) {
    const event = events[end++]!
    if ('payload' in event) payload += event.payload.length
  }
  return end
}

interface TraceFile {
  readonly descriptor: number
  readonly decoder: StringDecoder
  /** A line that has not ended yet. */
  rest: string
  /** Bytes that were read. */
  read: number
  /** The present line is too long and was counted already. */
  skipping: boolean
  /** Whether the last look reached the end. */
  complete: boolean
  /** Time of the last event read. */
  last: number
}
