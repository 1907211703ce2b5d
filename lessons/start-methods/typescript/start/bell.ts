/** A bell that counts. */
export class Bell {
  #rung = 0

  ring(how: string) {
    this.#rung += 1
    return `${how}: rung ${this.#rung} time`
  }
}
