import { Orchard } from './orchard'
import { address, authkey } from './place'

const orchard = new Orchard({ address, authkey })
await orchard.connect()
const beds = await orchard.beds()

const herbs = await (await beds.get('herbs')).slice()
herbs.push('sage')
console.log('in the kitchen', herbs)
