import { isMainProcess } from 'multiprocessing'
import { Manager } from 'multiprocessing/managers'

if (isMainProcess()) {
  await using manager = await Manager()
  const garden = await manager.dict<string, string[]>({ beds: [] })
  ;(await garden.item('beds')).push('basil')
  console.log(await garden.item('beds'))
}
