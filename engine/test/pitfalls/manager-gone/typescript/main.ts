import { isMainProcess } from 'multiprocessing'
import { Manager } from 'multiprocessing/managers'
import type { DictProxy } from 'multiprocessing/managers'

async function make(): Promise<DictProxy<string, string>> {
  await using manager = await Manager()
  return await manager.dict({ north: 'basil' })
}

if (isMainProcess()) {
  const garden = await make()
  console.log(await garden.item('north'))
}
