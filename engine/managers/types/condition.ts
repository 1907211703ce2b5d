/** `Condition`: a lock, and a place to wait for others to say that something has changed (`threading.Condition`). */
import { AttributeError, RuntimeError, TypeError as PythonTypeError } from '../../values/exceptions.ts'
import { TYPE_NAME } from '../../values/hooks.ts'
import { holds } from '../../values/order.ts'
import { typeName } from '../../values/index.ts'
import { BaseProxy } from '../base-proxy.ts'
import { currentCall, during, type Call } from '../calls.ts'
import { ownership, type Ownership } from '../lock-owners.ts'
import { heldBy, refusePickle, reprAt, reprOf, typeModule } from '../referent.ts'
import { tellWait } from './holder.ts'
import { AcquirerProxy } from './lock.ts'
import { acquireRestore, isLockable, isOwned, releaseSave, type Lockable } from './lockable.ts'
import { RLockReferent } from './rlock.ts'
import { WaitQueue, waitLimit } from './waiting.ts'

/** Python's `threading.Condition`, owned by a server. */
export class ConditionReferent {
  readonly #lock: Lockable
  /** Ident of the lock, where it is an object of its own. */
  readonly #lockIdent: string | undefined
  readonly #waiters = new WaitQueue()

  /**
   * @param lock proxy of a Lock or RLock of the same server; None: a new RLock
   * @throws TypeError, AttributeError for anything else
   */
  constructor(lock: unknown = null) {
    if (lock === null) this.#lock = new RLockReferent()
    else {
      const { referent, ident } = lockOf(lock)
      this.#lock = referent
      this.#lockIdent = ident
    }
  }

  get [TYPE_NAME](): string {
    return 'Condition'
  }

  get [typeModule](): string {
    return 'threading'
  }

  [reprAt](ident: string): string {
    return `<Condition(${reprOf(this.#lock, this.#lockIdent ?? ident)}, ${this.#waiters.size})>`
  }

  [heldBy](): readonly string[] {
    return (this.#lock as { [heldBy]?(): readonly string[] })[heldBy]?.() ?? []
  }

  /** The lock's own `acquire`. */
  acquire(blocking: unknown = true, timeout: unknown = -1): Promise<boolean> {
    return this.#asLock(() => this.#lock.acquire(blocking, timeout))
  }

  /** The lock's own `release`. */
  release(): void {
    this.#asLock(() => this.#lock.release())
  }

  locked(): boolean {
    return this.#lock.locked()
  }

  /**
   * Gives the lock up, waits to be notified, and has the lock again.
   * @param timeout seconds; None: for ever. Having the lock again may take longer
   * @returns whether it was notified in time
   * @throws RuntimeError when the lock is not the caller's; TypeError, OverflowError for a timeout that is none
   */
  async wait(timeout: unknown = null): Promise<boolean> {
    const own = currentCall()
    const call = this.#lockCall()
    if (!this.#lock[isOwned](call)) throw new RuntimeError('cannot wait on un-acquired lock')
    const limit = waitLimit(timeout)
    const count = this.#lock[releaseSave](call)
    const ended = tellWait('notification', own, limit)
    const notified = (await this.#waiters.wait(limit, call)) !== undefined
    ended()
    const again = await this.#lock[acquireRestore](call, count)
    if (notified) {
      // Who hung up cannot do what it was notified of: the next one may.
      if (again) call?.ifUndelivered(() => this.#waiters.wakeOne())
      else this.#waiters.wakeOne()
    }
    return notified
  }

  /**
   * Wakes some of those who wait, first come first served.
   * @param n how many
   * @throws RuntimeError when the lock is not the caller's
   */
  notify(n: unknown = 1): void {
    if (!this.#lock[isOwned](currentCall())) throw new RuntimeError('cannot notify on un-acquired lock')
    for (let woken = 0; this.#waiters.size > 0 && holds(n, '>', woken); woken++) this.#waiters.wakeOne()
  }

  /** @throws RuntimeError when the lock is not the caller's */
  notify_all(): void {
    this.notify(this.#waiters.size)
  }

  #asLock<Result>(method: () => Result): Result {
    const call = this.#lockCall()
    return call ? during(call, method) : method()
  }

  /** The call at hand, as one of the lock: a trace tells of the lock. */
  #lockCall(): Call | undefined {
    const call = currentCall()
    const ident = this.#lockIdent
    if (!call || ident === undefined) return call
    return {
      connection: call.connection,
      client: call.client,
      ident,
      get gone() {
        return call.gone
      },
      onAbandon: (abandon) => call.onAbandon(abandon),
      whenGone: (listener) => call.whenGone(listener),
      ifUndelivered: (takeBack) => call.ifUndelivered(takeBack),
    }
  }
}

refusePickle(ConditionReferent, "cannot pickle '_thread.RLock' object")

function lockOf(lock: unknown): { referent: Lockable; ident: string } {
  if (!(lock instanceof BaseProxy)) throw new AttributeError(`'${typeName(lock)}' object has no attribute 'acquire'`)
  const { referent, token } = lock
  if (isLockable(referent)) return { referent, ident: token.id }
  const what = referent === undefined ? `a ${token.typeid} of another server` : `a ${token.typeid}`
  throw new PythonTypeError(`Condition(lock) here takes a proxy of a Lock or RLock of the same server, got ${what}`)
}

/** A proxy of a condition (CPython: `ConditionProxy`). */
export class ConditionProxy extends AcquirerProxy {
  static override readonly exposed = ['acquire', 'release', 'locked', 'wait', 'notify', 'notify_all']

  override [ownership](name: string): Ownership | undefined {
    if (name === 'acquire' || name === 'release' || name === 'wait' || name === 'notify') return name
    return name === 'notify_all' ? 'notify' : undefined
  }

  /**
   * Gives the lock up, waits to be notified, and has the lock again.
   * @param timeout seconds; left out: for ever
   * @returns whether it was notified in time
   * @throws RuntimeError when the lock is not this task's
   */
  wait(timeout?: number): Promise<boolean> {
    return this.callMethod('wait', [timeout ?? null]) as Promise<boolean>
  }

  /**
   * Waits until `predicate` gives something true; called here, with the lock held.
   * @param timeout seconds; left out: for ever
   * @returns what it gave last
   * @throws RuntimeError when the lock is not this task's
   */
  async waitFor<Result>(predicate: () => Result | Promise<Result>, timeout?: number): Promise<Result> {
    const deadline = timeout === undefined ? undefined : performance.now() + timeout * 1000
    let result = await predicate()
    while (!result) {
      const left = deadline === undefined ? undefined : (deadline - performance.now()) / 1000
      if (left !== undefined && left <= 0) break
      await this.wait(left)
      result = await predicate()
    }
    return result
  }

  /** Wakes `n` of those who wait. @throws RuntimeError when the lock is not this task's */
  async notify(n = 1): Promise<void> {
    await this.callMethod('notify', [n])
  }

  /** Wakes all who wait. @throws RuntimeError when the lock is not this task's */
  async notifyAll(): Promise<void> {
    await this.callMethod('notify_all')
  }
}
