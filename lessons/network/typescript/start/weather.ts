import { BaseManager, ListProxy } from 'multiprocessing/managers'

export function newLog(): number[] {
  return []
}

export class Weather extends BaseManager {}

Weather.register('log', { callable: newLog, proxytype: ListProxy })
