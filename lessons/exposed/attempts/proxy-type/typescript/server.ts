import { BaseManager, MakeProxyType } from 'multiprocessing/managers'
import { Tank } from './tank'
import { address, authkey } from './place'

class Waterworks extends BaseManager {}

Waterworks.register('Tank', {
  callable: Tank,
  proxytype: MakeProxyType('TankProxy', ['level', 'fill']),
})

const works = new Waterworks({ address, authkey })
console.log('the tank is open')
await works.getServer().serveForever()
