import { DictProxy, SyncManager } from 'multiprocessing/managers'

const beds = new Map<string, unknown>()
export function theBeds() {
  return beds
}

export class Orchard extends SyncManager {}

Orchard.register('beds', { callable: theBeds, proxytype: DictProxy })
