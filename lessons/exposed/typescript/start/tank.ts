/** Rain water for the whole street. */
export class Tank {
  #litres = 40

  level() {
    return this.#litres
  }

  fill(litres: number) {
    this.#litres += litres
    return this.#litres
  }

  drain() {
    this.#litres = 0
  }
}
