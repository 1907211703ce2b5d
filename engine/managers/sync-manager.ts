/** `SyncManager`: the typeids that Python has ready (CPython: `multiprocessing.managers.SyncManager`). */
import { BaseManager } from './base-manager.ts'
import type { BaseProxy } from './base-proxy.ts'
import type { Keywords } from './dispatch.ts'
import { globalOf, type PoolFunction } from './pool/function-reference.ts'
import { ArrayProxy, ArrayReferent } from './types/array.ts'
import { BarrierProxy, BarrierReferent } from './types/barrier.ts'
import { ConditionProxy, ConditionReferent } from './types/condition.ts'
import { DictProxy, DictReferent } from './types/dict.ts'
import { EventProxy, EventReferent } from './types/event.ts'
import { IteratorProxy } from './types/iterator.ts'
import { ListProxy, ListReferent } from './types/list.ts'
import { AcquirerProxy, LockReferent } from './types/lock.ts'
import { NamespaceProxy, NamespaceReferent } from './types/namespace.ts'
import { AsyncResultProxy, PoolProxy, PoolReferent } from './types/pool.ts'
import { QueueProxy, QueueReferent } from './types/queue.ts'
import { RLockReferent } from './types/rlock.ts'
import { BoundedSemaphoreReferent, SemaphoreReferent } from './types/semaphore.ts'
import { SetProxy, SetReferent } from './types/set.ts'
import { SharedArrayProxy, SharedArrayReferent } from './types/shared-array.ts'
import { SharedStructProxy, SharedStructReferent, SharedValueProxy, SharedValueReferent } from './types/shared-value.ts'
import { ValueProxy, ValueReferent } from './types/value.ts'

/** What `Pool()` may say. */
export interface PoolOptions {
  /** Each worker calls it first. */
  readonly initializer?: PoolFunction | undefined
  readonly initargs?: readonly unknown[] | undefined
  /** Tasks after which a worker is replaced. */
  readonly maxtasksperchild?: number | undefined
}

/* eslint-disable @typescript-eslint/no-explicit-any */
/** What the methods of a `SyncManager` take and give. Where nothing says what is inside, it is `any`, as in Python: others put it there. */
export interface SyncManager {
  /** A list in the server, with a copy of `sequence` in it. */
  list<T = any>(sequence?: readonly T[] | BaseProxy): Promise<ListProxy<T>>
  /** A dict in the server, with a copy of `entries` in it. */
  dict<K = any, V = any>(entries?: ReadonlyMap<K, V> | Readonly<Record<string, V>> | BaseProxy): Promise<DictProxy<K, V>>
  /** A set in the server, with the items of `iterable` in it. CPython's servers have it since 3.14. */
  set<T = any>(iterable?: readonly T[] | ReadonlySet<T> | BaseProxy): Promise<SetProxy<T>>
  /** An object in the server with attributes only. */
  Namespace(attributes?: Readonly<Record<string, unknown>>): Promise<NamespaceProxy>
  /** One value in the server; the typecode is only kept. */
  Value<T = any>(typecode: string, value: T): Promise<ValueProxy<T>>
  /** Numbers of one kind: an `array.array` of that typecode. @throws RemoteError for a typecode that is none */
  Array<T = number>(typecode: string, sequence: readonly T[] | Uint8Array | BaseProxy): Promise<ArrayProxy<T>>
  /** One value of a `struct` format, such as `i` or `20s`, in the server. @throws StructError, OverflowError for what does not fit */
  SharedValue<T = any>(format: string, value: T): Promise<SharedValueProxy<T>>
  /** A tuple of values of a `struct` format, such as `id`, in the server. @throws StructError, OverflowError for what does not fit */
  SharedStruct(format: string, values: readonly unknown[]): Promise<SharedStructProxy>
  /** Items of an `array` typecode, of a fixed number, in the server. @throws TypeError, ValueError, OverflowError for what does not fit */
  SharedArray<T = number>(typecode: string, sequence: readonly T[] | Uint8Array | BaseProxy): Promise<SharedArrayProxy<T>>
  /** A lock in the server: one holder at a time. */
  Lock(): Promise<AcquirerProxy>
  /** A lock that belongs to the task that acquired it, which may acquire it again. */
  RLock(): Promise<AcquirerProxy>
  /** A number of places. */
  Semaphore(value?: number): Promise<AcquirerProxy>
  /** A number of places, which never become more. */
  BoundedSemaphore(value?: number): Promise<AcquirerProxy>
  /** A lock and a place to wait. @param lock a Lock or RLock of the same server; left out: a new RLock */
  Condition(lock?: AcquirerProxy): Promise<ConditionProxy>
  /** A flag to wait for. */
  Event(): Promise<EventProxy>
  /** Holds `parties` until all are there. @param options.timeout seconds that `wait()` waits where it says none */
  Barrier(parties: number, options?: { readonly timeout?: number | undefined }): Promise<BarrierProxy>
  /** A queue in the server; `maxsize` 0: without bound. */
  Queue<T = any>(maxsize?: number): Promise<QueueProxy<T>>
  /** The same queue; in Python, too. */
  JoinableQueue<T = any>(maxsize?: number): Promise<QueueProxy<T>>
  /** Processes that run functions. @param processes how many; left out: as many as the machine can run at once */
  Pool(processes?: number, options?: PoolOptions): Promise<PoolProxy>
}
/* eslint-enable @typescript-eslint/no-explicit-any */

