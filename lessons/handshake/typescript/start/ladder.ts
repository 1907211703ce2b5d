/** Leads up. */
export class Ladder {
  #steps = 0

  climb(steps: number) {
    this.#steps += steps
    return this.#steps
  }
}
