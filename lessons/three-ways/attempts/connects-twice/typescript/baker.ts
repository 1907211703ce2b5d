import { Bakery } from './bakery'
import { address, authkey } from './place'

const bakery = new Bakery({ address, authkey })
await bakery.connect()

const again = new Bakery({ address, authkey })
await again.connect()
const sameShelf = await again.Shelf()
await sameShelf.put('rye')
console.log('a rye loaf is on the shelf')
