import { bytes, isMainProcess } from 'multiprocessing'
import { SyncManager } from 'multiprocessing/managers'

if (isMainProcess()) {
  const first = new SyncManager({ authkey: bytes('tea') })
  const second = new SyncManager({ authkey: bytes('coffee') })
  await first.start()
  await second.start()
  const garden = await first.dict()
  const beds = await second.list()
  await garden.set('beds', beds)
  console.log(await garden.get('beds'))
}
