import { bytes } from 'multiprocessing'
import { BaseManager } from 'multiprocessing/managers'

class Garden extends BaseManager {}

Garden.register('Bed')

const garden = new Garden({ address: ['127.0.0.1', Number(process.env['PORT'])], authkey: bytes('open-sesame') })
const server = garden.getServer()
await server.ready
console.log('READY')
await server.serveForever()
