import { bytes } from 'multiprocessing'
import { BaseManager } from 'multiprocessing/managers'
import { Ladder } from './ladder'
import { address } from './place'

class Treehouse extends BaseManager {}

Treehouse.register('Ladder', { callable: Ladder })

const treehouse = new Treehouse({ address, authkey: bytes('walnut') })
console.log('who is there?')
await treehouse.getServer().serveForever()
