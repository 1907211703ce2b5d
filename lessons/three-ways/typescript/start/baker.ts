import { isMainProcess } from 'multiprocessing'
import { Bakery } from './bakery'

if (isMainProcess()) {
  const bakery = new Bakery()
  await bakery.start()

  const shelf = await bakery.Shelf()
  await shelf.put('rye')
  console.log('a rye loaf is on the shelf')

  await bakery.shutdown()
}
