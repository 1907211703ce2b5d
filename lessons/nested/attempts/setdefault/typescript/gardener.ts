import { Orchard } from './orchard'
import { address, authkey } from './place'

const orchard = new Orchard({ address, authkey })
await orchard.connect()
const beds = await orchard.beds()

const spare = await orchard.list(['basil'])
const herbs = await beds.setdefault('herbs', spare)
await herbs.extend(['mint'])
console.log('planted', await herbs.getValue())
