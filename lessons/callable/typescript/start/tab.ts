const tabs: Tab[] = []

/** What a guest owes. */
export class Tab {
  #name: string
  #pence = 0

  constructor(name: string) {
    this.#name = name
    tabs.push(this)
  }

  add(pence: number) {
    this.#pence += pence
  }

  bill() {
    return `${this.#name} owes ${this.#pence}`
  }
}
