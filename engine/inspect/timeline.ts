/** What something was from when on: a list that only grows, looked up by time. Times are the trace's. */

/** Index of the first entry of a sorted list that is later than `time`. */
export function firstAfter<Entry>(entries: readonly Entry[], time: number, timeOf: (entry: Entry) => number): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (timeOf(entries[middle]!) <= time) low = middle + 1
    else high = middle
  }
  return low
}

/** Puts an entry where its time belongs, after those of the same time. Most come in order. */
export function insertByTime<Entry>(entries: Entry[], entry: Entry, timeOf: (entry: Entry) => number): void {
  const time = timeOf(entry)
  let at = entries.length
  while (at > 0 && timeOf(entries[at - 1]!) > time) at--
  if (at === entries.length) entries.push(entry)
  else entries.splice(at, 0, entry)
}

/** One value that changes. Values must not change themselves. */
export class Timeline<Value> {
  readonly #times: number[] = []
  readonly #values: Value[] = []

  /** From `time` on it is `value`. What comes late is put where it belongs. */
  set(time: number, value: Value): void {
    let at = this.#times.length
    while (at > 0 && this.#times[at - 1]! > time) at--
    if (at === this.#times.length) {
      this.#times.push(time)
      this.#values.push(value)
      return
    }
    this.#times.splice(at, 0, time)
    this.#values.splice(at, 0, value)
  }

  /** What it was at `time`; `undefined` before its first value. */
  at(time: number): Value | undefined {
    return this.#values[this.#index(time)]
  }

  /** Since when it was what it was at `time`. */
  since(time: number): number | undefined {
    return this.#times[this.#index(time)]
  }

  get last(): Value | undefined {
    return this.#values[this.#values.length - 1]
  }

  #index(time: number): number {
    const last = this.#times.length - 1
    if (last < 0 || this.#times[last]! <= time) return last
    return firstAfter(this.#times, time, (each) => each) - 1
  }
}
