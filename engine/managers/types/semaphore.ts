/** `Semaphore` and `BoundedSemaphore`: a number of places; whoever has a proxy may give one back (`threading.Semaphore`). */
import { TypeError as PythonTypeError, ValueError } from '../../values/exceptions.ts'
import { TYPE_NAME } from '../../values/hooks.ts'
import { holds } from '../../values/order.ts'
import { typeName } from '../../values/index.ts'
import { currentCall, type Call } from '../calls.ts'
import { refusePickle, reprAt, typeModule } from '../referent.ts'
import { tellLock } from './holder.ts'
import { asIndex } from './sequence.ts'
import { WaitQueue, checkLongest, isTrue } from './waiting.ts'
import { realOf } from '../../values/float.ts'

/** Python's `threading.Semaphore`, owned by a server. The proxy is an `AcquirerProxy`. */
export class SemaphoreReferent {
  #value: number
  readonly #waiters = new WaitQueue<void, Call | undefined>()

  /** @throws ValueError for less than no place */
  constructor(value: unknown = 1) {
    if (holds(value, '<', 0)) throw new ValueError('semaphore initial value must be >= 0')
    this.#value = asIndex(value, "a semaphore's value is an int")
  }

  get [TYPE_NAME](): string {
    return 'Semaphore'
  }

  get [typeModule](): string {
    return 'threading'
  }

  [reprAt](ident: string): string {
    return `<threading.${this[TYPE_NAME]} at 0x${ident}: value=${this.shownValue}>`
  }

  /** What the repr says of its places. */
  protected get shownValue(): string {
    return String(this.#value)
  }

  /** Places that are free. */
  protected get free(): number {
    return this.#value
  }

  /**
   * Takes a place, waiting for one if need be.
   * @param blocking false: answer at once
   * @param timeout seconds to wait; None: for ever
   * @returns whether there was one
   * @throws ValueError, TypeError, OverflowError for a timeout that is none
   */
  async acquire(blocking: unknown = true, timeout: unknown = null): Promise<boolean> {
    const call = currentCall()
    const waits = isTrue(blocking)
    if (!waits && timeout !== null) throw new ValueError("can't specify timeout for non-blocking acquire")
    if (this.#value > 0) this.#take(call)
    else {
      const limit = waits ? secondsFromNow(timeout) : 0
      if (limit === 0) return false
      tellLock('lock/waiting', call)
      if (!(await this.#waiters.wait(limit, call, call))) return false
    }
    call?.ifUndelivered(() => this.#give(1, call))
    return true
  }

  /**
   * Gives places back.
   * @param n how many
   * @throws ValueError for less than one
   */
  release(n: unknown = 1): void {
    if (holds(n, '<', 1)) throw new ValueError('n must be one or more')
    this.#give(asIndex(n, "'float' object cannot be interpreted as an integer"), currentCall())
  }

  #take(call: Call | undefined): void {
    this.#value--
    tellLock('lock/acquired', call)
  }

  #give(count: number, call: Call | undefined): void {
    this.#value += count
    tellLock('lock/released', call)
    while (this.#value > 0) {
      const next = this.#waiters.wakeOne()
      if (!next) return
      this.#take(next.luggage)
    }
  }
}

refusePickle(SemaphoreReferent, "cannot pickle '_thread.lock' object")

/** Python's `threading.BoundedSemaphore`: never more places than at first. */
export class BoundedSemaphoreReferent extends SemaphoreReferent {
  readonly #most: number

  constructor(value: unknown = 1) {
    super(value)
    this.#most = this.free
  }

  override get [TYPE_NAME](): string {
    return 'BoundedSemaphore'
  }

  protected override get shownValue(): string {
    return `${this.free}/${this.#most}`
  }

  /** @throws ValueError when there would be more places than at first, or for less than one */
  override release(n: unknown = 1): void {
    if (!holds(n, '<', 1) && this.free + Number(n) > this.#most) throw new ValueError('Semaphore released too many times')
    super.release(n)
  }
}

/** @throws TypeError in the words in which `threading` fails to add a timeout to the time */
function secondsFromNow(timeout: unknown): number {
  if (timeout === null) return Infinity
  const limit = realOf(timeout)
  if (limit === undefined) throw new PythonTypeError(`unsupported operand type(s) for +: 'float' and '${typeName(timeout)}'`)
  return checkLongest(Math.max(0, Number(limit)))
}
