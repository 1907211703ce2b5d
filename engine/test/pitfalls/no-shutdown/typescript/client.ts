import { bytes } from 'multiprocessing'
import { BaseManager } from 'multiprocessing/managers'

class Garden extends BaseManager {}

const Known = Garden.register('Bed')

const garden = new Known({ address: ['127.0.0.1', Number(process.env['PORT'])], authkey: bytes('open-sesame') })
await garden.connect()
console.log(await (await garden.Bed()).callMethod('water'))
await garden.shutdown()
