import { Orchard } from './orchard'
import { address, authkey } from './place'

const orchard = new Orchard({ address, authkey })
await orchard.connect()
const beds = await orchard.beds()

const herbs = await orchard.list(['basil', 'mint'])
await herbs.append('sage')
await beds.set('herbs', herbs)
console.log('in the kitchen', await herbs.slice())
