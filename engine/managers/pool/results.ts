/** What a pool's methods give before their work is done (CPython: `multiprocessing.pool.ApplyResult`, `MapResult`, `IMapIterator`). */
import { TimeoutError } from '../../errors.ts'
import { StopIteration, ValueError } from '../../values/exceptions.ts'
import { TYPE_NAME } from '../../values/hooks.ts'
import { currentCall } from '../calls.ts'
import { reprAt } from '../referent.ts'
import { WaitQueue, waitLimit } from '../types/waiting.ts'

/** What became of one task. */
export interface Outcome {
  readonly succeeded: boolean
  /** The result, or the error. */
  readonly value: unknown
}

/** `[settle](index, outcome)`: the task of that index is done. */
export const settle = Symbol('settle')

/** Receives what becomes of a number of tasks. */
export interface Receiver {
  [settle](index: number, outcome: Outcome): void
}

/** The result of `apply_async`, and with several tasks of `map_async`. Clients see it as typeid `AsyncResult`. */
export class AsyncResult implements Receiver {
  readonly #waiters = new WaitQueue()
  readonly #join: (results: unknown[]) => unknown
  readonly #results: unknown[]
  #left: number
  #outcome: Outcome | undefined
  #failure: Outcome | undefined

  /**
   * @param count number of tasks; with none it is done
   * @param join what `get()` gives, of the tasks' results in order
   */
  constructor(count: number, join: (results: unknown[]) => unknown) {
    this.#left = count
    this.#join = join
    this.#results = Array.from({ length: count })
    if (count === 0) this.#end()
  }

  get [TYPE_NAME](): string {
    return 'multiprocessing.pool.ApplyResult'
  }

  [reprAt](ident: string): string {
    return `<multiprocessing.pool.ApplyResult object at 0x${ident}>`
  }

  ready(): boolean {
    return this.#outcome !== undefined
  }

  /** Whether no task raised an error. @throws ValueError when it is not ready */
  successful(): boolean {
    if (!this.#outcome) throw new ValueError(`${this[reprAt](currentCall()?.ident ?? '0')} not ready`)
    return this.#outcome.succeeded
  }

  /** Waits until it is ready, or `timeout` seconds have gone by; None: for ever. */
  async wait(timeout: unknown = null): Promise<void> {
    if (!this.#outcome) await this.#waiters.wait(waitLimit(timeout), currentCall())
  }

  /**
   * The result, waiting for it if need be.
   * @throws what the function raised, the first that did; TimeoutError when it is not ready in time
   */
  async get(timeout: unknown = null): Promise<unknown> {
    await this.wait(timeout)
    if (!this.#outcome) throw new TimeoutError()
    if (!this.#outcome.succeeded) throw this.#outcome.value
    return this.#outcome.value
  }

  [settle](index: number, outcome: Outcome): void {
    if (outcome.succeeded) this.#results[index] = outcome.value
    else this.#failure ??= outcome
    this.#left--
    if (this.#left === 0) this.#end()
  }

  #end(): void {
    this.#outcome = this.#failure ?? { succeeded: true, value: this.#join(this.#results) }
    this.#waiters.wakeAll()
  }
}

/** The result of `imap` and `imap_unordered`: item by item, in order or as they come. Typeid `Iterator`. */
export class ResultIterator implements Receiver {
  readonly #ordered: boolean
  /** Done and next in order. */
  readonly #items: Outcome[] = []
  /** Done before others that come first. */
  readonly #early = new Map<number, readonly Outcome[]>()
  /** Woken with the next result, or with nothing when there is no more. */
  readonly #waiters = new WaitQueue<Outcome | undefined>()
  #next = 0
  #left: number

  /**
   * @param count number of tasks, each of them a list of items
   * @param ordered whether results come in the order of their tasks
   */
  constructor(count: number, ordered: boolean) {
    this.#left = count
    this.#ordered = ordered
  }

  get [TYPE_NAME](): string {
    return 'multiprocessing.pool.IMapIterator'
  }

  [reprAt](ident: string): string {
    return `<multiprocessing.pool.IMapIterator object at 0x${ident}>`
  }

  /**
   * The next result, waiting for it if need be.
   * @param timeout seconds; None: for ever
   * @throws what the function raised; StopIteration at the end; TimeoutError when there is none in time
   */
  async __next__(timeout: unknown = null): Promise<unknown> {
    const call = currentCall()
    let item = this.#items.shift()
    if (!item && this.#left > 0) {
      const woken = await this.#waiters.wait(waitLimit(timeout), call)
      if (!woken) throw new TimeoutError()
      item = woken.value
    }
    if (!item) throw new StopIteration()
    const given = item
    call?.ifUndelivered(() => this.#items.unshift(given))
    if (!item.succeeded) throw item.value
    return item.value
  }

  [settle](index: number, outcome: Outcome): void {
    const items = outcome.succeeded ? (outcome.value as unknown[]).map((value) => ({ succeeded: true, value })) : [outcome]
    this.#left--
    if (this.#ordered) {
      this.#early.set(index, items)
      for (let next = this.#early.get(this.#next); next; next = this.#early.get(this.#next)) {
        this.#early.delete(this.#next++)
        this.#give(next)
      }
    } else this.#give(items)
    if (this.#left === 0) this.#waiters.wakeAll(undefined)
  }

  #give(items: readonly Outcome[]): void {
    for (const item of items) if (!this.#waiters.wakeOne(item)) this.#items.push(item)
  }
}
