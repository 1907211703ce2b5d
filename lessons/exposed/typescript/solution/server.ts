import { BaseManager } from 'multiprocessing/managers'
import { Tank } from './tank'
import { address, authkey } from './place'

class Waterworks extends BaseManager {}

Waterworks.register('Tank', {
  callable: Tank,
  exposed: ['level', 'fill'],
})

const server = new Waterworks({ address, authkey }).getServer()
console.log('the tank is open')
await server.serveForever()
