import { BaseManager } from 'multiprocessing/managers'

class Lamp {
  life = 1
  #blinks = 0

  blink() {
    this.#blinks += 1
    return `lamp ${this.life}, blink ${this.#blinks}`
  }
}

export const lamp = new Lamp()
export function theLamp() {
  return lamp
}

export class Lighthouse extends BaseManager {}

Lighthouse.register('lamp', { callable: theLamp, exposed: ['blink'] })
