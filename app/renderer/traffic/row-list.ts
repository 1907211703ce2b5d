/**
 * The rows of a run in one view, and what has to be known about their places. It follows a `RowFolder` while a run
 * grows: what came before the first row that changed is not looked at again.
 */
import { isRequest, RowFolder, type FoldOptions, type Frame, type Row, type Run } from 'multiprocessing/inspect'

/** Rows between two notes of which calls are open. */
const BLOCK = 64

/** A call as the rows show it: from the row of its request to that of its answer, as far as both have one. */
export interface CallSpan {
  readonly request: Frame
  readonly first: number
  /** Undefined while an answer is waited for. */
  readonly last: number | undefined
  /** Whether the connection closed before an answer came; `last` is the row before that. */
  readonly abandoned: boolean
}

export class RowList {
  readonly options: FoldOptions
  readonly #folder: RowFolder
  #rows: readonly Row[] = []
  /** The rows as they were at the last update. */
  readonly #known: Row[] = []
  /** By frame number: index of its row, or −1. */
  #places = new Int32Array(1024).fill(-1)
  /** By block of rows: requests before it whose answers come in it or later. */
  #openCalls: (readonly Frame[])[] = []
  #shown = 0
  #folded = 0

  /** By frame number, for this update: 0 not asked yet, 1 the filter lets it through, 2 it does not. */
  #verdicts = new Uint8Array(1024)
  /** Version of the run that the verdicts are about. */
  #judged = -1

  constructor(options: FoldOptions) {
    this.options = options
    const { filter } = options
    this.#folder = new RowFolder(filter === undefined ? options : { ...options, filter: (frame) => this.#judge(frame, filter) })
  }

  /** The folder asks more than once about a frame, and an answer may take decoding. */
  #judge(frame: Frame, filter: (frame: Frame) => boolean): boolean {
    const known = this.#verdicts[frame.number]
    if (known !== 0) return known === 1
    const passes = filter(frame)
    this.#verdicts[frame.number] = passes ? 1 : 2
    return passes
  }

  get rows(): readonly Row[] {
    return this.#rows
  }

  /** Frames that the rows stand for. */
  get shown(): number {
    return this.#shown
  }

  /** How many of them have no row of their own. */
  get folded(): number {
    return this.#folded
  }

  /** Takes in what is new. */
  update(run: Run): void {
    this.#reserve(run.frames.length + 1)
    // What a filter asks for may have changed since: a call that waited is answered.
    this.#verdicts.fill(0)
    this.#judged = run.version
    const rows = this.#folder.update(run)
    this.#rows = rows
    let same = Math.min(this.#known.length, rows.length)
    while (same > 0 && this.#known[same - 1] !== rows[same - 1]) same--
    for (let index = same; index < this.#known.length; index++) this.#count(this.#known[index], -1)
    this.#known.length = same
    for (let index = same; index < rows.length; index++) {
      const row = rows[index]
      if (!row) continue
      this.#known.push(row)
      this.#count(row, 1)
      this.#note(row, index)
    }
    this.#noteOpenCalls(same)
  }

  /** Whether the filter has refused a frame of the run as it is now. What it was not asked about, it has not. */
  hasRejected(number: number, run: Run): boolean {
    return this.#judged === run.version && this.#verdicts[number] === 2
  }

  /** Index of the row that stands for a frame, or −1 where the filter hides it. */
  rowOf(number: number): number {
    return this.#places[number] ?? -1
  }

  /** Calls of which a part lies in these rows, in the order of their requests. */
  spansBetween(first: number, last: number): CallSpan[] {
    const found = new Set<Frame>(this.#openCalls[Math.floor(first / BLOCK)] ?? [])
    for (let index = first - (first % BLOCK); index <= last; index++) {
      const request = requestIn(this.#rows[index])
      if (request) found.add(request)
    }
    const spans: CallSpan[] = []
    for (const request of found) {
      const span = this.#spanOf(request)
      if (span && span.first <= last && (span.last === undefined || span.last >= first)) spans.push(span)
    }
    return spans.sort((a, b) => a.first - b.first)
  }

  #spanOf(request: Frame): CallSpan | undefined {
    const first = this.rowOf(request.number)
    const { pair, connection } = request
    if (pair) {
      const last = this.#ownRow(pair)
      // An answer that the filter hides has no end to draw.
      return last === undefined ? undefined : { request, first, last, abandoned: false }
    }
    if (connection.closedAt === undefined) return { request, first, last: undefined, abandoned: false }
    return { request, first, last: Math.max(first, rowAfter(this.#rows, connection.closedAt) - 1), abandoned: true }
  }

  /** Row of a frame that has one to itself. */
  #ownRow(frame: Frame): number | undefined {
    const at = this.rowOf(frame.number)
    return this.#rows[at]?.kind === 'frame' ? at : undefined
  }

  #count(row: Row | undefined, sign: 1 | -1): void {
    if (!row) return
    if (row.depth === 0) {
      const frames = row.kind === 'fold' ? row.frames.length : 1 + (row.lead?.frames.length ?? 0)
      this.#shown += sign * frames
      this.#folded += sign * frames
    }
    if (row.kind === 'frame') this.#folded -= sign
  }

  #note(row: Row, index: number): void {
    if (row.kind === 'frame') {
      this.#places[row.frame.number] = index
      for (const frame of row.lead?.frames ?? []) this.#places[frame.number] = index
    } else if (!row.open) {
      for (const frame of row.frames) this.#places[frame.number] = index
    }
  }

  #reserve(numbers: number): void {
    if (this.#places.length >= numbers) return
    const larger = new Int32Array(Math.max(numbers, this.#places.length * 2)).fill(-1)
    larger.set(this.#places)
    this.#places = larger
    this.#verdicts = new Uint8Array(larger.length)
  }

  /** Notes, from the block of a row on, which calls are open where a block begins. */
  #noteOpenCalls(from: number): void {
    const block = Math.floor(from / BLOCK)
    this.#openCalls.length = Math.min(this.#openCalls.length, block + 1)
    const open = new Set<Frame>(this.#openCalls[block] ?? [])
    for (let index = block * BLOCK; index < this.#rows.length; index++) {
      const row = this.#rows[index]
      if (index % BLOCK === 0) {
        for (const request of open) if (isOver(request, row)) open.delete(request)
        this.#openCalls[index / BLOCK] = [...open]
      }
      const request = requestIn(row)
      if (request) open.add(request)
      else if (row?.kind === 'frame' && row.frame.pair) open.delete(row.frame.pair)
    }
  }
}

/** The frame of a row, if it is a request. */
function requestIn(row: Row | undefined): Frame | undefined {
  return row?.kind === 'frame' && isRequest(row.frame) ? row.frame : undefined
}

/** Whether a call ended before a row, also where its answer has no row. */
function isOver(request: Frame, row: Row | undefined): boolean {
  const here = row && firstFrame(row)
  if (!here) return false
  if (request.pair) return request.pair.number < here.number
  return request.connection.closedAt !== undefined && request.connection.closedAt < here.time
}

/** First frame that a row stands for. */
export function firstFrame(row: Row): Frame | undefined {
  return row.kind === 'frame' ? row.frame : row.frames[0]
}

/** Index of the first row that begins after a moment, in microseconds of the run. */
export function rowAfter(rows: readonly Row[], moment: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    const row = rows[middle]
    const frame = row && firstFrame(row)
    if (frame && frame.time <= moment) low = middle + 1
    else high = middle
  }
  return low
}
