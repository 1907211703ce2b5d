/** The frames of one connection that ask at the gate: one after another, so that they keep their order. */
export class GateLine {
  #last: Promise<void> | undefined

  /** Resolves when everybody who is here now has passed; undefined where nobody is. */
  get passed(): Promise<void> | undefined {
    return this.#last
  }

  /**
   * Waits for those before, then for the decision, then begins to send; the next one comes after that.
   * @param decide gives what is to be done with the frame
   */
  async enter(decide: () => Promise<() => Promise<void>>): Promise<void> {
    const before = this.#last
    let leave!: () => void
    const mine = new Promise<void>((resolve) => (leave = resolve))
    this.#last = mine
    await before
    let sent: Promise<void>
    try {
      sent = (await decide())()
    } finally {
      if (this.#last === mine) this.#last = undefined
      leave()
    }
    await sent
  }
}
