/** Which counters an input reached, and how often, roughly: once, twice, three times, 4 to 7, … as AFL's buckets are. */
import { COUNTER_LIMIT } from './counters.ts'

const BUCKETS = Uint8Array.from({ length: 256 }, (_, count) => {
  if (count <= 3) return count === 0 ? 0 : 1 << (count - 1)
  if (count < 8) return 8
  if (count < 16) return 16
  if (count < 32) return 32
  return count < 128 ? 64 : 128
})

export class Coverage {
  readonly #counters: Uint8Array
  readonly #words: Uint32Array
  readonly #seen = new Uint8Array(COUNTER_LIMIT)
  #reached = 0

  /** @param used how many counters there are */
  constructor(counters: Uint8Array, used: number) {
    this.#counters = counters
    this.#words = new Uint32Array(counters.buffer, 0, Math.min(COUNTER_LIMIT, used + 8) >> 2)
  }

  /** Counters that any input has reached. */
  get reached(): number {
    return this.#reached
  }

  clear(): void {
    this.#words.fill(0)
  }

  /** Takes the counts since the last time. @returns whether any of them was not there before */
  take(): boolean {
    const words = this.#words
    const { length } = words
    let isNew = false
    for (let word = 0; word < length; word++) {
      if (words[word] === 0) continue
      for (let at = word << 2; at < (word << 2) + 4; at++) {
        const bucket = BUCKETS[this.#counters[at]!]!
        const seen = this.#seen[at]!
        if ((bucket & ~seen) === 0) continue
        if (seen === 0) this.#reached++
        this.#seen[at] = seen | bucket
        isNew = true
      }
      words[word] = 0
    }
    return isNew
  }
}
