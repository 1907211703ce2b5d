import { isMainProcess } from 'multiprocessing'
import { Manager } from 'multiprocessing/managers'

if (isMainProcess()) {
  await using manager = await Manager()
  const beds = await manager.list(['basil'])
  for (const bed of beds as unknown as string[]) console.log(bed)
}
