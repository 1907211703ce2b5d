import { isMainProcess } from 'multiprocessing'
import { Bakery } from './bakery'
import { address, authkey } from './place'

if (isMainProcess()) {
  const bakery = new Bakery({ address, authkey })
  await bakery.start()
  console.log('the shop is open')
  await bakery.join()
}
