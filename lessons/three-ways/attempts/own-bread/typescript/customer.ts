import { Bakery } from './bakery'
import { address, authkey } from './place'

const bakery = new Bakery({ address, authkey })
await bakery.connect()

const shelf = await bakery.Shelf()
await shelf.put('rye')
console.log('I take', await shelf.take())
