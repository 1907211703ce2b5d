import { bytes } from 'multiprocessing'
import { BaseManager } from 'multiprocessing/managers'
import { address } from './place'

class Treehouse extends BaseManager {}

Treehouse.register('Ladder')

const authkey = bytes('walnut')
const treehouse = new Treehouse({ address, authkey })
await treehouse.connect()
const ladder = await treehouse.Ladder()
console.log('on step', await ladder.climb(5))
