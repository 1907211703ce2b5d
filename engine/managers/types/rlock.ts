/** `RLock`: belongs to the connection that acquired it, which may acquire it again (`threading.RLock`). */
import { RuntimeError } from '../../values/exceptions.ts'
import { TYPE_NAME } from '../../values/hooks.ts'
import { currentCall, type Call } from '../calls.ts'
import { heldBy, refusePickle, reprAt } from '../referent.ts'
import { Holder, connectionOf, tellLock } from './holder.ts'
import { acquireLimit } from './lock.ts'
import { acquireRestore, isOwned, releaseSave, type Lockable } from './lockable.ts'
import { WaitQueue } from './waiting.ts'

/** One who waits for the lock, and how often it is to have it. */
interface Claim {
  readonly call: Call | undefined
  readonly count: number
}

/**
 * Python's `threading.RLock`, owned by a server. The proxy is an `AcquirerProxy`.
 *
 * One departure: when the owner has hung up, anybody may release it, wholly. CPython keeps it locked for ever.
 */
export class RLockReferent implements Lockable {
  #owner: Holder | undefined
  #count = 0
  readonly #waiters = new WaitQueue<void, Claim>()

  get [TYPE_NAME](): string {
    return '_thread.RLock'
  }

  [reprAt](ident: string): string {
    const state = this.#owner ? 'locked' : 'unlocked'
    return `<${state} _thread.RLock object owner=${this.#owner?.connection ?? 0} count=${this.#count} at 0x${ident}>`
  }

  [heldBy](): readonly string[] {
    return this.#owner ? [`${this.#owner}${this.#count > 1 ? `, ${this.#count} times` : ''}`] : []
  }

  /**
   * Takes the lock, or once more if it is the caller's, waiting for it if need be.
   * @param blocking false: answer at once
   * @param timeout seconds to wait; −1 or None: for ever
   * @returns whether it was taken
   * @throws ValueError, TypeError, OverflowError for a timeout that is none
   */
  async acquire(blocking: unknown = true, timeout: unknown = -1): Promise<boolean> {
    const call = currentCall()
    const limit = acquireLimit(blocking, timeout)
    if (this[isOwned](call)) {
      this.#count++
      return true
    }
    return this.#acquire(limit, { call, count: 1 })
  }

  /** @throws RuntimeError when it is not the caller's */
  release(): void {
    const call = currentCall()
    if (this[isOwned](call) && this.#count > 1) {
      this.#count--
      return
    }
    if (!this[isOwned](call) && !this.#owner?.gone) throw new RuntimeError('cannot release un-acquired lock')
    this.#release(call)
  }

  locked(): boolean {
    return this.#owner !== undefined
  }

  [isOwned](call: Call | undefined): boolean {
    return this.#owner?.connection === connectionOf(call)
  }

  [releaseSave](call: Call | undefined): number {
    const count = this.#count
    this.#release(call)
    return count
  }

  [acquireRestore](call: Call | undefined, count: number): Promise<boolean> {
    return this.#acquire(Infinity, { call, count })
  }

  async #acquire(limit: number, claim: Claim): Promise<boolean> {
    const { call } = claim
    if (this.#owner) {
      if (limit === 0) return false
      tellLock('lock/waiting', call)
      if (!(await this.#waiters.wait(limit, call, claim))) return false
    } else this.#take(claim)
    call?.ifUndelivered(() => {
      if (this[isOwned](call)) this.#release(call)
    })
    return true
  }

  #take({ call, count }: Claim): void {
    this.#owner = new Holder(call)
    this.#count = count
    tellLock('lock/acquired', call)
  }

  #release(call: Call | undefined): void {
    this.#owner?.end()
    this.#owner = undefined
    this.#count = 0
    tellLock('lock/released', call)
    const next = this.#waiters.wakeOne()
    if (next) this.#take(next.luggage)
  }
}

refusePickle(RLockReferent, "cannot pickle '_thread.RLock' object")
