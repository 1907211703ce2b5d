/** Random numbers that a seed repeats: sfc32. */

export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  /** @param seed any whole number; @param stream tells apart what has the same seed */
  constructor(seed: number, stream = '') {
    this.#a = seed | 0
    this.#b = hashOf(stream)
    this.#c = (seed / 2 ** 32) | 0
    for (let round = 0; round < 15; round++) this.next()
  }

  /** 0 … 2³² − 1 */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  /** 0 … limit − 1; 0 for a limit of 0 */
  below(limit: number): number {
    return Math.floor((this.next() / 2 ** 32) * limit)
  }

  /** Once in `times`. */
  oneIn(times: number): boolean {
    return this.below(times) === 0
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }
}

/** FNV-1a. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash | 0
}
