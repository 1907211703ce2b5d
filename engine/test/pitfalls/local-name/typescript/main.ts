import { isMainProcess } from 'multiprocessing'
import { Manager } from 'multiprocessing/managers'

if (isMainProcess()) {
  await using manager = await Manager()
  const garden = await manager.Namespace()
  await garden.set('north', 'basil')
  ;(garden as unknown as Record<string, string>)['_south'] = 'mint'
  console.log(await garden.get('north'))
}
