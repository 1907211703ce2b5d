import { bytes, isMainProcess } from 'multiprocessing'
import { BaseManager } from 'multiprocessing/managers'

if (isMainProcess()) {
  const manager = new BaseManager({ address: ['', Number(process.env['PORT'])], authkey: bytes('tea') })
  await manager.start()
  await manager.shutdown()
}
