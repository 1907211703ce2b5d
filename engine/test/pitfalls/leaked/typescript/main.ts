import { Process, isMainProcess } from 'multiprocessing'
import { Manager, SyncManager } from 'multiprocessing/managers'
import type { Address } from 'multiprocessing/managers'

export async function hold(address: Address): Promise<void> {
  const manager = await new SyncManager({ address }).connect()
  const beds = await manager.list(['basil'])
  console.log(await beds.len())
  process.kill(process.pid, 'SIGKILL')
}

if (isMainProcess()) {
  await using manager = await Manager()
  const holder = new Process({ target: hold, args: [manager.address] })
  await holder.start()
  await holder.join()
  console.log(await manager.numberOfObjects())
}
