import { Orchard } from './orchard'
import { address, authkey } from './place'

const orchard = new Orchard({ address, authkey })
await orchard.connect()
const beds = await orchard.beds()

// A list in the shared dict.
await beds.set('herbs', ['basil'])

const herbs = await beds.get('herbs')
herbs.push('mint')
await beds.set('herbs', herbs)
console.log('planted', await beds.get('herbs'))
