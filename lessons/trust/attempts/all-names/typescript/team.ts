import { BaseManager } from 'multiprocessing/managers'

class Counter {
  #n = 0

  get() {
    return this.#n
  }

  set(n: number) {
    this.#n = n
  }

  add(n: number) {
    this.#n += n
    return this.#n
  }
}

const counter = new Counter()
export function theCounter() {
  return counter
}

export class Team extends BaseManager {}

Team.register('counter', { callable: theCounter })
