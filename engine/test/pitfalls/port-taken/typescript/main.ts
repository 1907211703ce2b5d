import { createServer } from 'node:net'
import { bytes, isMainProcess } from 'multiprocessing'
import { BaseManager } from 'multiprocessing/managers'

const port = Number(process.env['PORT'])

if (isMainProcess()) {
  const taken = createServer().listen(port, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const manager = new BaseManager({ address: ['127.0.0.1', port], authkey: bytes('tea') })
  await manager.start()
}
