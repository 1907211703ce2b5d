/**
 * Texts that were written before, with their memo numbers.
 *
 * A hash table of our own, since the writer has each character in its hands anyway and can hash on the way: a `Map` would go
 * through the text a second time, and cost more than writing it. It is bounded, since a table that grows with the pickle costs more
 * than the texts that it saves: texts that are new after the first `MOST` are written again each time. So is each search in it, so
 * that texts which are made to collide cost no more than others.
 */

/** Where hashes begin. */
export const TEXT_HASH_SEED = 0x2f0b4c47
/** The factor with which one character after the other is mixed in (FNV-1a). */
export const TEXT_HASH_FACTOR = 0x01000193

/** Texts that are remembered at most. */
const MOST = 512
/** Slots at the start, and how many there are for each text: a search that fails should end at the first. */
const START_SIZE = 256
const SPARSE = 4
/** Slots that are looked at for one text. */
const LONGEST_SEARCH = 32
/** When there is no more room, the search goes on only if at least one text in so many came again. */
const WORTH = 8
/** Names of properties that are found quickly: as many as a byte can tell apart. */
const KEY_SLOTS = 256
/** Up to so many texts are forgotten one by one. */
const FEW = 256
/** Entry numbers begin again before they leave what a slot can hold. */
const LAST_ENTRY = 2 ** 30

export class TextMemo {
  /** Two numbers a slot: a hash, and the number of an entry. Numbers up to `#base` are those of earlier pickles: the slot is free. */
  #slots = new Int32Array(START_SIZE * 2)
  #mask = START_SIZE - 1
  #base = 0
  #count = 0
  #found = 0
  /** Hardly any text comes twice: there is no more looking for them. */
  #weary = false
  #texts: string[] = ['']
  #indexes = new Int32Array(START_SIZE / SPARSE + 1)
  /** Names met a moment ago, the memo number of each, and where the one is that followed it. */
  readonly #keys: (string | undefined)[] = Array.from({ length: KEY_SLOTS }, () => undefined)
  readonly #keyIndexes = new Int32Array(KEY_SLOTS)
  readonly #followers = new Uint8Array(KEY_SLOTS)
  #last = 0
  #hasKeys = false

  /**
   * The memo number of a property's name that was met a moment ago; -1 where it was not. Told without looking at its characters if
   * it follows the name that it followed before, as in one record after another, else by the first and the last.
   */
  findKey(key: string): number {
    const likely = this.#followers[this.#last]!
    if (this.#keys[likely] === key) {
      this.#last = likely
      return this.#keyIndexes[likely]!
    }
    const at = keySlot(key)
    this.#followers[this.#last] = at
    this.#last = at
    return this.#keys[at] === key ? this.#keyIndexes[at]! : -1
  }

  /** Remembers the name that `findKey` has just not found. */
  addKey(key: string, index: number): void {
    this.#keys[this.#last] = key
    this.#keyIndexes[this.#last] = index
    this.#hasKeys = true
  }

  /**
   * Meets a text. Where it is new, it is remembered under `index`.
   * @returns its memo number; -1 where it is new
   */
  meet(text: string, hash: number, index: number): number {
    if (this.#weary) return -1
    const slots = this.#slots
    const mask = this.#mask
    let slot = (hash ^ (hash >>> 15)) & mask
    for (let left = LONGEST_SEARCH; left > 0; left--) {
      const entry = slots[slot * 2 + 1]! - this.#base
      if (entry <= 0) {
        this.#add(text, hash, index, slot)
        return -1
      }
      if (slots[slot * 2] === hash && this.#texts[entry] === text) {
        this.#found++
        return this.#indexes[entry]!
      }
      slot = (slot + 1) & mask
    }
    return -1
  }

  #add(text: string, hash: number, index: number, slot: number): void {
    const entry = this.#count + 1
    if (entry > MOST) {
      this.#weary = this.#found * WORTH < MOST
      return
    }
    this.#count = entry
    this.#texts[entry] = text
    this.#indexes[entry] = index
    this.#slots[slot * 2] = hash
    this.#slots[slot * 2 + 1] = this.#base + entry
    if (entry * SPARSE > this.#mask) this.#grow()
  }

  #grow(): void {
    const before = this.#slots
    const size = (this.#mask + 1) * 4
    this.#slots = new Int32Array(size * 2)
    this.#mask = size - 1
    const indexes = new Int32Array(size / SPARSE + 1)
    indexes.set(this.#indexes)
    this.#indexes = indexes
    for (let at = 0; at < before.length; at += 2) if (before[at + 1]! > this.#base) this.#place(before[at]!, before[at + 1]!)
  }

  #place(hash: number, entry: number): void {
    const slots = this.#slots
    let slot = (hash ^ (hash >>> 15)) & this.#mask
    while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & this.#mask
    slots[slot * 2] = hash
    slots[slot * 2 + 1] = entry
  }

  /** Forgets everything, for the next pickle. */
  clear(): void {
    const count = this.#count
    if (count > FEW) this.#texts = ['']
    else for (let entry = 1; entry <= count; entry++) this.#texts[entry] = ''
    this.#base += count
    this.#count = 0
    this.#found = 0
    this.#weary = false
    if (this.#base > LAST_ENTRY) {
      this.#slots.fill(0)
      this.#base = 0
    }
    if (!this.#hasKeys) return
    this.#keys.fill(undefined)
    this.#hasKeys = false
  }
}

function keySlot(text: string): number {
  const { length } = text
  if (length === 0) return 0
  return (length * 7 + text.charCodeAt(0) * 31 + text.charCodeAt(length - 1)) & (KEY_SLOTS - 1)
}

/** The hash of a whole text, as the writer makes it character by character. Of a long one every so many count. */
export function hashText(text: string): number {
  const { length } = text
  const step = length > 128 ? length >> 6 : 1
  let hash = TEXT_HASH_SEED ^ length
  for (let index = 0; index < length; index += step) hash = Math.imul(hash ^ text.charCodeAt(index), TEXT_HASH_FACTOR)
  return hash
}
