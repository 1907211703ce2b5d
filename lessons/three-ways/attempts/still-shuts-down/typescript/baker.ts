import { isMainProcess } from 'multiprocessing'
import { Bakery } from './bakery'
import { address, authkey } from './place'

if (isMainProcess()) {
  const bakery = new Bakery({ address, authkey })
  await bakery.connect()

  const shelf = await bakery.Shelf()
  await shelf.put('rye')
  console.log('a rye loaf is on the shelf')

  await bakery.shutdown()
}
