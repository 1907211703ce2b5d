/** What the servers of the fault trial own, and how its clients ask for it. */
import { AcquirerProxy, DictProxy, QueueProxy, SyncManager } from '../../../engine/managers/index.ts'
import { bytes } from '../../../engine/values/index.ts'

export const authkey = bytes('rain in may')

/** What a server tells of itself. */
export interface Health {
  readonly connections: number
  readonly objects: number
  /** Bytes in use after a garbage collection, those of buffers included. */
  readonly heap: number
  /** What keeps its event loop alive, by kind. */
  readonly resources: Readonly<Record<string, number>>
  /** Errors that nobody caught. */
  readonly unhandled: readonly string[]
}

/** Asks for what a server of `server.ts` or `server.py` has, by group or lane. */
export class Hall extends SyncManager {}
Hall.register('queue', { proxytype: QueueProxy })
Hall.register('lock', { proxytype: AcquirerProxy })
Hall.register('board', { proxytype: DictProxy })
Hall.register('health', {})
