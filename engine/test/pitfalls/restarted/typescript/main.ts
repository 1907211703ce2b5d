import { bytes, isMainProcess } from 'multiprocessing'
import { BaseManager } from 'multiprocessing/managers'

class Bed {
  water(): string {
    return 'wet'
  }
}

class Garden extends BaseManager {}

const Known = Garden.register('Bed', { callable: Bed })

if (isMainProcess()) {
  const place = { address: ['127.0.0.1', Number(process.env['PORT'])] as const, authkey: bytes('tea') }
  const first = await new Known(place).start()
  const bed = await first.Bed()
  console.log(await bed.callMethod('water'))
  process.kill(first.pid!, 'SIGKILL')
  await first.join()
  const second = await new Known(place).start()
  await bed.callMethod('water').catch((error: Error) => console.log(error.name))
  await bed.callMethod('water').catch((error: Error) => console.log(error.name))
  await second.shutdown()
}
