import { Process, isMainProcess } from 'multiprocessing'
import { Manager } from 'multiprocessing/managers'
import type { BarrierProxy, DictProxy } from 'multiprocessing/managers'

export async function count(jars: DictProxy<string, number>, barrier: BarrierProxy): Promise<void> {
  await jars.set('honey', (await jars.item('honey')) + ((await barrier.wait()) < 0 ? 0 : 1))
}

if (isMainProcess()) {
  await using manager = await Manager()
  const jars = await manager.dict({ honey: 0 })
  const barrier = await manager.Barrier(2)
  const workers = [1, 2].map(() => new Process({ target: count, args: [jars, barrier] }))
  for (const worker of workers) await worker.start()
  for (const worker of workers) await worker.join()
  console.log(await jars.item('honey'))
}
