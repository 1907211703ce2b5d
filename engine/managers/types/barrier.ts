/** `Barrier`: holds its parties until all of them are there (`threading.Barrier`). */
import { RuntimeError, TypeError as PythonTypeError, ValueError } from '../../values/exceptions.ts'
import { TYPE_NAME } from '../../values/hooks.ts'
import { holds, repr } from '../../values/index.ts'
import { BaseProxy } from '../base-proxy.ts'
import { currentCall } from '../calls.ts'
import { refusePickle, reprAt, typeModule } from '../referent.ts'
import { registerException } from './exception.ts'
import { tellWait } from './holder.ts'
import { asIndex } from './sequence.ts'
import { WaitQueue, waitLimit } from './waiting.ts'

/** A barrier was aborted or reset while this one waited, or somebody did not come in time (`threading.BrokenBarrierError`). */
export class BrokenBarrierError extends RuntimeError {}
registerException(BrokenBarrierError, 'threading', 'BrokenBarrierError')

const BROKEN = -1

/** Python's `threading.Barrier`, owned by a server. Its attributes are read by `__getattribute__`. */
export class BarrierReferent {
  readonly #parties: number
  readonly #timeout: unknown
  /** Woken with the number that `wait` gives, or `BROKEN`. */
  readonly #waiters = new WaitQueue<number>()
  #broken = false

  /**
   * @param parties how many must be there
   * @param action None: a function cannot run here
   * @param timeout seconds that `wait()` waits where it says none; None: for ever
   * @throws ValueError for no parties, TypeError for an action
   */
  constructor(parties: unknown, action: unknown = null, timeout: unknown = null) {
    if (holds(parties, '<', 1)) throw new ValueError('parties must be > 0')
    if (action !== null) {
      throw new PythonTypeError(`Barrier() here has no action: the Python function ${repr(action)} cannot run in this server`)
    }
    this.#parties = asIndex(parties, 'the number of parties is an int')
    this.#timeout = timeout
  }

  get [TYPE_NAME](): string {
    return 'Barrier'
  }

  get [typeModule](): string {
    return 'threading'
  }

  [reprAt](ident: string): string {
    const state = this.#broken ? 'broken' : `waiters=${this.n_waiting}/${this.#parties}`
    return `<threading.Barrier at 0x${ident}: ${state}>`
  }

  get parties(): number {
    return this.#parties
  }

  /** How many wait now. */
  get n_waiting(): number {
    return this.#waiters.size
  }

  get broken(): boolean {
    return this.#broken
  }

  /**
   * Waits until all parties are there. One who hangs up meanwhile counts no more.
   * @param timeout seconds; None: the barrier's own
   * @returns a number from 0 to parties − 1, another for each
   * @throws BrokenBarrierError when somebody is too late, or the barrier is aborted or reset
   */
  async wait(timeout: unknown = null): Promise<number> {
    const call = currentCall()
    if (this.#broken) throw new BrokenBarrierError()
    if (this.#waiters.size + 1 === this.#parties) {
      for (let index = 0; index + 1 < this.#parties; index++) this.#waiters.wakeOne(index)
      return this.#parties - 1
    }
    const limit = waitLimit(timeout ?? this.#timeout)
    const ended = tellWait('barrier', call, limit)
    const woken = await this.#waiters.wait(limit, call)
    ended()
    if (woken && woken.value !== BROKEN) return woken.value
    if (!woken && !call?.gone) this.abort()
    throw new BrokenBarrierError()
  }

  /** As at first; those who wait get a BrokenBarrierError. */
  reset(): void {
    this.#broken = false
    this.#waiters.wakeAll(BROKEN)
  }

  /** Breaks it until `reset()`: those who wait, and who come, get a BrokenBarrierError. */
  abort(): void {
    this.#broken = true
    this.#waiters.wakeAll(BROKEN)
  }
}

refusePickle(BarrierReferent, "cannot pickle '_thread.lock' object")

/** A proxy of a barrier (CPython: `BarrierProxy`). */
export class BarrierProxy extends BaseProxy {
  static override readonly exposed = ['__getattribute__', 'wait', 'abort', 'reset']

  /**
   * @param timeout seconds; left out: the barrier's own
   * @returns a number from 0 to parties − 1, another for each
   * @throws BrokenBarrierError when somebody is too late, or the barrier is aborted or reset
   */
  wait(timeout?: number): Promise<number> {
    return this.callMethod('wait', [timeout ?? null]) as Promise<number>
  }

  async abort(): Promise<void> {
    await this.callMethod('abort')
  }

  async reset(): Promise<void> {
    await this.callMethod('reset')
  }

  /** How many must be there: one call. */
  get parties(): Promise<number> {
    return this.callMethod('__getattribute__', ['parties']) as Promise<number>
  }

  /** How many wait now: one call. */
  get nWaiting(): Promise<number> {
    return this.callMethod('__getattribute__', ['n_waiting']) as Promise<number>
  }

  get broken(): Promise<boolean> {
    return this.callMethod('__getattribute__', ['broken']) as Promise<boolean>
  }
}
