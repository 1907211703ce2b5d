/**
 * Keeps what lies in shared memory whole: one process at a time, for a few microseconds.
 *
 * It is not for programs. What is done under it is done at once, so whoever is found dead with it was killed in the middle:
 * then the next one takes it over. Those who do that are told apart by a name that only one can make.
 */
import { RuntimeError } from '../../values/exceptions.ts'
import { createSemaphore, unlinkSemaphore, type NamedSemaphore } from '../system/semaphore.ts'
import { isSame, type HolderRecord, type LockHolder } from './holder-record.ts'

/** Tries one after another before anything else is done. */
const TRIES = 100
/** Milliseconds between two looks at the holder's life. */
const LOOK = 50
/** Milliseconds after which a holder that has not even said who it is counts as dead. */
const UNKNOWN_LIMIT = 2000
/** Milliseconds that a program may be held up by a holder that the system has stopped. */
const STOPPED_LIMIT = 5000

/** A mutex of the engine's own. */
export class Guard {
  readonly #semaphore: NamedSemaphore
  readonly #record: HolderRecord

  constructor(semaphore: NamedSemaphore, record: HolderRecord) {
    this.#semaphore = semaphore
    this.#record = record
  }

  /** Does `work` while nobody else is at it. It must not wait for anything. */
  async run<Result>(work: () => Result): Promise<Result> {
    if (!this.#tryEnter()) await this.#enter()
    return this.#within(work)
  }

  /**
   * The same at once, for what a program reads and writes as if it were its own. Others need microseconds.
   * @throws RuntimeError when one of them was stopped (not ended) just then and does not go on for seconds
   */
  runNow<Result>(work: () => Result): Result {
    const patience = new Patience(this.#record)
    const began = performance.now()
    while (!this.#tryEnter()) {
      Atomics.wait(napping, 0, 0, 1)
      const dead = patience.look()
      if (dead && this.#takeOver(dead)) break
      if (performance.now() - began > STOPPED_LIMIT) {
        throw new RuntimeError(`${this.#record.read()?.label ?? 'a process'} was stopped while it wrote to this memory: let it go on`)
      }
    }
    return this.#within(work)
  }

  #within<Result>(work: () => Result): Result {
    try {
      return work()
    } finally {
      this.#record.clear()
      this.#semaphore.release()
    }
  }

  #tryEnter(): boolean {
    for (let tries = 0; tries < TRIES; tries++) {
      if (!this.#semaphore.tryAcquire()) continue
      this.#record.take()
      return true
    }
    return false
  }

  async #enter(): Promise<void> {
    const patience = new Patience(this.#record)
    while (!(await this.#semaphore.acquire(LOOK))) {
      if (this.#semaphore.closed) throw new RuntimeError('this was disposed of while somebody waited for it')
      const dead = patience.look()
      if (dead && this.#takeOver(dead)) return
    }
    this.#record.take()
  }

  /** Takes the place of a dead holder, unless somebody else does. */
  #takeOver(dead: LockHolder | 'unknown'): boolean {
    const name = `${this.#semaphore.name}r`
    let claim: NamedSemaphore
    try {
      claim = createSemaphore(name, 0)
    } catch {
      return false
    }
    try {
      const now = this.#record.read()
      if (dead === 'unknown' ? now !== undefined : !isSame(dead, now)) return false
      this.#record.take()
      return true
    } finally {
      claim.close()
      unlinkSemaphore(name)
    }
  }
}

const napping = new Int32Array(new SharedArrayBuffer(4))

/** Looks at a holder's life again and again: a record that is just being written may be read half, so one look does not tell. */
class Patience {
  readonly #record: HolderRecord
  #before: LockHolder | undefined
  #looked = performance.now()
  #unknownSince: number | undefined

  constructor(record: HolderRecord) {
    this.#record = record
  }

  /** The holder that is dead, when two looks have found it so. */
  look(): LockHolder | 'unknown' | undefined {
    const now = performance.now()
    if (now - this.#looked < LOOK * 0.8) return undefined
    this.#looked = now
    if (this.#record.read() === undefined) {
      this.#unknownSince ??= now
      return now - this.#unknownSince > UNKNOWN_LIMIT ? 'unknown' : undefined
    }
    this.#unknownSince = undefined
    const dead = this.#record.dead()
    const before = this.#before
    this.#before = dead
    return dead && isSame(before, dead) ? dead : undefined
  }
}
