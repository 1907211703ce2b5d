import { BaseManager } from 'multiprocessing/managers'

class Lamp {
  life = 1
  #blinks = 0

  blink() {
    this.#blinks += 1
    // The first lamp burns out in the middle of its third call.
    if (this.life === 1 && this.#blinks === 3) process.kill(process.pid, 'SIGKILL')
    return `lamp ${this.life}, blink ${this.#blinks}`
  }
}

export const lamp = new Lamp()
export function theLamp() {
  return lamp
}

export class Lighthouse extends BaseManager {}

Lighthouse.register('lamp', { callable: theLamp, exposed: ['blink'] })
