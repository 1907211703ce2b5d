import { Orchard } from './orchard'
import { address, authkey } from './place'

const orchard = new Orchard({ address, authkey })
await orchard.connect()
const beds = await orchard.beds()

// A list of the server, and a proxy to it in the shared dict.
await beds.set('herbs', await orchard.list(['basil']))

const herbs = await beds.get('herbs')
await herbs.append('mint')
console.log('planted', await herbs.slice())
