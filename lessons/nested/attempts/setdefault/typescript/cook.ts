import { Orchard } from './orchard'
import { address, authkey } from './place'

const orchard = new Orchard({ address, authkey })
await orchard.connect()
const beds = await orchard.beds()

const all = await beds.copy()
await all.get('herbs').insert(0, 'sage')
console.log('in the kitchen', await all.get('herbs').getValue())
