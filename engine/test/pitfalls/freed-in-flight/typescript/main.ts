import { isMainProcess } from 'multiprocessing'
import { Pipe } from 'multiprocessing/connection'
import { Manager } from 'multiprocessing/managers'

if (isMainProcess()) {
  await using manager = await Manager()
  const [here, there] = await Pipe()
  const beds = await manager.list(['basil'])
  await here.send(beds)
  await beds.dispose()
  const arrived = (await there.recv()) as typeof beds
  console.log(await arrived.len())
}
