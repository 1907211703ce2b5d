import { isMainProcess } from 'multiprocessing'
import { Manager } from 'multiprocessing/managers'

if (isMainProcess()) {
  await using manager = await Manager()
  const beds = await manager.list(['basil'])
  ;(beds as unknown as string[]).push('mint')
}
