import { BaseManager, MakeProxyType } from 'multiprocessing/managers'

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

const CounterProxy = MakeProxyType('CounterProxy', ['get', 'add'])

Team.register('counter', { callable: theCounter, proxytype: CounterProxy })
