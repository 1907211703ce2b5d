/** `Condition` in shared memory: a lock, and a place to wait for others to say that something has changed. */
import { AssertionError } from '../../values/exceptions.ts'
import { REPR, TYPE_NAME } from '../../values/hooks.ts'
import { attachMapping, type Mapping } from '../mapping.ts'
import { inheritable } from './inheritance.ts'
import { waitMilliseconds, type Timeout } from './limits.ts'
import { Lock, RLock } from './lock.ts'
import { ownMapping } from './owned.ts'
import { TABLE_SIZE, WaitTable } from './wait-table.ts'
import { waitUntil } from './waker.ts'

const dropped = new FinalizationRegistry<() => void>((unlink) => unlink())

/**
 * Where processes wait until another notifies them (CPython: `multiprocessing.synchronize.Condition`). Those who wait are
 * notified in the order of their coming; who has died meanwhile is passed over.
 */
export class Condition {
  readonly #lock: Lock | RLock
  readonly #mapping: Mapping
  readonly #waiters: WaitTable
  readonly #unlink: (() => void) | undefined
  /** Whether nobody else was given the lock. */
  #ownsLock = false

  /** A new one. @param lock left out: a new RLock */
  static create(lock?: Lock | RLock): Condition {
    const { thing, unlink } = ownMapping(TABLE_SIZE)
    const made = new Condition(lock ?? RLock.create(), thing, unlink)
    made.#ownsLock = lock === undefined
    return made
  }

  /** One that exists already. @throws FileNotFoundError when it is gone */
  static attach(lock: Lock | RLock, name: string): Condition {
    return new Condition(lock, attachMapping(name))
  }

  constructor(lock: Lock | RLock, mapping: Mapping, unlink?: () => void) {
    this.#lock = lock
    this.#mapping = mapping
    this.#waiters = new WaitTable(mapping, 0)
    this.#unlink = unlink
    if (unlink) dropped.register(this, unlink, this)
  }

  get [TYPE_NAME](): string {
    return 'Condition'
  }

  /** `<Condition(<RLock(None, 0)>, 0)>` */
  [REPR](): string {
    return `<Condition(${this.#lock[REPR]()}, ${this.#waiters.size})>`
  }

  /** Name of its segment. */
  get name(): string {
    return this.#mapping.name
  }

  /** Its lock. */
  get lock(): Lock | RLock {
    return this.#lock
  }

  /** The lock's own `acquire`. */
  acquire(blocking = true, timeout?: Timeout): Promise<boolean> {
    return this.#lock.acquire(blocking, timeout)
  }

  /** The lock's own `release`. */
  release(): void {
    this.#lock.release()
  }

  /** The lock's own `hold`. */
  hold(): Promise<AsyncDisposable & Disposable> {
    return this.#lock.hold()
  }

  /**
   * Gives the lock up, waits to be notified, and has the lock again.
   * @param timeout seconds; left out: for ever. Having the lock again may take longer
   * @returns whether it was notified in time
   * @throws AssertionError when the lock is not this task's; RuntimeError when it was held by one that has died
   */
  async wait(timeout?: Timeout): Promise<boolean> {
    if (!this.#lock.isMine) throw new AssertionError('must acquire() condition before using wait()')
    const limit = waitMilliseconds(timeout)
    const place = this.#waiters.add()
    const takeAgain = this.#giveUp()
    await waitUntil(() => this.#waiters.isWoken(place), limit)
    try {
      await takeAgain()
      return this.#waiters.isWoken(place)
    } finally {
      if (!this.#mapping.closed) this.#waiters.remove(place)
    }
  }

  /**
   * Waits until `predicate` gives something true; called here, with the lock held.
   * @param timeout seconds; left out: for ever
   * @returns what it gave last
   * @throws AssertionError when the lock is not this task's
   */
  async waitFor<Result>(predicate: () => Result | Promise<Result>, timeout?: Timeout): Promise<Result> {
    const deadline = performance.now() + waitMilliseconds(timeout)
    let result = await predicate()
    while (!result) {
      const left = deadline - performance.now()
      if (left <= 0) break
      await this.wait(left === Infinity ? null : left / 1000)
      result = await predicate()
    }
    return result
  }

  /** Wakes `n` of those who wait. @throws AssertionError when the lock is not this task's */
  notify(n = 1): void {
    if (!this.#lock.isMine) throw new AssertionError('lock is not owned')
    this.#waiters.wake(n)
  }

  /** Wakes all who wait. @throws AssertionError when the lock is not this task's */
  notifyAll(): void {
    this.notify(Infinity)
  }

  /** Ends this process's use of it, and of its lock where that was made with it. */
  dispose(): void {
    dropped.unregister(this)
    this.#mapping.close()
    this.#unlink?.()
    if (this.#ownsLock) this.#lock.dispose()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  /** Python's `repr()`. */
  toString(): string {
    return this[REPR]()
  }

  #giveUp(): () => Promise<boolean> {
    const lock = this.#lock
    if (lock instanceof RLock) return lock.releaseAll()
    lock.release()
    return () => lock.acquire()
  }
}

inheritable(Condition, 'Condition', (condition) => [condition.lock, condition.name], Condition.attach)
