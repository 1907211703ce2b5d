/** `Lock` and `RLock` in shared memory (CPython: `multiprocessing.synchronize.Lock`, `.RLock`). */
import { currentProcess } from '../../process/current-process.ts'
import { AssertionError, ValueError } from '../../values/exceptions.ts'
import { REPR, TYPE_NAME } from '../../values/hooks.ts'
import { inheritable } from './inheritance.ts'
import { milliseconds, type Timeout } from './limits.ts'
import { SemaphoreObject, attachParts, createParts } from './semaphore-object.ts'
import { becomeOwner, currentOwner, currentTask, type Owner } from './task.ts'

/** One holder at a time, in all processes; whoever likes releases it, as in Python. */
export class Lock extends SemaphoreObject {
  #mine = false

  /** A new one. */
  static create(): Lock {
    return new Lock(createParts(1, true))
  }

  /**
   * One that exists already, by the name of its semaphore: `lock.name`, or `lock._semlock.name` of a Python lock of the spawn context.
   * @param recordName `lock.recordName`; left out, nobody finds out when a holder dies
   * @throws FileNotFoundError when there is none
   */
  static attach(name: string, recordName?: string | null): Lock {
    return new Lock(attachParts(name, recordName))
  }

  get [TYPE_NAME](): string {
    return 'Lock'
  }

  /** `<Lock(owner=None)>` */
  [REPR](): string {
    return `<Lock(owner=${ownerName(this.#mine, this.locked(), false)})>`
  }

  /** Whether somebody holds it. */
  locked(): boolean {
    return !this.isFull(1)
  }

  /** Whether this process holds it. */
  get isMine(): boolean {
    return this.#mine
  }

  /** @throws ValueError when it is not locked */
  release(): void {
    // Asking the system is the slower way.
    if (!this.record?.isOwn && this.isFull(1)) throw new ValueError('semaphore or lock released too many times')
    this.#mine = false
    this.give()
  }

  protected override async take(limit: number): Promise<boolean> {
    const taken = await super.take(limit)
    if (taken) this.#mine = true
    return taken
  }
}

/**
 * Belongs to the task that has acquired it, which may acquire it again, and must release it as often.
 * A task is what `task(…)` of `multiprocessing/managers` runs; the program itself is one.
 */
export class RLock extends SemaphoreObject {
  #owner: Owner | undefined
  #count = 0

  /** A new one. */
  static create(): RLock {
    return new RLock(createParts(1, true))
  }

  /** One that exists already. @see Lock.attach */
  static attach(name: string, recordName?: string | null): RLock {
    return new RLock(attachParts(name, recordName))
  }

  get [TYPE_NAME](): string {
    return 'RLock'
  }

  /** `<RLock(None, 0)>`, `<RLock(MainProcess, 2)>` */
  [REPR](): string {
    const locked = this.locked()
    const elsewhere = locked && this.#owner === undefined
    return `<RLock(${ownerName(this.isMine, locked, this.#owner !== undefined)}, ${elsewhere || (locked && !this.isMine) ? 'nonzero' : this.#count})>`
  }

  /** Whether somebody holds it. */
  locked(): boolean {
    return !this.isFull(1)
  }

  /** Whether this task holds it. */
  get isMine(): boolean {
    return this.#owner !== undefined && (this.#owner === currentOwner() || this.#owner.task === currentTask())
  }

  override acquire(blocking = true, timeout?: Timeout): Promise<boolean> {
    const limit = milliseconds(blocking, timeout)
    if (this.#owner !== undefined && this.#owner === currentOwner()) {
      this.#count++
      return Promise.resolve(true)
    }
    return this.#acquireAs(becomeOwner(), limit, 1)
  }

  /**
   * @throws AssertionError when it is not this task's. When its holder has died with it anybody may release it, wholly
   */
  release(): void {
    if (!this.isMine) {
      if (this.#owner !== undefined || !this.record?.dead()) throw new AssertionError('attempt to release recursive lock not owned by thread')
      this.give()
      return
    }
    if (--this.#count > 0) return
    this.#letGo()
    this.give()
  }

  /** Gives it up, however often it was acquired. @returns what takes it again as it was */
  releaseAll(): () => Promise<boolean> {
    const owner = this.#owner!
    const count = this.#count
    this.#count = 0
    this.#letGo()
    this.give()
    return () => this.#acquireAs(owner, Infinity, count)
  }

  async #acquireAs(owner: Owner, limit: number, count: number): Promise<boolean> {
    if (!(await this.take(limit))) return false
    this.#owner = owner
    this.#count = count
    owner.locks++
    return true
  }

  #letGo(): void {
    this.#owner!.locks--
    this.#owner = undefined
  }
}

/** Who holds it, as CPython's `repr` of a lock says. */
function ownerName(mine: boolean, locked: boolean, here: boolean): string {
  if (mine) return currentProcess().name
  if (!locked) return 'None'
  return here ? 'SomeOtherThread' : 'SomeOtherProcess'
}

inheritable(Lock, 'Lock', (lock) => [lock.name, lock.recordName ?? null], Lock.attach)
inheritable(RLock, 'RLock', (lock) => [lock.name, lock.recordName ?? null], RLock.attach)
