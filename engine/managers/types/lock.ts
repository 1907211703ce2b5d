/** `Lock`: one holder at a time; whoever has a proxy may release it, as in Python. */
import { RuntimeError, ValueError } from '../../values/exceptions.ts'
import { TYPE_NAME } from '../../values/hooks.ts'
import { BaseProxy } from '../base-proxy.ts'
import { currentCall, type Call } from '../calls.ts'
import { ownership, type Ownership } from '../lock-owners.ts'
import { heldBy, refusePickle, reprAt } from '../referent.ts'
import { Holder, tellLock } from './holder.ts'
import { acquireRestore, isOwned, releaseSave, type Lockable } from './lockable.ts'
import { WaitQueue, checkLongest, isTrue, seconds } from './waiting.ts'

/** One who asks for the lock, and what it became. */
interface Claim {
  readonly call: Call | undefined
  holder: Holder | undefined
}

/** Python's `threading.Lock`, owned by a server. */
export class LockReferent implements Lockable {
  #holder: Holder | undefined
  readonly #waiters = new WaitQueue<void, Claim>()

  get [TYPE_NAME](): string {
    return '_thread.lock'
  }

  [reprAt](ident: string): string {
    return `<${this.locked() ? 'locked' : 'unlocked'} _thread.lock object at 0x${ident}>`
  }

  [heldBy](): readonly string[] {
    return this.#holder ? [String(this.#holder)] : []
  }

  /**
   * Takes the lock, waiting for it if need be.
   * @param blocking false: answer at once
   * @param timeout seconds to wait; −1 or None: for ever
   * @returns whether it was taken
   * @throws ValueError, TypeError, OverflowError for a timeout that is none
   */
  acquire(blocking: unknown = true, timeout: unknown = -1): Promise<boolean> {
    return this.#acquire(acquireLimit(blocking, timeout), currentCall())
  }

  /** @throws RuntimeError when it is not locked */
  release(): void {
    if (!this.#holder) throw new RuntimeError('release unlocked lock')
    this.#release(currentCall())
  }

  locked(): boolean {
    return this.#holder !== undefined
  }

  /** Nobody owns a Lock: that it is locked must do, as in CPython. */
  [isOwned](): boolean {
    return this.locked()
  }

  [releaseSave](call: Call | undefined): number {
    this.#release(call)
    return 1
  }

  [acquireRestore](call: Call | undefined): Promise<boolean> {
    return this.#acquire(Infinity, call)
  }

  async #acquire(limit: number, call: Call | undefined): Promise<boolean> {
    const claim: Claim = { call, holder: undefined }
    if (this.#holder) {
      if (limit === 0) return false
      tellLock('lock/waiting', call)
      if (!(await this.#waiters.wait(limit, call, claim))) return false
    } else this.#take(claim)
    call?.ifUndelivered(() => {
      if (this.#holder === claim.holder) this.#release(call)
    })
    return true
  }

  #take(claim: Claim): void {
    claim.holder = this.#holder = new Holder(claim.call)
    tellLock('lock/acquired', claim.call)
  }

  #release(call: Call | undefined): void {
    this.#holder?.end()
    this.#holder = undefined
    tellLock('lock/released', call)
    // The lock goes from hand to hand: it is never free while somebody waits.
    const next = this.#waiters.wakeOne()
    if (next) this.#take(next.luggage)
  }
}

refusePickle(LockReferent, "cannot pickle '_thread.lock' object")

/**
 * Seconds that `acquire(blocking, timeout)` may wait: 0 at once, Infinity for ever.
 * @throws ValueError, TypeError, OverflowError in CPython's words
 */
export function acquireLimit(blocking: unknown, timeout: unknown): number {
  const limit = timeout === null ? -1 : seconds(timeout)
  if (!isTrue(blocking)) {
    if (limit !== -1) throw new ValueError("can't specify a timeout for a non-blocking call")
    return 0
  }
  if (limit < 0 && limit !== -1) throw new ValueError('timeout value must be a non-negative number')
  return limit === -1 ? Infinity : checkLongest(limit)
}

/** Locks that whoever has a proxy may release: it does not matter which connection asks. */
const ANYBODYS = new Set(['Lock', 'Semaphore', 'BoundedSemaphore'])

/** A proxy of a lock or a semaphore (CPython: `AcquirerProxy`). */
export class AcquirerProxy extends BaseProxy {
  static override readonly exposed: readonly string[] = ['acquire', 'release', 'locked']

  override [ownership](name: string): Ownership | undefined {
    if (ANYBODYS.has(this.token.typeid)) return undefined
    return name === 'acquire' || name === 'release' ? name : undefined
  }

  /**
   * @param blocking false: answer at once
   * @param timeout seconds to wait; left out: for ever
   * @returns whether it was taken
   */
  acquire(blocking = true, timeout?: number): Promise<boolean> {
    return this.callMethod('acquire', timeout === undefined ? [blocking] : [blocking, timeout]) as Promise<boolean>
  }

  /** @throws RuntimeError when it is not locked, or not by this task */
  async release(): Promise<void> {
    await this.callMethod('release')
  }

  /** Whether it is locked; not for semaphores. Since CPython 3.14: older servers refuse it. */
  locked(): Promise<boolean> {
    return this.callMethod('locked') as Promise<boolean>
  }

  /** `with lock:` in Python; here `await using _ = await lock.hold()`. Released when the block ends. */
  async hold(): Promise<AsyncDisposable> {
    await this.callMethod('acquire')
    return { [Symbol.asyncDispose]: () => this.release() }
  }
}