/** A manager that has Python's typeids ready: lists, dicts, locks, queues and more (CPython: `multiprocessing.managers.SyncManager`). */
export class SyncManager extends BaseManager {}

SyncManager.register('Queue', { callable: QueueReferent, proxytype: QueueProxy })
SyncManager.register('JoinableQueue', { callable: QueueReferent, proxytype: QueueProxy })
SyncManager.register('Event', { callable: EventReferent, proxytype: EventProxy })
SyncManager.register('Lock', { callable: LockReferent, proxytype: AcquirerProxy })
SyncManager.register('RLock', { callable: RLockReferent, proxytype: AcquirerProxy })
SyncManager.register('Semaphore', { callable: SemaphoreReferent, proxytype: AcquirerProxy })
SyncManager.register('BoundedSemaphore', { callable: BoundedSemaphoreReferent, proxytype: AcquirerProxy })
SyncManager.register('Condition', { callable: ConditionReferent, proxytype: ConditionProxy })
SyncManager.register('Barrier', { callable: BarrierReferent, proxytype: BarrierProxy })
SyncManager.register('Pool', { callable: PoolReferent, proxytype: PoolProxy })
SyncManager.register('list', { callable: ListReferent, proxytype: ListProxy })
SyncManager.register('dict', { callable: DictReferent, proxytype: DictProxy })
SyncManager.register('set', { callable: SetReferent, proxytype: SetProxy })
SyncManager.register('Value', { callable: ValueReferent, proxytype: ValueProxy })
SyncManager.register('Array', { callable: ArrayReferent, proxytype: ArrayProxy })
// Of the older package `processing`; CPython has none of them.
SyncManager.register('SharedValue', { callable: SharedValueReferent, proxytype: SharedValueProxy })
SyncManager.register('SharedStruct', { callable: SharedStructReferent, proxytype: SharedStructProxy })
SyncManager.register('SharedArray', { callable: SharedArrayReferent, proxytype: SharedArrayProxy })
SyncManager.register('Namespace', { callable: NamespaceReferent, proxytype: NamespaceProxy })
SyncManager.register('Iterator', { proxytype: IteratorProxy, createMethod: false })
SyncManager.register('AsyncResult', { proxytype: AsyncResultProxy, createMethod: false })

// In Python these take keywords; in TypeScript they are one object.
createWith('Namespace', (attributes: Keywords = {}) => [[], attributes])
createWith('Barrier', (parties: number, { timeout }: { timeout?: number | undefined } = {}) => [[parties], timeout === undefined ? {} : { timeout }])
createWith('Pool', (processes?: number, { initializer, initargs, maxtasksperchild }: PoolOptions = {}) => [
  [processes ?? null],
  {
    ...(initializer === undefined ? {} : { initializer: globalOf(initializer) }),
    ...(initargs === undefined ? {} : { initargs: [...initargs] }),
    ...(maxtasksperchild === undefined ? {} : { maxtasksperchild }),
  },
])

/** Gives the manager's method of a typeid another form than that of its arguments in Python. */
function createWith<Args extends never[]>(typeid: string, translate: (...args: Args) => [args: readonly unknown[], kwds: Keywords]): void {
  const create = function (this: SyncManager, ...args: Args): Promise<BaseProxy> {
    return this.create(typeid, ...translate(...args))
  }
  Object.defineProperty(create, 'name', { value: typeid })
  Object.defineProperty(SyncManager.prototype, typeid, { value: create, writable: true, configurable: true })
}

/** A started `SyncManager` (CPython: `multiprocessing.Manager`). */
export async function Manager(): Promise<SyncManager> {
  return new SyncManager().start()
}
