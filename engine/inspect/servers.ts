/** Who listens where: an address may have had several servers, one after the other. */
import { OUTSIDE } from './run.ts'
import type { Address } from '../protocol/token.ts'
import type { ServerSide } from './typeids.ts'
import { Timeline } from './timeline.ts'

export class Servers {
  /** By address as JSON: process ids. */
  readonly #listeners = new Map<string, Timeline<string>>()

  /** From `time` on a process listens at an address. */
  add(address: Address | null, process: string, time: number): void {
    const key = JSON.stringify(address)
    let timeline = this.#listeners.get(key)
    if (timeline === undefined) this.#listeners.set(key, (timeline = new Timeline()))
    timeline.set(time, process)
  }

  /** Whoever listened at an address at `time`, as soon as it is known. */
  side(address: Address | null, time: number): ServerSide {
    const listeners = this.#listeners
    const key = JSON.stringify(address)
    return {
      get listener(): string {
        return listeners.get(key)?.at(time) ?? OUTSIDE
      },
    }
  }
}
