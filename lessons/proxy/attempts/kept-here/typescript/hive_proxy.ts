import { BaseProxy } from 'multiprocessing/managers'

/** Stands for a hive, and counts along. */
export class HiveProxy extends BaseProxy {
  static override readonly exposed = ['bring', 'take']
  #honey = 20

  get honey(): Promise<number> {
    return Promise.resolve(this.#honey)
  }

  async bring(grams: number): Promise<number> {
    this.#honey += grams
    return this.callMethod('bring', [grams])
  }

  async take(): Promise<number> {
    this.#honey = 0
    return this.callMethod('take')
  }
}
