import { bytes } from 'multiprocessing'
import { BaseManager } from 'multiprocessing/managers'

class Garden extends BaseManager {}

const Known = Garden.register('Bed')

const garden = new Known({ address: ['127.0.0.1', Number(process.env['PORT'])], authkey: bytes('open-sesame') })
await garden.connect()
const bed = await garden.Bed()
console.log(await bed.callMethod('water'))
process.kill((await bed.callMethod('pid')) as number, 'SIGKILL')
await bed.callMethod('water').catch((error: Error) => console.log(error.name))
await garden.Bed()
