import { BaseManager } from 'multiprocessing/managers'

class Shelf {
  #loaves: string[] = []

  put(loaf: string) {
    this.#loaves.push(loaf)
  }

  take() {
    return this.#loaves.shift() ?? null
  }
}

const shelf = new Shelf()

export class Bakery extends BaseManager {}

// Everybody gets the one shelf of this process.
Bakery.register('Shelf', { callable: () => shelf })
