/**
 * What the scrubber draws: one bar a frame, or, beyond what can be told apart, columns that count frames by sender.
 * Everything here grows by appending: a frame costs the same however many came before it.
 */
import type { Frame } from 'multiprocessing/inspect'

/** Up to this many frames each has a bar of its own. */
export const BARS = 2_000
/** Distance of the first bar from the left edge, and what stays free at the right. */
const LEFT = 3
const ROOM = 8
/** Where the head stands while it follows the run. */
const LIVE_INSET = 4

/** Left edge of the bar of the frame with this number (from 1). */
export function barX(number: number, frames: number, width: number): number {
  return LEFT + ((number - 1) * (width - ROOM)) / Math.max(1, frames)
}

/** Middle of the head at a frame; `null` is the live end. */
export function headX(number: number | null, frames: number, width: number): number {
  if (number === null) return width - LIVE_INSET
  const step = (width - ROOM) / Math.max(1, frames)
  return Math.min(width - LIVE_INSET, LEFT + (number - 1) * step + step / 2 + 1)
}

/** The frame at a place of the bar: the inverse of `headX`, held within 1 … frames. Undefined without frames. */
export function frameAt(x: number, frames: number, width: number): number | undefined {
  if (frames === 0) return undefined
  const step = (width - ROOM) / frames
  return Math.max(1, Math.min(frames, Math.floor((x - LEFT - 1) / step) + 1))
}

/** Width of a bar: the design's 2.2 px, less where bars would touch. */
export function barWidth(frames: number, width: number): number {
  return Math.max(1, Math.min(2.2, ((width - ROOM) / Math.max(1, frames)) * 0.8))
}

export type BarKind = 'handshake' | 'frame' | 'error'

export function barKind(frame: Pick<Frame, 'family'>): BarKind {
  if (frame.family === 'error') return 'error'
  return frame.family === 'handshake' ? 'handshake' : 'frame'
}

/** How many frames of each sender lie in a stretch of the run. */
export interface Bucket {
  /** Frames by sender, handshakes not among them, in the order in which senders were first seen. */
  readonly senders: Map<string, number>
  handshakes: number
  errors: number
  frames: number
}

const CAPACITY = 2_048

const empty = (): Bucket => ({ senders: new Map(), handshakes: 0, errors: 0, frames: 0 })

/** Counts of equal stretches of frames. When all buckets are full, neighbours are joined and each holds twice as many. */
export class Buckets {
  #buckets: Bucket[] = []
  #size = 1
  #count = 0

  /** Frames that were added. */
  get count(): number {
    return this.#count
  }

  /** Frames a bucket. */
  get size(): number {
    return this.#size
  }

  get all(): readonly Bucket[] {
    return this.#buckets
  }

  add(frame: Pick<Frame, 'family' | 'from'>): void {
    const index = Math.floor(this.#count / this.#size)
    if (index === CAPACITY) {
      this.#join()
      this.add(frame)
      return
    }
    const bucket = (this.#buckets[index] ??= empty())
    this.#count += 1
    bucket.frames += 1
    const kind = barKind(frame)
    if (kind === 'error') bucket.errors += 1
    if (kind === 'handshake') bucket.handshakes += 1
    else bucket.senders.set(frame.from, (bucket.senders.get(frame.from) ?? 0) + 1)
  }

  /**
   * The buckets as columns of a drawing: `columns` stretches of equal length over all frames.
   * Costs the number of buckets, not of frames.
   */
  columns(columns: number): Bucket[] {
    const drawn = Array.from({ length: columns }, empty)
    this.#buckets.forEach((bucket, index) => {
      const middle = Math.min(this.#count - 1, (index + 0.5) * this.#size)
      const target = drawn[Math.min(columns - 1, Math.floor((middle / this.#count) * columns))]
      if (target) pour(bucket, target)
    })
    return drawn
  }

  #join(): void {
    const joined: Bucket[] = []
    for (let index = 0; index < this.#buckets.length; index += 2) {
      const bucket = this.#buckets[index]
      const next = this.#buckets[index + 1]
      if (bucket && next) pour(next, bucket)
      if (bucket) joined.push(bucket)
    }
    this.#buckets = joined
    this.#size *= 2
  }
}

function pour(from: Bucket, into: Bucket): void {
  for (const [sender, frames] of from.senders) into.senders.set(sender, (into.senders.get(sender) ?? 0) + frames)
  into.handshakes += from.handshakes
  into.errors += from.errors
  into.frames += from.frames
}
