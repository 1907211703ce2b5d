import { Bakery } from './bakery'
import { address, authkey } from './place'

const bakery = new Bakery({ address, authkey })
console.log('the shop is open')
await bakery.getServer().serveForever()
