/**
 * `LocalManager`: a manager without a server, whose objects are in shared memory (`processing.LocalManager`).
 *
 * The objects go to other processes as arguments of a `Process`, and nowhere else. There is no list, dict or Namespace:
 * those need a server.
 */
import { Condition } from './condition.ts'
import { Event } from './event.ts'
import { Lock, RLock } from './lock.ts'
import { ManagerGuard } from './manager-guard.ts'
import { Queue } from './queue.ts'
import { BoundedSemaphore, Semaphore } from './semaphore.ts'
import { SharedArray } from './shared-array.ts'
import { SharedStruct, SharedValue } from './shared-value.ts'

/** Makes objects in shared memory. Their memory is given back when this process drops them, or disposes of them, or ends. */
export class LocalManager {
  #guard: ManagerGuard | undefined

  /** Does nothing: there is no server. */
  start(): Promise<this> {
    return Promise.resolve(this)
  }

  /** Does nothing: there is no server. */
  shutdown(): Promise<void> {
    return Promise.resolve()
  }

  /** Does nothing: there is no server. */
  join(): Promise<void> {
    return Promise.resolve()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown()
  }

  /**
   * One value. @param format one of `struct`'s: `i`, `d`, `20s`
   * @throws StructError, OverflowError in CPython's words
   */
  SharedValue<T = unknown>(format: string, value: T): SharedValue<T> {
    return SharedValue.create(format, value, this.#ownGuard())
  }

  /**
   * A tuple of values. @param format one of `struct`'s: `id`, `<hh10s`
   * @throws StructError, OverflowError in CPython's words
   */
  SharedStruct(format: string, values: Iterable<unknown>): SharedStruct {
    return SharedStruct.create(format, values, this.#ownGuard())
  }

  /**
   * Items of one kind, of a fixed number. @param typecode one of `array`'s: `b B u w h H i I l L q Q f d`
   * @param sequence items, or bytes as they lie in memory
   * @throws TypeError, ValueError, OverflowError in CPython's words
   */
  SharedArray<T = number>(typecode: string, sequence: Iterable<T> | Uint8Array | string): SharedArray<T> {
    return SharedArray.create(typecode, sequence, this.#ownGuard())
  }

  /** A lock: one holder at a time. */
  Lock(): Lock {
    return Lock.create()
  }

  /** A lock that belongs to the task that acquired it, which may acquire it again. */
  RLock(): RLock {
    return RLock.create()
  }

  /** A number of places. @throws TypeError, OSError for a value that is none */
  Semaphore(value = 1): Semaphore {
    return Semaphore.create(value)
  }

  /** A number of places, which never become more. @throws TypeError, OSError for a value that is none */
  BoundedSemaphore(value = 1): BoundedSemaphore {
    return BoundedSemaphore.create(value)
  }

  /** A lock and a place to wait. @param lock left out: a new RLock */
  Condition(lock?: Lock | RLock): Condition {
    return Condition.create(lock)
  }

  /** A flag to wait for. */
  Event(): Event {
    return Event.create()
  }

  /** First in, first out. @param maxsize 0: without bound @throws TypeError */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  Queue<T = any>(maxsize = 0): Queue<T> {
    return Queue.create<T>(maxsize)
  }

  #ownGuard(): ManagerGuard {
    if (this.#guard === undefined || this.#guard.closed) this.#guard = ManagerGuard.create()
    return this.#guard
  }
}
