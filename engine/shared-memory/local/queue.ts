/**
 * `Queue` in shared memory (CPython: `multiprocessing.queues.Queue`, which is a pipe and a thread that feeds it).
 *
 * Its first segment says how much there is and who waits; the items' pickles lie in pages behind one another (`queue-pages.ts`).
 *
 * ```
 * offset  size
 *      0    64  who is at it (`holder-record.ts`)
 *     64     4  items
 *     68     4  most items; 0: without bound
 *     72    40  where the pages begin and end
 *    128        those who wait for an item
 *               those who wait for room
 * ```
 */
import { dumps, loads } from '../../pickle/index.ts'
import { QueueEmpty, QueueFull, TypeError as PythonTypeError, ValueError } from '../../values/exceptions.ts'
import { isInt } from '../../values/float.ts'
import { REPR, TYPE_NAME } from '../../values/hooks.ts'
import { typeName } from '../../values/type-name.ts'
import { attachMapping, type Mapping } from '../mapping.ts'
import { attachSemaphore, type NamedSemaphore } from '../system/semaphore.ts'
import { Guard } from './guard.ts'
import { HolderRecord } from './holder-record.ts'
import { inheritable } from './inheritance.ts'
import { milliseconds, type Timeout } from './limits.ts'
import { ownMapping, ownSemaphore } from './owned.ts'
import { QueuePages, unlinkPages } from './queue-pages.ts'
import { TABLE_SIZE, WaitTable } from './wait-table.ts'
import { waitUntil } from './waker.ts'

const ITEMS = 64
const MAXSIZE = 68
const PAGES = 72
const GETTERS = 128
const PUTTERS = GETTERS + TABLE_SIZE
/** CPython's bound for a queue without one (`SEM_VALUE_MAX`). */
const MOST = 0x7fff_ffff

const dropped = new FinalizationRegistry<() => void>((unlink) => unlink())

