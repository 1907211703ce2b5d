import { BaseManager } from 'multiprocessing/managers'
import { address, authkey } from './place'

class Waterworks extends BaseManager {}

Waterworks.register('Tank')

const works = new Waterworks({ address, authkey })
await works.connect()
const tank = await works.Tank()

console.log('level', await tank.level())

// Every method of a proxy does this underneath: it asks by name.
console.log('filled to', await tank.callMethod('fill', [20]))

console.log('drain is not for visitors')
console.log('level', await tank.level())
