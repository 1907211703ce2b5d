import { DictProxy, SyncManager } from 'multiprocessing/managers'

const board = new Map<string, unknown>()
export function theBoard() {
  return board
}

export class Office extends SyncManager {}

Office.register('board', { callable: theBoard, proxytype: DictProxy })
