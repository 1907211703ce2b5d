/** When a process, a client or a server, was kept from what it needs of the system. */

/** Times at which a process could not do everything that it was asked for. */
export class Disturbance {
  #active = 0
  #last = -Infinity

  async during<T>(act: () => Promise<T>): Promise<T> {
    this.#active++
    try {
      return await act()
    } finally {
      this.#active--
      this.#last = performance.now()
    }
  }

  /** Whether there was one at that time or since. @param time as `performance.now()` */
  since(time: number): boolean {
    return this.#active > 0 || this.#last >= time
  }
}
