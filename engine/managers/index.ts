/** Managers: a server process owns objects, proxies in other processes call them. Door `multiprocessing/managers`. */
import './rebuild-proxy.ts'
import { startTracing } from '../process/index.ts'

export { AutoProxy } from './auto-proxy.ts'
export { BaseManager, type ManagerOptions, type StartOptions } from './base-manager.ts'
export { BaseProxy, type ProxyOptions } from './base-proxy.ts'
export { MakeProxyType } from './make-proxy-type.ts'
export { RebuildProxy } from './rebuild-proxy.ts'
export type { RegisterOptions } from './registry.ts'
export { RemoteError } from './remote-error.ts'
export { Server } from './server.ts'
export { Manager, SyncManager } from './sync-manager.ts'
export { DictProxy } from './types/dict.ts'
export { IteratorProxy } from './types/iterator.ts'
export { ListProxy } from './types/list.ts'
export { AcquirerProxy } from './types/lock.ts'
export { NamespaceProxy } from './types/namespace.ts'
export { QueueProxy } from './types/queue.ts'
export type { AnyProxy, ProxyOf, RegisteredProxy } from './types-of.ts'
export { ProcessError } from '../errors.ts'
export { Token, type Address } from '../protocol/token.ts'

startTracing()
