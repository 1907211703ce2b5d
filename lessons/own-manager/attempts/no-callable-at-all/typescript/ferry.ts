import { Line } from './line'

console.log('a boiler is lit')

export class Ferry {
  #aboard: string[] = []

  board(name: string) {
    this.#aboard.push(name)
    return this.#aboard
  }
}

Line.register('Ferry')
