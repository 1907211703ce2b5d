/** Waiting inside a server: a queue of callers in the order in which they came. Nobody but the caller waits. */
import { OverflowError, TypeError as PythonTypeError } from '../../values/exceptions.ts'
import { Float, typeName } from '../../values/index.ts'
import type { Call } from '../calls.ts'

/** Longest time that one timer can take, in milliseconds; longer waits are made of several. */
const TIMER_LIMIT = 0x7fff_ffff
/** Longest time that CPython's locks can wait, in seconds (`threading.TIMEOUT_MAX`). */
const LONGEST = 9_223_372_036

interface Waiter<Gift, Luggage> {
  readonly luggage: Luggage
  wake(gift: { readonly value: Gift } | undefined): void
}

/**
 * Callers that wait, first come first served. What one waits for is handed over in the wake-up itself, so nobody who
 * comes later can take it in between.
 */
export class WaitQueue<Gift = void, Luggage = void> {
  readonly #waiters = new Set<Waiter<Gift, Luggage>>()

  /** How many wait. */
  get size(): number {
    return this.#waiters.size
  }

  /**
   * Waits until woken, `limit` seconds have gone by, or the client has hung up: then the place in the queue is given up,
   * so that nothing is handed to the dead (CPython hands it over and loses it).
   * @param luggage what the waker finds with the waiter
   * @returns what it was woken with; `undefined` when it was not woken
   */
  wait(limit: number, call: Call | undefined, luggage: Luggage): Promise<{ readonly value: Gift } | undefined> {
    if (limit <= 0) return Promise.resolve(undefined)
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined
      const waiter: Waiter<Gift, Luggage> = {
        luggage,
        wake: (gift) => {
          clearTimeout(timer)
          this.#waiters.delete(waiter)
          stopListening?.()
          resolve(gift)
        },
      }
      this.#waiters.add(waiter)
      const deadline = performance.now() + limit * 1000
      const arm = (): void => {
        const left = deadline - performance.now()
        if (left <= 0) waiter.wake(undefined)
        else timer = setTimeout(arm, Math.min(left, TIMER_LIMIT))
      }
      if (limit !== Infinity) arm()
      const stopListening = call?.onAbandon(() => waiter.wake(undefined))
    })
  }

  /** Wakes the one that has waited longest with a gift. @returns its luggage; `undefined` when nobody waits */
  wakeOne(value: Gift): { readonly luggage: Luggage } | undefined {
    for (const waiter of this.#waiters) {
      waiter.wake({ value })
      return { luggage: waiter.luggage }
    }
    return undefined
  }

  /** Wakes all that wait now with the same gift. */
  wakeAll(value: Gift): void {
    for (const waiter of [...this.#waiters]) waiter.wake({ value })
  }
}

/**
 * Seconds that a `wait(timeout)` may wait: None for ever, 0 and less not at all.
 * @throws TypeError in Python's words for anything that is not a number
 */
export function waitLimit(timeout: unknown): number {
  if (timeout === null || timeout === undefined) return Infinity
  const limit = numberOf(timeout)
  if (limit === undefined) throw new PythonTypeError(`'>' not supported between instances of '${typeName(timeout)}' and 'int'`)
  return checkLongest(Math.max(0, limit))
}

/** @throws OverflowError for more seconds than a lock of CPython's can wait */
export function checkLongest(limit: number): number {
  if (limit > LONGEST && limit !== Infinity) throw new OverflowError('timeout value is too large')
  return limit
}

/** A number of seconds. @throws TypeError in Python's words for anything that is not a number */
export function seconds(value: unknown): number {
  const number = numberOf(value)
  if (number === undefined) throw new PythonTypeError(`'${typeName(value)}' object cannot be interpreted as an integer`)
  return number
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'bigint' || value instanceof Float ? Number(value) : undefined
}

/** Python's truth of a value, as far as arguments such as `blocking` go. */
export function isTrue(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === '') return false
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length > 0
  if (value instanceof Map || value instanceof Set) return value.size > 0
  return numberOf(value) !== 0
}
