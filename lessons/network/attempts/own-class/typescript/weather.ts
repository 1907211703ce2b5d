import { BaseManager } from 'multiprocessing/managers'

class Log {
  #all: number[] = []

  append(reading: number) {
    this.#all.push(reading)
  }

  slice() {
    return [...this.#all]
  }
}

const log = new Log()
export function theLog() {
  return log
}

export class Weather extends BaseManager {}

Weather.register('log', { callable: theLog })
