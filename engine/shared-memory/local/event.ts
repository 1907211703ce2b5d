/** `Event` in shared memory: a flag to wait for (CPython: `multiprocessing.synchronize.Event`). */
import { REPR, TYPE_NAME } from '../../values/hooks.ts'
import { attachMapping, type Mapping } from '../mapping.ts'
import { attachSemaphore, type NamedSemaphore } from '../system/semaphore.ts'
import { Guard } from './guard.ts'
import { HolderRecord, RECORD_SIZE } from './holder-record.ts'
import { inheritable } from './inheritance.ts'
import { waitMilliseconds, type Timeout } from './limits.ts'
import { ownMapping, ownSemaphore } from './owned.ts'
import { TABLE_SIZE, WaitTable } from './wait-table.ts'
import { waitUntil } from './waker.ts'

/** Behind the record of the guard: the flag, then those who wait. */
const FLAG = RECORD_SIZE
const TABLE = RECORD_SIZE + 16

const dropped = new FinalizationRegistry<() => void>((unlink) => unlink())

/** A flag in shared memory, for all processes to wait for. */
export class Event {
  readonly #mapping: Mapping
  readonly #semaphore: NamedSemaphore
  readonly #guard: Guard
  readonly #waiters: WaitTable
  readonly #unlink: (() => void) | undefined

  /** A new one, not set. */
  static create(): Event {
    const mapping = ownMapping(TABLE + TABLE_SIZE)
    const semaphore = ownSemaphore(1)
    return new Event(mapping.thing, semaphore.thing, () => {
      mapping.unlink()
      semaphore.unlink()
    })
  }

  /** One that exists already. @throws FileNotFoundError when it is gone */
  static attach(name: string, guard: string): Event {
    return new Event(attachMapping(name), attachSemaphore(guard))
  }

  constructor(mapping: Mapping, semaphore: NamedSemaphore, unlink?: () => void) {
    this.#mapping = mapping
    this.#semaphore = semaphore
    this.#guard = new Guard(semaphore, new HolderRecord(mapping))
    this.#waiters = new WaitTable(mapping, TABLE)
    this.#unlink = unlink
    if (unlink) dropped.register(this, unlink, this)
  }

  get [TYPE_NAME](): string {
    return 'Event'
  }

  /** As CPython's, with the segment's name where that has an address. */
  [REPR](): string {
    return `<Event at ${this.name} ${this.isSet() ? 'set' : 'unset'}>`
  }

  /** Name of its segment. */
  get name(): string {
    return this.#mapping.name
  }

  /** Name of the semaphore that keeps it whole. */
  get guardName(): string {
    return this.#semaphore.name
  }

  /** Whether it is set. */
  isSet(): boolean {
    return this.#mapping.readUInt32(FLAG) !== 0
  }

  /** Sets it and wakes all who wait. */
  set(): Promise<void> {
    return this.#guard.run(() => {
      this.#mapping.writeUInt32(FLAG, 1)
      this.#waiters.wake(Infinity)
    })
  }

  /** Unsets it. */
  clear(): Promise<void> {
    return this.#guard.run(() => this.#mapping.writeUInt32(FLAG, 0))
  }

  /**
   * Waits until it is set.
   * @param timeout seconds; left out: for ever
   * @returns whether it was set in time
   */
  async wait(timeout?: Timeout): Promise<boolean> {
    const limit = waitMilliseconds(timeout)
    if (this.isSet()) return true
    if (limit === 0) return false
    const place = await this.#guard.run(() => (this.isSet() ? undefined : this.#waiters.add()))
    if (place === undefined) return true
    await waitUntil(() => this.#waiters.isWoken(place), limit)
    return this.#guard.run(() => {
      const woken = this.#waiters.isWoken(place)
      this.#waiters.remove(place)
      return woken
    })
  }

  /** Ends this process's use of it. */
  dispose(): void {
    dropped.unregister(this)
    this.#mapping.close()
    this.#semaphore.close()
    this.#unlink?.()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  /** Python's `repr()`. */
  toString(): string {
    return this[REPR]()
  }
}

inheritable(Event, 'Event', (event) => [event.name, event.guardName], Event.attach)
