import { BaseManager } from 'multiprocessing/managers'
import { address, authkey } from './place'

class Counter {
  #count = 0

  add(step = 1) {
    this.#count += step
    return this.#count
  }

  value() {
    return this.#count
  }
}

// One counter for everybody who asks.
const counter = new Counter()

class Desk extends BaseManager {}

Desk.register('Counter', { callable: () => counter })

const desk = new Desk({ address, authkey })
console.log('the desk is open')
await desk.getServer().serveForever()
