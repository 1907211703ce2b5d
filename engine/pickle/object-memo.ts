/**
 * Containers that were met before, with their memo numbers: told apart by identity.
 *
 * JavaScript has no cheap number for an object. A Set or Map makes one, and its search takes a third of the time that a small
 * record's pickle takes. So a container goes first into a slot that its first item tells, if that is free; later ones that would go
 * there go into a Set. Only a value in which one of those is met again pays for a Map.
 *
 * A container whose first item is changed while it is pickled, by its own getter or by a reduction, may be taken for a new one.
 */

/** Slots: each has one container, and a number of twelve bits. */
const SLOTS = 4096
/** Containers that there is room for at the start, and up to how many it is kept for the next pickle. */
const START_SIZE = 64
const KEPT = 16_384
/** Places begin again before they leave what a slot can hold. */
const LAST_PLACE = 2 ** 30

export class ObjectMemo {
  /** By slot: `#base` + 1 + the place of its container; numbers up to `#base` are those of earlier pickles. */
  readonly #slots = new Int32Array(SLOTS)
  #base = 0
  /** Containers by place, in the order in which they were met. */
  #met: (object | undefined)[] = []
  #count = 0
  /** Memo numbers by place; -1: begun, and not yet remembered. */
  #numbers = new Int32Array(START_SIZE)
  /** Those whose slots were taken. */
  #others: Set<object> | undefined
  /** The places of all, once one of those was met again. */
  #places: Map<object, number> | undefined

  /**
   * The place of a container, which is a new one if it is met for the first time.
   * @param first its first item, or anything that is the same each time
   */
  meet(value: object, first: unknown): number {
    const slot = Math.imul(lookOf(first), 0x9e3779b1) >>> 20
    const place = this.#slots[slot]! - this.#base - 1
    if (place < 0) {
      this.#slots[slot] = this.#base + 1 + this.#count
      return this.#newPlace(value)
    }
    return this.#met[place] === value ? place : this.#meetOther(value)
  }

  #meetOther(value: object): number {
    this.#others ??= new Set()
    if (this.#places === undefined) {
      // One call instead of has() and add().
      const { size } = this.#others
      if (this.#others.add(value).size > size) return this.#newPlace(value)
      this.#places = new Map()
      for (let place = 0; place < this.#count; place++) this.#places.set(this.#met[place]!, place)
    }
    const known = this.#places.get(value)
    if (known !== undefined) return known
    this.#places.set(value, this.#count)
    return this.#newPlace(value)
  }

  #newPlace(value: object): number {
    const place = this.#count++
    this.#met[place] = value
    if (place === this.#numbers.length) this.#grow(place * 4)
    this.#numbers[place] = -1
    return place
  }

  #grow(size: number): void {
    const numbers = new Int32Array(size)
    numbers.set(this.#numbers)
    this.#numbers = numbers
  }

  /** The memo number at a place; -1 where there is none yet: the container is new, or within itself. */
  number(place: number): number {
    return this.#numbers[place]!
  }

  remember(place: number, number: number): void {
    this.#numbers[place] = number
  }

  /** Forgets everything, for the next pickle. What has become large is given back. */
  clear(): void {
    const count = this.#count
    if (this.#numbers.length > KEPT) {
      this.#numbers = new Int32Array(START_SIZE)
      this.#met = []
    } else {
      for (let place = 0; place < count; place++) this.#met[place] = undefined
    }
    this.#count = 0
    this.#others = undefined
    this.#places = undefined
    this.#base += count
    if (this.#base < LAST_PLACE) return
    this.#slots.fill(0)
    this.#base = 0
  }
}

/** A number that is the same for the same number or text, and most often another for another. */
function lookOf(first: unknown): number {
  if (typeof first === 'number') return (first * 64) | 0
  if (typeof first !== 'string') return 0
  const { length } = first
  if (length < 2) return length
  return (length << 24) ^ (first.charCodeAt(0) << 16) ^ (first.charCodeAt(length - 2) << 8) ^ first.charCodeAt(length - 1)
}
