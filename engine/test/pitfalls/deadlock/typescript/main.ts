import { Process, isMainProcess } from 'multiprocessing'
import { Manager } from 'multiprocessing/managers'
import type { AcquirerProxy, BarrierProxy } from 'multiprocessing/managers'

export async function work(first: AcquirerProxy, second: AcquirerProxy, barrier: BarrierProxy): Promise<void> {
  await using _first = await first.hold()
  await barrier.wait()
  await using _second = await second.hold()
  console.log('both')
}

if (isMainProcess()) {
  await using manager = await Manager()
  const [ink, gate] = [await manager.Lock(), await manager.Lock()]
  const barrier = await manager.Barrier(2)
  const workers = [
    new Process({ target: work, args: [ink, gate, barrier] }),
    new Process({ target: work, args: [gate, ink, barrier] }),
  ]
  for (const worker of workers) await worker.start()
  for (const worker of workers) await worker.join(1000)
  for (const worker of workers) {
    worker.terminate()
    await worker.join()
  }
}
