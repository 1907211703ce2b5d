import { BaseManager, ListProxy } from 'multiprocessing/managers'

const log: number[] = []
export function theLog(): number[] {
  return log
}

export class Weather extends BaseManager {}

Weather.register('log', { callable: theLog, proxytype: ListProxy })
