/**
 * Who waits for something in shared memory, in the order of their coming. Read and written by one process at a time, under
 * the lock of whatever it belongs to; only whether one's own place was woken may be looked at any time.
 *
 * ```
 * offset     size
 *      0        4  number of the next who comes
 *     16 + 32·n    place n:
 *           0     4  0 free, 1 waits, 2 woken
 *           4     4  its number
 *           8     4  pid
 *          16     8  when that process began
 *          24     8  by what it is woken
 * ```
 */
import { RuntimeError } from '../../values/exceptions.ts'
import type { Mapping } from '../mapping.ts'
import { lives, ownMark } from './holder-record.ts'
import { wake, wakerId } from './waker.ts'

const PLACES = 128
const PLACE_SIZE = 32
const HEADER_SIZE = 16
/** Bytes of a table. */
export const TABLE_SIZE = HEADER_SIZE + PLACES * PLACE_SIZE
const [FREE, WAITS, WOKEN] = [0, 1, 2]

/** A table of those who wait. */
export class WaitTable {
  readonly #mapping: Mapping
  readonly #offset: number

  constructor(mapping: Mapping, offset: number) {
    this.#mapping = mapping
    this.#offset = offset
  }

  /** This process waits, too. @returns its place @throws RuntimeError when there are too many */
  add(): number {
    const place = this.#freePlace()
    const at = this.#at(place)
    const number = this.#mapping.readUInt32(this.#offset)
    this.#mapping.writeUInt32(this.#offset, (number + 1) >>> 0)
    this.#mapping.writeUInt32(at + 4, number)
    this.#mapping.writeUInt32(at + 8, ownMark().pid)
    this.#mapping.writeInt64(at + 16, ownMark().began)
    this.#mapping.writeInt64(at + 24, wakerId())
    this.#mapping.writeUInt32(at, WAITS)
    return place
  }

  /** Whether that place was woken. */
  isWoken(place: number): boolean {
    return this.#mapping.readUInt32(this.#at(place)) === WOKEN
  }

  /** Waits no more. */
  remove(place: number): void {
    this.#mapping.writeUInt32(this.#at(place), FREE)
  }

  /** How many wait. Those who have died are among them until somebody is woken. */
  get size(): number {
    return this.#waiting().length
  }

  /** Wakes those who came first. Who has died is passed over. @returns how many */
  wake(count: number): number {
    let woken = 0
    for (const place of this.#waiting()) {
      if (woken >= count) break
      const at = this.#at(place)
      if (this.#isAlive(place)) {
        this.#mapping.writeUInt32(at, WOKEN)
        wake(this.#mapping.readInt64(at + 24))
        woken++
      } else this.remove(place)
    }
    return woken
  }

  /** Places that wait, first come first. */
  #waiting(): number[] {
    const next = this.#mapping.readUInt32(this.#offset)
    const age = (place: number): number => (next - this.#mapping.readUInt32(this.#at(place) + 4)) >>> 0
    const places: number[] = []
    for (let place = 0; place < PLACES; place++) if (this.#mapping.readUInt32(this.#at(place)) === WAITS) places.push(place)
    return places.sort((a, b) => age(b) - age(a))
  }

  #freePlace(): number {
    for (let place = 0; place < PLACES; place++) if (this.#mapping.readUInt32(this.#at(place)) === FREE) return place
    for (let place = 0; place < PLACES; place++) if (!this.#isAlive(place)) return place
    throw new RuntimeError(`${PLACES} wait for it already, and no more can`)
  }

  #isAlive(place: number): boolean {
    const at = this.#at(place)
    return lives({ pid: this.#mapping.readUInt32(at + 8), began: this.#mapping.readInt64(at + 16) })
  }

  #at(place: number): number {
    return this.#offset + HEADER_SIZE + place * PLACE_SIZE
  }
}
