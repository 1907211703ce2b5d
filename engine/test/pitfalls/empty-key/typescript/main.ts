import { bytes, isMainProcess } from 'multiprocessing'
import { BaseManager } from 'multiprocessing/managers'

if (isMainProcess()) {
  const manager = new BaseManager({ authkey: bytes('') })
  console.log(manager.address)
}
