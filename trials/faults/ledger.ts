/**
 * What clients were told, and what a server has at the end: whether both can be true. Pure.
 *
 * What the protocol of CPython promises, and what is checked here:
 *
 * * A call with an answer was done exactly once: an item whose `put` was answered is there, or was got, once.
 * * A call without an answer was done once or not at all: nobody sends a request twice.
 * * An item leaves a queue with the answer of one `get`. If that answer does not arrive, the item may be lost with it: at
 *   most one item for one `get` whose request the server had and whose answer had begun to leave it. This server does
 *   better where it can know that the answer was not read: then the item goes back, and that is no loss.
 * * A lock whose holder is gone stays locked. This server says who held it, and that it has hung up.
 */

/** How a call ended: answered, or not; a call that cannot have reached the server was certainly not done. */
export type Certainty = 'answered' | 'unknown' | 'not sent'

/** The items of one queue. */
export class ItemLedger {
  readonly #put = new Map<string, Certainty>()
  readonly #seen = new Map<string, number>()
  #mayBeLost = 0

  /** Counts, for the report. */
  readonly counts = { answered: 0, unknown: 0, got: 0, lostOnTheWay: 0 }

  put(item: string, certainty: Certainty): void {
    this.#put.set(item, certainty)
    if (certainty === 'answered') this.counts.answered++
    else if (certainty === 'unknown') this.counts.unknown++
  }

  /** A client has it, or it was still in the queue. */
  got(item: unknown): void {
    const name = String(item)
    this.#seen.set(name, (this.#seen.get(name) ?? 0) + 1)
    this.counts.got++
  }

  /** The answer of a `get` was lost after it had left the server. */
  answerLost(): void {
    this.#mayBeLost++
  }

  /** The queue has been emptied, nobody asks it: what is wrong. Begins anew. */
  settle(): string[] {
    const wrong: string[] = []
    const lost: string[] = []
    for (const [item, certainty] of this.#put) {
      const seen = this.#seen.get(item) ?? 0
      if (seen > 1) wrong.push(`doubled: item ${short(item)} was got ${seen} times`)
      if (seen === 0 && certainty === 'answered') lost.push(item)
      if (seen > 0 && certainty === 'not sent') wrong.push(`invented: item ${short(item)} was got, and its put had not reached the server`)
    }
    for (const item of this.#seen.keys()) if (!this.#put.has(item)) wrong.push(`invented: item ${short(item)} was got, and never put`)
    this.counts.lostOnTheWay += Math.min(lost.length, this.#mayBeLost)
    if (lost.length > this.#mayBeLost) {
      wrong.push(`lost: ${lost.length} items whose put was answered are nowhere, and only ${this.#mayBeLost} answers of a get were lost on the way: ${lost.slice(0, 5).map(short).join(', ')}`)
    }
    this.#put.clear()
    this.#seen.clear()
    this.#mayBeLost = 0
    return wrong
  }
}

function short(item: string): string {
  return item.length > 60 ? `${item.slice(0, 40)}… (${item.length} characters)` : item
}

/** A number that is read, and written with one more, under a lock. */
export class CountLedger {
  readonly #values = new Set<number>()
  readonly #wrong: string[] = []
  #certain = 0
  #unknown = 0

  get certain(): number {
    return this.#certain
  }

  /** @param value what was written; undefined when it was written and nobody could say what */
  counted(value: number | undefined): void {
    this.#certain++
    if (value === undefined) return
    if (this.#values.has(value)) this.#wrong.push(`two held the lock: both have written ${value}`)
    this.#values.add(value)
  }

  /** It may have been written. */
  maybe(): void {
    this.#unknown++
  }

  /** @param value what is there now, since the beginning */
  settle(value: number): string[] {
    const wrong = this.#wrong.splice(0)
    if (value < this.#certain || value > this.#certain + this.#unknown) {
      wrong.push(`miscounted: the count is ${value}, of ${this.#certain} that were answered and ${this.#unknown} that may have been done`)
    }
    return wrong
  }
}
