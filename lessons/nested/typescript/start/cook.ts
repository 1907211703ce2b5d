import { Orchard } from './orchard'
import { address, authkey } from './place'

const orchard = new Orchard({ address, authkey })
await orchard.connect()
const beds = await orchard.beds()

const herbs = await beds.get('herbs')
herbs.push('sage')
console.log('in the kitchen', await beds.get('herbs'))
