/**
 * Named semaphores of the system (CPython: `_multiprocessing.SemLock`, whose semaphores these can open by name).
 *
 * Nothing here makes this process stand still: `tryAcquire` never waits, and `acquire` waits in a thread of its own
 * (`semaphore-waiter.ts`), so that neither the event loop nor Node's own four threads are held up.
 */
import { osSemaphores } from './semaphore-calls.ts'
import { waitInThread, type Wait } from './semaphore-waiter.ts'

/** A named semaphore, opened in this process. */
export interface NamedSemaphore {
  /** As the system knows it, with its leading slash on POSIX systems. */
  readonly name: string
  readonly closed: boolean
  /** Takes one if there is one, at once. */
  tryAcquire(): boolean
  /**
   * Takes one, as soon as there is one. Several who wait in one process are served in their order.
   * @param timeout milliseconds; absent: as long as it takes
   * @param signal gives up waiting; what was taken in that moment is given back
   * @returns whether it was taken; false after the timeout, after the signal, and when the semaphore is closed meanwhile
   */
  acquire(timeout?: number, signal?: AbortSignal): Promise<boolean>
  /**
   * Gives one back, or one more.
   * @throws OSError (EOVERFLOW) when there are as many as the system can count
   */
  release(): void
  /**
   * How many there are to be had.
   * @throws NotImplementedError on macOS and Windows, whose semaphores do not tell
   */
  value(): number
  /** Ends this process's use of it; those who wait get false. The semaphore itself stays until it is unlinked. */
  close(): void
}

/**
 * Makes a semaphore.
 * @throws FileExistsError when the name is taken
 */
export function createSemaphore(name: string, value: number): NamedSemaphore {
  return new OpenSemaphore(name, osSemaphores().create(name, value))
}

/**
 * Opens a semaphore that another has made.
 * @throws FileNotFoundError when there is none of that name
 */
export function attachSemaphore(name: string): NamedSemaphore {
  return new OpenSemaphore(name, osSemaphores().attach(name))
}

/**
 * Takes a name away; those who have it open keep it. On Windows nothing: there it goes with the last who has it open.
 * @throws FileNotFoundError when there is none of that name
 */
export function unlinkSemaphore(name: string): void {
  osSemaphores().unlink(name)
}

/** Somebody in this process who waits. */
interface Waiter {
  /** It waits only for the thread's last word: its time is over (what was taken by then is its own), or it was called off. */
  leaves?: 'unless served' | 'for good'
  readonly settle: (acquired: boolean) => void
  readonly fail: (error: unknown) => void
}

/** A semaphore is used after it was closed here. */
export class SemaphoreClosedError extends Error {
  override name = 'SemaphoreClosedError'
}

/** Closes what a program has dropped. One that is waited for is not dropped. */
const dropped = new FinalizationRegistry<bigint>((handle) => osSemaphores().close(handle))

class OpenSemaphore implements NamedSemaphore {
  readonly name: string
  #handle: bigint | undefined
  /** In the order of their asking; the thread waits for the first. */
  readonly #waiters: Waiter[] = []
  #wait: Wait | undefined

  constructor(name: string, handle: bigint) {
    this.name = name
    this.#handle = handle
    dropped.register(this, handle, this)
  }

  get closed(): boolean {
    return this.#handle === undefined
  }

  tryAcquire(): boolean {
    return osSemaphores().tryWait(this.#open())
  }

  async acquire(timeout?: number, signal?: AbortSignal): Promise<boolean> {
    // Who came first is served first.
    if (this.#waiters.length === 0 && this.tryAcquire()) return true
    this.#open()
    if (signal?.aborted || (timeout !== undefined && timeout <= 0)) return false
    return this.#line(timeout, signal)
  }

  release(): void {
    osSemaphores().post(this.#open())
  }

  value(): number {
    return osSemaphores().value(this.#open())
  }

  close(): void {
    const handle = this.#handle
    if (handle === undefined) return
    this.#handle = undefined
    dropped.unregister(this)
    const close = () => osSemaphores().close(handle)
    for (const waiter of this.#waiters.splice(0)) waiter.settle(false)
    // The thread still looks at it.
    if (this.#wait) this.#wait.cancel(close)
    else close()
  }

  #open(): bigint {
    if (this.#handle === undefined) throw new SemaphoreClosedError(`the semaphore ${this.name} is closed here: attach to it again`)
    return this.#handle
  }

  /** Gets in line. */
  #line(timeout: number | undefined, signal: AbortSignal | undefined): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        const place = this.#waiters.indexOf(waiter)
        if (place < 0) return
        // The thread may still take one for the last: that one has left when the thread has let go, so that what others
        // give from then on is there at once.
        if (this.#waiters.length === 1 && this.#wait) {
          waiter.leaves = signal?.aborted ? 'for good' : 'unless served'
          this.#wait.cancel()
          return
        }
        this.#waiters.splice(place, 1)
        waiter.settle(false)
      }
      const timer = timeout === undefined || timeout > LONGEST_TIMER ? undefined : setTimeout(leave, timeout)
      const over = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', leave)
      }
      const waiter: Waiter = {
        settle: (acquired) => (over(), resolve(acquired)),
        fail: (error) => (over(), reject(error)),
      }
      signal?.addEventListener('abort', leave)
      this.#waiters.push(waiter)
      this.#startWaiting()
    })
  }

  #startWaiting(): void {
    if (this.#wait || this.#waiters.length === 0 || this.#handle === undefined) return
    const handle = this.#handle
    this.#wait = waitInThread(handle, (error, acquired) => {
      this.#wait = undefined
      const next = this.#waiters.shift()
      if (error) next?.fail(error)
      else if (next?.leaves === 'for good') {
        if (acquired) osSemaphores().post(handle)
        next.settle(false)
      } else if (next?.leaves) next.settle(acquired)
      else if (acquired && next) next.settle(true)
      // Nobody wants it any more: it was taken while the last one left, or while this was closed.
      else if (acquired) osSemaphores().post(handle)
      else if (next) this.#waiters.unshift(next)
      this.#startWaiting()
    })
  }
}

/** Milliseconds: what is longer is for ever. */
const LONGEST_TIMER = 2 ** 31 - 1
