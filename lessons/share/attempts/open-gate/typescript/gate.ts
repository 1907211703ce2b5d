import { setTimeout as sleep } from 'node:timers/promises'

/** Counts the people who go through it. */
export class Gate {
  #n = 0

  async enter() {
    const n = this.#n
    await sleep(1) // the ticket is stamped
    this.#n = n + 1
  }

  count() {
    return this.#n
  }
}
