/** Random choices that can be made again: the seed is printed, and taken from SEED where that is given. */
export class Random {
  readonly seed: number
  #state: number

  /** @param quiet the seed is not printed: it was drawn from one that was */
  constructor(seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31)), quiet = false) {
    this.seed = seed
    this.#state = seed >>> 0
    if (!quiet) console.log(`seed ${seed}`)
  }

  /** From 0, below 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from 0, below `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.below(256))
  }

  /** One of them. */
  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!
  }
}
