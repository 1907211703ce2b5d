import { DictProxy, SyncManager } from 'multiprocessing/managers'
import { Gate } from './gate'

const visits = new Map([['n', 0]])
export function theVisits() {
  return visits
}

const gate = new Gate()
export function theGate() {
  return gate
}

export class Museum extends SyncManager {}

Museum.register('visits', { callable: theVisits, proxytype: DictProxy })
