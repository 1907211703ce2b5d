import { setTimeout as sleep } from 'node:timers/promises'

/** Counts the people who go through it. */
export class Gate {
  #n = 0

  async enter() {
    await sleep(1) // the ticket is stamped
    this.#n += 1 // no await in between: nobody can slip in
  }

  count() {
    return this.#n
  }
}
