/** `Event`: a flag to wait for (`threading.Event`). */
import { TYPE_NAME } from '../../values/hooks.ts'
import { BaseProxy } from '../base-proxy.ts'
import { currentCall } from '../calls.ts'
import { refusePickle, reprAt, typeModule } from '../referent.ts'
import { tellWait } from './holder.ts'
import { WaitQueue, waitLimit } from './waiting.ts'

/** Python's `threading.Event`, owned by a server. */
export class EventReferent {
  #flag = false
  readonly #waiters = new WaitQueue()

  get [TYPE_NAME](): string {
    return 'Event'
  }

  get [typeModule](): string {
    return 'threading'
  }

  [reprAt](ident: string): string {
    return `<threading.Event at 0x${ident}: ${this.#flag ? 'set' : 'unset'}>`
  }

  is_set(): boolean {
    return this.#flag
  }

  /** Wakes all who wait. */
  set(): void {
    this.#flag = true
    this.#waiters.wakeAll()
  }

  clear(): void {
    this.#flag = false
  }

  /**
   * Waits until the flag is set.
   * @param timeout seconds; None: for ever
   * @returns whether it was set in time
   * @throws TypeError, OverflowError for a timeout that is none
   */
  async wait(timeout: unknown = null): Promise<boolean> {
    if (this.#flag) return true
    const call = currentCall()
    const limit = waitLimit(timeout)
    const ended = tellWait('event', call, limit)
    const woken = await this.#waiters.wait(limit, call)
    ended()
    return woken !== undefined
  }
}

refusePickle(EventReferent, "cannot pickle '_thread.lock' object")

/** A proxy of an event (CPython: `EventProxy`). */
export class EventProxy extends BaseProxy {
  static override readonly exposed = ['is_set', 'set', 'clear', 'wait']

  isSet(): Promise<boolean> {
    return this.callMethod('is_set') as Promise<boolean>
  }

  async set(): Promise<void> {
    await this.callMethod('set')
  }

  async clear(): Promise<void> {
    await this.callMethod('clear')
  }

  /**
   * @param timeout seconds; left out: for ever
   * @returns whether it was set in time
   */
  wait(timeout?: number): Promise<boolean> {
    return this.callMethod('wait', [timeout ?? null]) as Promise<boolean>
  }
}
