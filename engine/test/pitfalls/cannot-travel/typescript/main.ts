import { isMainProcess } from 'multiprocessing'
import { BaseManager } from 'multiprocessing/managers'

class Garden extends BaseManager {}

if (isMainProcess()) {
  const Known = Garden.register('beds', { callable: () => ['basil'] })
  await new Known().start()
}
