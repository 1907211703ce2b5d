/** What servers of the bench own, and the manager that all programs here use. */
import { bytes } from 'multiprocessing'
import { SyncManager } from 'multiprocessing/managers'

/** The small call is `add`, the big one `take`. */
export class Counter {
  #total = 0

  add(amount: number): number {
    return (this.#total += amount)
  }

  take(data: Uint8Array): number {
    return data.length
  }
}

class Register extends SyncManager {}

export const Yard = Register.register('Counter', { callable: Counter })
export type Yard = InstanceType<typeof Yard>
export type CounterProxy = Awaited<ReturnType<Yard['Counter']>>

/** The key of every server here. */
export const authkey = bytes('measured in the open')
