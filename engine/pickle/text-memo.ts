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

/** Slots at the start, and those that are kept from one pickle to the next at most. */
const START_SIZE = 64
const KEPT_SIZE = 4096
/** Texts met a moment ago, most often the keys of one record after another. */
const RECENT_SIZE = 256

export class TextMemo {
  /** Two numbers a slot: a hash, and 1 + the number of an entry or 0. */
  #slots = new Int32Array(START_SIZE * 2)
  #mask = START_SIZE - 1
  #texts: string[] = []
  #indexes = new Int32Array(START_SIZE / 2)
  #count = 0
  readonly #recent: (string | undefined)[] = Array.from({ length: RECENT_SIZE }, () => undefined)
  readonly #recentIndexes = new Int32Array(RECENT_SIZE)

  /** The memo number of a text that was met a moment ago; -1 where it was not. Told without looking at all of its characters. */
  findRecent(text: string): number {
    const at = recentSlot(text)
    return this.#recent[at] === text ? this.#recentIndexes[at]! : -1
  }

  /** The memo number of a text; -1 where it is new. */
  find(text: string, hash: number): number {
    const slots = this.#slots
    const mask = this.#mask
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot * 2 + 1]! - 1
      if (entry < 0) return -1
      if (slots[slot * 2] === hash && this.#texts[entry] === text) {
        this.#meet(text, this.#indexes[entry]!)
        return this.#indexes[entry]!
      }
    }
  }

  /** Remembers a text that is new. */
  add(text: string, hash: number, index: number): void {
    const entry = this.#count++
    if (entry * 2 > this.#mask) this.#grow()
    this.#texts[entry] = text
    this.#indexes[entry] = index
    this.#place(hash, entry + 1)
  }

  #meet(text: string, index: number): void {
    const at = recentSlot(text)
    this.#recent[at] = text
    this.#recentIndexes[at] = index
  }

  #place(hash: number, entry: number): void {
    const slots = this.#slots
    const mask = this.#mask
    let slot = hash & mask
    while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & mask
    slots[slot * 2] = hash
    slots[slot * 2 + 1] = entry
  }

  #grow(): void {
    const before = this.#slots
    this.#resize((this.#mask + 1) * 4)
    for (let at = 0; at < before.length; at += 2) if (before[at + 1] !== 0) this.#place(before[at]!, before[at + 1]!)
  }

  #resize(size: number): void {
    const indexes = new Int32Array(size / 2 + 1)
    indexes.set(this.#indexes.subarray(0, indexes.length))
    this.#indexes = indexes
    this.#slots = new Int32Array(size * 2)
    this.#mask = size - 1
  }

  /** Forgets everything, for the next pickle. What has become large is given back. */
  clear(): void {
    if (this.#count === 0) return
    if (this.#mask < KEPT_SIZE) this.#slots.fill(0)
    else this.#resize(START_SIZE)
    if (this.#count > RECENT_SIZE) {
      this.#texts = []
      this.#recent.fill(undefined)
    } else {
      for (let entry = 0; entry < this.#count; entry++) {
        this.#recent[recentSlot(this.#texts[entry]!)] = undefined
        this.#texts[entry] = ''
      }
    }
    this.#count = 0
  }
}

function recentSlot(text: string): number {
  const { length } = text
  if (length === 0) return 0
  return (length * 7 + text.charCodeAt(0) * 31 + text.charCodeAt(length - 1)) & (RECENT_SIZE - 1)
}

/** The hash of a whole text, as the writer makes it character by character. Of a long one every so many count. */
export function hashText(text: string): number {
  const { length } = text
  const step = length > 128 ? length >> 6 : 1
  let hash = TEXT_HASH_SEED ^ length
  for (let index = 0; index < length; index += step) hash = Math.imul(hash ^ text.charCodeAt(index), TEXT_HASH_FACTOR)
  return hash
}
