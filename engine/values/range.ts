/** A Python range: the ints from `start` up to, not including, `stop`, by `step`. */
import { int } from './float.ts'
import { REPR, TYPE_NAME } from './hooks.ts'

/** Python's `range`: ints from `start` up to, not including, `stop`, by `step`. A step of 0 has no ints. */
export class Range implements Iterable<number | bigint> {
  readonly start: number | bigint
  readonly stop: number | bigint
  readonly step: number | bigint

  constructor(start: number | bigint, stop: number | bigint, step: number | bigint = 1) {
    this.start = int(start)
    this.stop = int(stop)
    this.step = int(step)
  }

  get [TYPE_NAME](): string {
    return 'range'
  }

  /** How many ints there are. */
  get length(): number | bigint {
    const step = BigInt(this.step)
    if (step === 0n) return 0
    const distance = BigInt(this.stop) - BigInt(this.start)
    if (distance === 0n || distance > 0n !== step > 0n) return 0
    return int((distance + (step > 0n ? step - 1n : step + 1n)) / step)
  }

  /** The int at `index`, which is within the length. */
  at(index: number | bigint): number | bigint {
    return int(BigInt(this.start) + BigInt(index) * BigInt(this.step))
  }

  *[Symbol.iterator](): Iterator<number | bigint> {
    const length = this.length
    for (let index = 0; index < length; index++) yield this.at(index)
  }

  [REPR](): string {
    const bounds = `${this.start}, ${this.stop}`
    return this.step === 1 ? `range(${bounds})` : `range(${bounds}, ${this.step})`
  }

  toString(): string {
    return this[REPR]()
  }
}
