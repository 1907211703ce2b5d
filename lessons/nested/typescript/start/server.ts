import { Orchard } from './orchard'
import { address, authkey } from './place'

const orchard = new Orchard({ address, authkey })
console.log('the orchard is open')
await orchard.getServer().serveForever()
