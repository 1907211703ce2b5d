import { bytes, currentProcess } from 'multiprocessing'
import { BaseManager } from 'multiprocessing/managers'
import { address } from './place'

class Treehouse extends BaseManager {}

Treehouse.register('Ladder')

currentProcess().authkey = bytes('acorn')

const treehouse = new Treehouse({ address })
await treehouse.connect()
const ladder = await treehouse.Ladder()
console.log('on step', await ladder.climb(5))
