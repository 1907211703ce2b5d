import { bytes } from 'multiprocessing'
import { BaseManager } from 'multiprocessing/managers'
import { Ladder } from './ladder'
import { address } from './place'

class Treehouse extends BaseManager {}

Treehouse.register('Ladder', { callable: Ladder })

const authkey = bytes('walnut')
const treehouse = new Treehouse({ address, authkey })
console.log('who is there?')
await treehouse.getServer().serveForever()
