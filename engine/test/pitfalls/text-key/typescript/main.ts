import { isMainProcess } from 'multiprocessing'
import { BaseManager } from 'multiprocessing/managers'

if (isMainProcess()) {
  const manager = new BaseManager({ authkey: 'tea' as never })
  await manager.start()
}
