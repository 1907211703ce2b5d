/** `Lock`: one holder at a time; whoever has a proxy may release it, as in Python. */
import { RuntimeError, ValueError, OverflowError } from '../../values/exceptions.ts'
import { REPR, TYPE_NAME } from '../../values/hooks.ts'
import { BaseProxy } from '../base-proxy.ts'
import { WaitQueue, seconds } from './waiting.ts'
import { emit, tracing } from '../../tracer.ts'
import { currentCall } from '../calls.ts'

/** Python's `threading.Lock`, owned by a server. */
export class LockReferent {
  #locked = false
  readonly #waiters = new WaitQueue()

  get [TYPE_NAME](): string {
    return 'lock'
  }

  [REPR](): string {
    return `<${this.#locked ? 'locked' : 'unlocked'} _thread.lock object>`
  }

  /**
   * Takes the lock, waiting for it if need be.
   * @param blocking false: answer at once
   * @param timeout seconds to wait; −1 or None: for ever
   * @returns whether it was taken
   */
  async acquire(blocking: unknown = true, timeout: unknown = -1): Promise<boolean> {
    const limit = timeLimit(blocking, timeout)
    const call = currentCall()
    if (!this.#locked) {
      this.#locked = true
      this.#tell('lock/acquired', call)
      return true
    }
    if (limit === 0) return false
    this.#tell('lock/waiting', call)
    const taken = (await this.#waiters.wait(limit, call)) !== undefined
    if (taken) this.#tell('lock/acquired', call)
    return taken
  }

  /** @throws RuntimeError when it is not locked */
  release(): void {
    if (!this.#locked) throw new RuntimeError('release unlocked lock')
    this.#tell('lock/released', currentCall())
    // The lock goes from hand to hand: it is never free while somebody waits.
    if (!this.#waiters.wakeOne()) this.#locked = false
  }

  locked(): boolean {
    return this.#locked
  }

  #tell(name: 'lock/waiting' | 'lock/acquired' | 'lock/released', call: ReturnType<typeof currentCall>): void {
    if (call && tracing()) emit({ name, ident: call.ident, connection: call.connection })
  }
}

/** Seconds that `acquire(blocking, timeout)` may wait: 0 at once, Infinity for ever. */
function timeLimit(blocking: unknown, timeout: unknown): number {
  const waits = blocking !== false && blocking !== 0 && blocking !== null
  const limit = timeout === null ? -1 : seconds(timeout)
  if (!waits) {
    if (limit !== -1) throw new ValueError("can't specify a timeout for a non-blocking call")
    return 0
  }
  if (limit < 0 && limit !== -1) throw new ValueError('timeout value must be a non-negative number')
  if (limit > 9_223_372_036) throw new OverflowError('timeout value is too large')
  return limit === -1 ? Infinity : limit
}

/** A proxy of a lock (CPython: `AcquirerProxy`). */
export class AcquirerProxy extends BaseProxy {
  static override readonly exposed: readonly string[] = ['acquire', 'release']

  /**
   * @param blocking false: answer at once
   * @param timeout seconds to wait; left out: for ever
   * @returns whether it was taken
   */
  acquire(blocking = true, timeout?: number): Promise<boolean> {
    return this.callMethod('acquire', timeout === undefined ? [blocking] : [blocking, timeout]) as Promise<boolean>
  }

  /** @throws RuntimeError when it is not locked */
  async release(): Promise<void> {
    await this.callMethod('release')
  }

  /** `with lock:` in Python; here `await using _ = await lock.hold()`. Released when the block ends. */
  async hold(): Promise<AsyncDisposable> {
    await this.callMethod('acquire')
    return { [Symbol.asyncDispose]: () => this.release() }
  }
}
