/**
 * Texts that were written before, with their memo numbers.
 *
 * A hash table of our own, since the writer has each character in its hands anyway and can hash on the way: a `Map` would go
 * through the text a second time, and cost more than writing it. The hash begins with a random number, so that nobody can send
 * texts that are made to collide. Pickles do not depend on it.
 */

/** Where hashes begin. */
export const TEXT_HASH_SEED = Math.floor(Math.random() * 2 ** 32) | 0
/** The factor with which one character after the other is mixed in (FNV-1a). */
export const TEXT_HASH_FACTOR = 0x01000193

const START_SIZE = 64

export class TextMemo {
  /** Per slot 0, or 1 + the number of an entry. */
  #slots = new Int32Array(START_SIZE)
  #texts: string[] = []
  #hashes: number[] = []
  #indexes: number[] = []
  #count = 0

  /** The memo number of a text; -1 where it is new. */
  find(text: string, hash: number): number {
    const mask = this.#slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot]! - 1
      if (entry < 0) return -1
      if (this.#hashes[entry] === hash && this.#texts[entry] === text) return this.#indexes[entry]!
    }
  }

  /** Remembers a text that is new. */
  add(text: string, hash: number, index: number): void {
    const entry = this.#count++
    this.#texts[entry] = text
    this.#hashes[entry] = hash
    this.#indexes[entry] = index
    if (this.#count * 2 > this.#slots.length) this.#grow()
    else this.#place(hash, entry)
  }

  #place(hash: number, entry: number): void {
    const mask = this.#slots.length - 1
    let slot = hash & mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
    this.#slots[slot] = entry + 1
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 4)
    for (let entry = 0; entry < this.#count; entry++) this.#place(this.#hashes[entry]!, entry)
  }

  /** Forgets everything, for the next pickle. What has become large is given back. */
  clear(): void {
    if (this.#count === 0) return
    if (this.#slots.length === START_SIZE) {
      this.#slots.fill(0)
      for (let entry = 0; entry < this.#count; entry++) this.#texts[entry] = ''
    } else {
      this.#slots = new Int32Array(START_SIZE)
      this.#texts = []
      this.#hashes = []
      this.#indexes = []
    }
    this.#count = 0
  }
}

/** The hash of a whole text, as the writer makes it character by character. Of a long one every so many count. */
export function hashText(text: string): number {
  const { length } = text
  const step = length > 128 ? length >> 6 : 1
  let hash = TEXT_HASH_SEED ^ length
  for (let index = 0; index < length; index += step) hash = Math.imul(hash ^ text.charCodeAt(index), TEXT_HASH_FACTOR)
  return hash
}
