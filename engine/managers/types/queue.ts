/** `Queue` and `JoinableQueue`: one class, as in Python (`queue.Queue`). */
import { QueueEmpty, QueueFull, QueueShutDown, ValueError } from '../../values/exceptions.ts'
import { TYPE_NAME } from '../../values/hooks.ts'
import { BaseProxy } from '../base-proxy.ts'
import { currentCall } from '../calls.ts'
import { refusePickle, reprAt, typeModule } from '../referent.ts'
import { tellWait } from './holder.ts'
import { WaitQueue, isTrue, seconds } from './waiting.ts'
import { asIndex } from './sequence.ts'

/** What a waiter gets instead of what it waited for. */
const SHUT_DOWN = Symbol('shut down')

/** Python's `queue.Queue`, owned by a server. */
export class QueueReferent {
  readonly maxsize: number
  readonly #items: unknown[] = []
  /** Wait for an item; `SHUT_DOWN` instead of one when there will be none. */
  readonly #getters = new WaitQueue<unknown>()
  /** Wait for room, each with its item. */
  readonly #putters = new WaitQueue<unknown, { readonly item: unknown }>()
  readonly #joiners = new WaitQueue()
  #unfinished = 0
  #shutDown = false

  constructor(maxsize: unknown = 0) {
    this.maxsize = asIndex(maxsize, 'a queue’s maxsize is an int')
  }

  get [TYPE_NAME](): string {
    return 'Queue'
  }

  get [typeModule](): string {
    return 'queue'
  }

  [reprAt](ident: string): string {
    return `<queue.Queue object at 0x${ident}>`
  }

  /**
   * Adds an item, waiting for room if need be.
   * @throws QueueFull when there is none in time
   */
  async put(item: unknown, block: unknown = true, timeout: unknown = null): Promise<void> {
    if (this.#shutDown) throw new QueueShutDown()
    if (!this.full()) {
      this.#unfinished++
      if (!this.#getters.wakeOne(item)) this.#items.push(item)
      return
    }
    const call = currentCall()
    const limit = timeLimit(block, timeout)
    const ended = tellWait('room', call, limit)
    const woken = await this.#putters.wait(limit, call, { item })
    ended()
    if (!woken) throw new QueueFull()
    if (woken.value === SHUT_DOWN) throw new QueueShutDown()
  }

  /**
   * Takes the oldest item, waiting for one if need be.
   * @throws QueueEmpty when there is none in time
   */
  async get(block: unknown = true, timeout: unknown = null): Promise<unknown> {
    const call = currentCall()
    if (this.#items.length > 0) {
      const item = this.#items.shift()
      call?.ifUndelivered(() => this.#takeBack(item))
      // After an item has come back there may be one too many: then nobody is let in for this one.
      const admitted = this.full() ? undefined : this.#putters.wakeOne(undefined)
      if (admitted) {
        this.#unfinished++
        this.#items.push(admitted.luggage.item)
      }
      return item
    }
    if (this.#shutDown) throw new QueueShutDown()
    const limit = timeLimit(block, timeout)
    const ended = tellWait('item', call, limit)
    const woken = await this.#getters.wait(limit, call)
    ended()
    if (!woken) throw new QueueEmpty()
    if (woken.value === SHUT_DOWN) throw new QueueShutDown()
    call?.ifUndelivered(() => this.#takeBack(woken.value))
    return woken.value
  }

  /** An item that its getter did not receive is the first again. */
  #takeBack(item: unknown): void {
    if (!this.#getters.wakeOne(item)) this.#items.unshift(item)
  }

  put_nowait(item: unknown): Promise<void> {
    return this.put(item, false)
  }

  get_nowait(): Promise<unknown> {
    return this.get(false)
  }

  qsize(): number {
    return this.#items.length
  }

  empty(): boolean {
    return this.#items.length === 0
  }

  full(): boolean {
    return this.maxsize > 0 && this.#items.length >= this.maxsize
  }

  /** @throws ValueError when called more often than there were items */
  task_done(): void {
    if (this.#unfinished <= 0) throw new ValueError('task_done() called too many times')
    this.#unfinished--
    if (this.#unfinished === 0) this.#joiners.wakeAll(undefined)
  }

  /** Waits until every item has been taken and done. */
  async join(): Promise<void> {
    if (this.#unfinished <= 0) return
    const call = currentCall()
    const ended = tellWait('tasks', call, Infinity)
    await this.#joiners.wait(Infinity, call)
    ended()
  }

  /** No more puts; gets go on until it is empty, or not at all (CPython 3.13). */
  shutdown(immediate: unknown = false): void {
    this.#shutDown = true
    if (immediate === true) {
      this.#unfinished -= this.#items.length
      this.#items.length = 0
      if (this.#unfinished <= 0) this.#joiners.wakeAll(undefined)
    }
    this.#getters.wakeAll(SHUT_DOWN)
    this.#putters.wakeAll(SHUT_DOWN)
  }
}

refusePickle(QueueReferent, "cannot pickle '_thread.lock' object")

/** Seconds that `put` and `get` may wait: 0 at once, Infinity for ever. */
function timeLimit(block: unknown, timeout: unknown): number {
  if (!isTrue(block)) return 0
  const limit = timeout === null ? Infinity : seconds(timeout)
  if (limit < 0) throw new ValueError("'timeout' must be a non-negative number")
  return limit
}

/** A proxy of a queue. In Python it is an `AutoProxy`; this class says the same methods in TypeScript. */
export class QueueProxy<T = any> extends BaseProxy {
  /** It travels as an `AutoProxy`. */
  static readonly automatic = true

  /** @param timeout seconds. @throws QueueFull */
  async put(item: T, block = true, timeout?: number): Promise<void> {
    await this.callMethod('put', [item, ...whenAndHow(block, timeout)])
  }

  /** @param timeout seconds. @throws QueueEmpty */
  get(block = true, timeout?: number): Promise<T> {
    return this.callMethod('get', whenAndHow(block, timeout)) as Promise<T>
  }

  /** @throws QueueFull */
  async putNowait(item: T): Promise<void> {
    await this.callMethod('put_nowait', [item])
  }

  /** @throws QueueEmpty */
  getNowait(): Promise<T> {
    return this.callMethod('get_nowait') as Promise<T>
  }

  qsize(): Promise<number> {
    return this.callMethod('qsize') as Promise<number>
  }

  empty(): Promise<boolean> {
    return this.callMethod('empty') as Promise<boolean>
  }

  full(): Promise<boolean> {
    return this.callMethod('full') as Promise<boolean>
  }

  async taskDone(): Promise<void> {
    await this.callMethod('task_done')
  }

  async join(): Promise<void> {
    await this.callMethod('join')
  }

  /**
   * No more puts: they raise ShutDown, and gets do once it is empty, or at once. Since CPython 3.13.
   * @param immediate gets do at once; what is in it is dropped
   */
  async shutdown(immediate = false): Promise<void> {
    await this.callMethod('shutdown', immediate ? [true] : [])
  }
}

function whenAndHow(block: boolean, timeout: number | undefined): unknown[] {
  if (timeout !== undefined) return [block, timeout]
  return block ? [] : [false]
}
