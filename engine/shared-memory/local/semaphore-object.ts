/**
 * What Lock, RLock, Semaphore and BoundedSemaphore of a LocalManager have in common: a semaphore of the system
 * (CPython: `multiprocessing.synchronize.SemLock`). A CPython process can open the very same one by its name.
 */
import { emit, tracing } from '../../tracer.ts'
import { RuntimeError } from '../../values/exceptions.ts'
import { REPR, TYPE_NAME } from '../../values/hooks.ts'
import { attachMapping, type Mapping } from '../mapping.ts'
import { attachSemaphore, type NamedSemaphore } from '../system/semaphore.ts'
import { HolderRecord, RECORD_SIZE, watchHolder, type LockHolder } from './holder-record.ts'
import { milliseconds, type Timeout } from './limits.ts'
import { ownMapping, ownSemaphore } from './owned.ts'

/** The system's parts of a lock: a semaphore, and where it has one holder at a time a segment that says who. */
export interface SemaphoreParts {
  readonly semaphore: NamedSemaphore
  readonly record: Mapping | undefined
  /** Takes the names away; absent in a process that is only attached. */
  readonly unlink?: (() => void) | undefined
}

/** Tries at once, one after another, when a lock is held: most are given back within microseconds. */
const TRIES = 40

let claims = 0

/** Unlinks what a program has dropped without disposing of it. */
const dropped = new FinalizationRegistry<() => void>((unlink) => unlink())

/** A lock in shared memory. */
export abstract class SemaphoreObject {
  readonly #semaphore: NamedSemaphore
  readonly #mapping: Mapping | undefined
  readonly #unlink: (() => void) | undefined
  /** Who holds it, where it has one holder at a time. */
  protected readonly record: HolderRecord | undefined
  /** How many in this process wait. */
  #waiting = 0
  /** What the trace calls the asking by which this process holds it. */
  #claim: number | undefined

  constructor(parts: SemaphoreParts) {
    this.#semaphore = parts.semaphore
    this.#mapping = parts.record
    this.record = parts.record && new HolderRecord(parts.record)
    this.#unlink = parts.unlink
    if (parts.unlink) dropped.register(this, parts.unlink, this)
  }

  abstract get [TYPE_NAME](): string
  abstract [REPR](): string

  /** Name of the semaphore in the system, by which another process, also a Python one, can open it. */
  get name(): string {
    return this.#semaphore.name
  }

  /** Name of the segment that says who holds it; absent for semaphores, and where it was made by a Python process. */
  get recordName(): string | undefined {
    return this.#mapping?.name
  }

  get closed(): boolean {
    return this.#semaphore.closed
  }

  /**
   * Takes it, waiting for it if need be; the process goes on meanwhile.
   * @param blocking false: answer at once
   * @param timeout seconds; left out: for ever
   * @returns whether it was taken
   * @throws RuntimeError when the process that holds it has died with it; TypeError for a timeout that is none
   */
  acquire(blocking = true, timeout?: Timeout): Promise<boolean> {
    return this.take(milliseconds(blocking, timeout))
  }

  /** `with lock:` in Python; here `await using _ = await lock.hold()`. Released when the block ends. */
  async hold(): Promise<AsyncDisposable & Disposable> {
    await this.acquire()
    return {
      [Symbol.dispose]: () => this.release(),
      [Symbol.asyncDispose]: async () => this.release(),
    }
  }

  /** Gives it back. */
  abstract release(): void

  /**
   * Ends this process's use of it. For its creator: it is gone when the others have done the same.
   * Left undone, garbage collection or the end of the program does it.
   */
  dispose(): void {
    dropped.unregister(this)
    this.#semaphore.close()
    this.#mapping?.close()
    this.#unlink?.()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  /** Python's `repr()`. */
  toString(): string {
    return this[REPR]()
  }

  /** Takes one. @param limit milliseconds */
  protected async take(limit: number): Promise<boolean> {
    const claim = tracing() ? claims++ : 0
    if ((this.#waiting === 0 && this.#tryTwice(limit)) || (limit === 0 && this.#semaphore.tryAcquire())) {
      this.#taken(claim)
      return true
    }
    return limit > 0 && this.#wait(limit, claim)
  }

  /** Gives one. */
  protected give(): void {
    const claim = this.#claim
    this.#claim = undefined
    this.record?.clear()
    this.#semaphore.release()
    if (tracing()) emit({ name: 'lock/released', ident: this.name, typeid: this[TYPE_NAME], ...(claim === undefined ? {} : { claim }) })
  }

  /** Whether there are as many as there may be. Where the system does not count them only 1 can be found out, as in CPython. */
  protected isFull(most: number): boolean {
    if (process.platform === 'linux') return this.#semaphore.value() >= most
    if (most !== 1 || !this.#semaphore.tryAcquire()) return false
    this.#semaphore.release()
    return true
  }

  /** How many there are to be had. */
  protected count(): number {
    return this.#semaphore.value()
  }

  #tryTwice(limit: number): boolean {
    if (this.#semaphore.tryAcquire()) return true
    if (limit === 0) return false
    for (let tries = 1; tries < TRIES; tries++) if (this.#semaphore.tryAcquire()) return true
    return false
  }

  async #wait(limit: number, claim: number): Promise<boolean> {
    const holder = this.record?.read()
    const told = { ident: this.name, typeid: this[TYPE_NAME], claim }
    if (tracing()) emit({ name: 'lock/waiting', ...told, ...(holder ? { holder: { pid: holder.pid, label: holder.label } } : {}) })
    const giveUp = new AbortController()
    let died: LockHolder | undefined
    const stopWatching = this.record && watchHolder(this.record, (dead) => {
      died = dead
      giveUp.abort()
    })
    this.#waiting++
    try {
      if (await this.#semaphore.acquire(limit === Infinity ? undefined : limit, giveUp.signal)) {
        this.#taken(claim)
        return true
      }
    } finally {
      this.#waiting--
      stopWatching?.()
    }
    if (tracing()) emit({ name: 'lock/abandoned', ...told, reason: died ? 'holder died' : this.closed ? 'closed' : 'timeout' })
    if (died) throw this.#abandonedBy(died)
    if (this.closed && limit === Infinity) throw new RuntimeError(`this ${this[TYPE_NAME]} was disposed of while somebody waited for it`)
    return false
  }

  #taken(claim: number): void {
    this.record?.take()
    if (!tracing()) return
    if (this.record) this.#claim = claim
    emit({ name: 'lock/acquired', ident: this.name, typeid: this[TYPE_NAME], claim })
  }

  #abandonedBy({ label, pid }: LockHolder): RuntimeError {
    return new RuntimeError(
      `${label} (pid ${pid}) has ended while it held this ${this[TYPE_NAME]}: what it guards may be half done. ` +
        'See to that, then release() it here',
    )
  }
}

/** New parts. @param recorded whether it has one holder at a time */
export function createParts(value: number, recorded: boolean): SemaphoreParts {
  const semaphore = ownSemaphore(value)
  const record = recorded ? ownMapping(RECORD_SIZE) : undefined
  return {
    semaphore: semaphore.thing,
    record: record?.thing,
    unlink: () => {
      semaphore.unlink()
      record?.unlink()
    },
  }
}

/** Parts that another process has made. @throws FileNotFoundError when they are gone */
export function attachParts(name: string, recordName?: string | null): SemaphoreParts {
  return { semaphore: attachSemaphore(name), record: recordName ? attachMapping(recordName) : undefined }
}
