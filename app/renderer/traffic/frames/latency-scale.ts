/**
 * How long latency bars are: in proportion to what is usual in this run, so that a few slow answers do not make all
 * others look the same. Grows by appending.
 */
import type { Frame, Run } from 'multiprocessing/inspect'

/** Longest bar, and the shortest that is still seen. */
const LONGEST = 28
const SHORTEST = 2
/** Buckets an octave: neighbours differ by a fifth. */
const PER_OCTAVE = 4
/** This part of all answers is no slower than the longest bar says. */
const USUAL = 0.95

export class LatencyScale {
  #run: Run | undefined
  #read = 0
  #answers = 0
  #buckets: number[] = []

  /** Takes in the frames that are new. */
  update(run: Run): this {
    if (run !== this.#run) {
      this.#run = run
      this.#read = this.#answers = 0
      this.#buckets = []
    }
    for (; this.#read < run.frames.length; this.#read++) this.#add(run.frames[this.#read])
    return this
  }

  #add(frame: Frame | undefined): void {
    const latency = frame?.latency
    if (latency === undefined) return
    const bucket = bucketOf(latency)
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1
    this.#answers += 1
  }

  /** Microseconds of the longest bar. */
  get full(): number {
    let slower = Math.floor(this.#answers * (1 - USUAL))
    for (let bucket = this.#buckets.length - 1; bucket >= 0; bucket--) {
      const here = this.#buckets[bucket] ?? 0
      if (here > slower) return 2 ** ((bucket + 1) / PER_OCTAVE)
      slower -= here
    }
    return 1
  }

  /** Pixels of the bar for a latency in microseconds. */
  barFor(latency: number): number {
    return Math.max(SHORTEST, Math.min(LONGEST, Math.round((latency / this.full) * LONGEST)))
  }
}

function bucketOf(latency: number): number {
  return Math.max(0, Math.floor(Math.log2(Math.max(1, latency)) * PER_OCTAVE))
}