/** First in, first out, between processes. Items travel as pickles. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export class Queue<T = any> {
  readonly #mapping: Mapping
  readonly #semaphore: NamedSemaphore
  readonly #guard: Guard
  readonly #pages: QueuePages
  readonly #getters: WaitTable
  readonly #putters: WaitTable
  readonly #unlink: (() => void) | undefined
  #closed = false

  /** A new one. @param maxsize items that it holds; 0 or less: without bound */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  static create<T = any>(maxsize = 0): Queue<T> {
    if (!isInt(maxsize)) throw new PythonTypeError(`'${typeName(maxsize)}' object cannot be interpreted as an integer`)
    const mapping = ownMapping(PUTTERS + TABLE_SIZE)
    const semaphore = ownSemaphore(1)
    mapping.thing.writeUInt32(MAXSIZE, maxsize > 0 ? Math.min(maxsize, MOST) : 0)
    const header = mapping.thing
    return new Queue<T>(mapping.thing, semaphore.thing, () => {
      unlinkPages(header, PAGES)
      header.close()
      mapping.unlink()
      semaphore.unlink()
    })
  }

  /** One that exists already. @throws FileNotFoundError when it is gone */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  static attach<T = any>(name: string, guard: string): Queue<T> {
    return new Queue<T>(attachMapping(name), attachSemaphore(guard))
  }

  constructor(mapping: Mapping, semaphore: NamedSemaphore, unlink?: () => void) {
    this.#mapping = mapping
    this.#semaphore = semaphore
    this.#guard = new Guard(semaphore, new HolderRecord(mapping))
    this.#pages = new QueuePages(mapping, PAGES)
    this.#getters = new WaitTable(mapping, GETTERS)
    this.#putters = new WaitTable(mapping, PUTTERS)
    this.#unlink = unlink
    if (unlink) dropped.register(this, unlink, this)
  }

  get [TYPE_NAME](): string {
    return 'Queue'
  }

  /** As CPython's, with the segment's name where that has an address. */
  [REPR](): string {
    return `<multiprocessing.queues.Queue object at ${this.name}>`
  }

  /** Name of its first segment. */
  get name(): string {
    return this.#mapping.name
  }

  /** Name of the semaphore that keeps it whole. */
  get guardName(): string {
    return this.#semaphore.name
  }

  /**
   * Puts an item in; it is there when this resolves.
   * @param block false: at once or not at all
   * @param timeout seconds to wait for room; left out: for ever
   * @throws QueueFull when there was no room in time; ValueError after `close()`; PicklingError for what has no pickle;
   *   RuntimeError for locks and the like, which only a child's arguments may carry
   */
  async put(item: T, block = true, timeout?: Timeout): Promise<void> {
    this.#checkOpen()
    const limit = milliseconds(block, timeout)
    const pickle = dumps(item)
    const isPut = await this.#until(this.#putters, limit, () => this.#hasRoom, () => {
      if (!this.#hasRoom) return undefined
      this.#pages.push(pickle)
      this.#mapping.writeUInt32(ITEMS, this.qsize() + 1)
      this.#getters.wake(1)
      return true
    })
    if (!isPut) throw new QueueFull()
  }

  /**
   * Takes an item out.
   * @param block false: at once or not at all
   * @param timeout seconds to wait for one; left out: for ever
   * @throws QueueEmpty when there was none in time; ValueError after `close()`
   */
  async get(block = true, timeout?: Timeout): Promise<T> {
    this.#checkOpen()
    const limit = milliseconds(block, timeout)
    const pickle = await this.#until(this.#getters, limit, () => !this.empty(), () => {
      if (this.empty()) return undefined
      const taken = this.#pages.shift()
      this.#mapping.writeUInt32(ITEMS, this.qsize() - 1)
      this.#putters.wake(1)
      return taken
    })
    if (pickle === undefined) throw new QueueEmpty()
    const pending: Promise<unknown>[] = []
    const item = loads(pickle, { context: { pending } }) as T
    await Promise.all(pending)
    return item
  }

  /** `put(item, false)`. @throws QueueFull */
  putNowait(item: T): Promise<void> {
    return this.put(item, false)
  }

  /** `get(false)`. @throws QueueEmpty */
  getNowait(): Promise<T> {
    return this.get(false)
  }

  /** How many items there are. */
  qsize(): number {
    return this.#mapping.readUInt32(ITEMS)
  }

  empty(): boolean {
    return this.qsize() === 0
  }

  /** Whether it has a bound and is at it. */
  full(): boolean {
    return !this.#hasRoom
  }

  /** This process will use it no more. */
  close(): void {
    this.#closed = true
  }

  /** In CPython it waits until all items are on their way; here they are, once `put()` has resolved. */
  joinThread(): Promise<void> {
    return Promise.resolve()
  }

  /** Ends this process's use of it. For its creator: what is in it is lost. */
  dispose(): void {
    this.#closed = true
    dropped.unregister(this)
    this.#pages.close()
    if (this.#unlink) this.#unlink()
    this.#mapping.close()
    this.#semaphore.close()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  /** Python's `repr()`. */
  toString(): string {
    return this[REPR]()
  }

  get #hasRoom(): boolean {
    const most = this.#mapping.readUInt32(MAXSIZE)
    return most === 0 || this.qsize() < most
  }

  /** Tries, and waits in between until it may have become possible. `undefined`: not in time. */
  async #until<Result>(waiters: WaitTable, limit: number, isPossible: () => boolean, attempt: () => Result | undefined): Promise<Result | undefined> {
    const deadline = performance.now() + limit
    let place: number | undefined
    for (;;) {
      const left = deadline - performance.now()
      const result = await this.#guard.run(() => {
        if (place !== undefined) waiters.remove(place)
        place = undefined
        const made = attempt()
        if (made === undefined && left > 0) place = waiters.add()
        return made
      })
      if (result !== undefined || place === undefined) return result
      const own = place
      // Also without being woken: whoever was may have been killed before it came to it.
      await waitUntil(() => this.#mapping.closed || waiters.isWoken(own) || isPossible(), left)
      this.#checkOpen()
    }
  }

  #checkOpen(): void {
    if (this.#closed) throw new ValueError(`Queue ${this[REPR]()} is closed`)
  }
}

inheritable(Queue, 'Queue', (queue) => [queue.name, queue.guardName], Queue.attach)
