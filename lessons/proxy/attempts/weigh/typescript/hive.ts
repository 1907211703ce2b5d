/** Bees bring honey in, the keeper takes it out. Grams. */
export class Hive {
  honey = 20

  weigh() {
    return this.honey
  }

  bring(grams: number) {
    this.honey += grams
    return this.honey
  }

  take() {
    const taken = this.honey
    this.honey = 0
    return taken
  }
}
