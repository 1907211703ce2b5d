/** `SyncManager`: the typeids that Python has ready (CPython: `multiprocessing.managers.SyncManager`). */
import { BaseManager } from './base-manager.ts'
import { NamespaceProxy, NamespaceReferent } from './types/namespace.ts'
import { AcquirerProxy, LockReferent } from './types/lock.ts'
import { DictProxy, DictReferent } from './types/dict.ts'
import { IteratorProxy, IteratorReferent } from './types/iterator.ts'
import { ListProxy, ListReferent } from './types/list.ts'
import { QueueProxy, QueueReferent } from './types/queue.ts'
import type { BaseProxy } from './base-proxy.ts'

/** What the methods of a `SyncManager` take and give. */
export interface SyncManager {
  /** A list in the server, with a copy of `sequence` in it. */
  list<T = unknown>(sequence?: readonly T[] | BaseProxy): Promise<ListProxy<T>>
  /** A dict in the server, with a copy of `entries` in it. */
  dict<K = unknown, V = unknown>(entries?: ReadonlyMap<K, V> | Readonly<Record<string, V>> | BaseProxy): Promise<DictProxy<K, V>>
  /** An object in the server with attributes only. */
  Namespace(attributes?: Readonly<Record<string, unknown>>): Promise<NamespaceProxy>
  /** A lock in the server: one holder at a time. */
  Lock(): Promise<AcquirerProxy>
  /** A queue in the server; `maxsize` 0: without bound. */
  Queue<T = unknown>(maxsize?: number): Promise<QueueProxy<T>>
  /** The same queue; in Python, too. */
  JoinableQueue<T = unknown>(maxsize?: number): Promise<QueueProxy<T>>
}

export class SyncManager extends BaseManager {}

SyncManager.register('Queue', { callable: QueueReferent, proxytype: QueueProxy })
SyncManager.register('JoinableQueue', { callable: QueueReferent, proxytype: QueueProxy })
SyncManager.register('Lock', { callable: LockReferent, proxytype: AcquirerProxy })
SyncManager.register('list', { callable: ListReferent, proxytype: ListProxy })
SyncManager.register('dict', { callable: DictReferent, proxytype: DictProxy })
SyncManager.register('Namespace', { callable: NamespaceReferent, proxytype: NamespaceProxy })
SyncManager.register('Iterator', { callable: IteratorReferent, proxytype: IteratorProxy, createMethod: false })

// In Python a Namespace's attributes are keywords; in TypeScript they are one object.
Object.defineProperty(SyncManager.prototype, 'Namespace', {
  value(this: SyncManager, attributes: Readonly<Record<string, unknown>> = {}) {
    return this.create('Namespace', [], attributes)
  },
  writable: true,
  configurable: true,
})

/** A started `SyncManager` (CPython: `multiprocessing.Manager`). */
export async function Manager(): Promise<SyncManager> {
  return new SyncManager().start()
}
