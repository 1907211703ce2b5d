import { isMainProcess } from 'multiprocessing'
import { Manager } from 'multiprocessing/managers'

if (isMainProcess()) {
  await using manager = await Manager()
  const level = await manager.Value('i', 0)
  const lock = (level as unknown as { getLock(): { acquire(): Promise<boolean> } }).getLock()
  await lock.acquire()
}
