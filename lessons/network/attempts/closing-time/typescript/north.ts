import { Client } from 'multiprocessing/connection'
import { address, authkey } from './place'
import { Weather } from './weather'

const weather = new Weather({ address, authkey })
await weather.connect()
const log = await weather.log()

await log.append(-3)
console.log('north has', await log.slice())
await log.dispose()

// A request to the server itself: no object, a function's name.
const last = await Client(address, { authkey })
await last.send([null, 'shutdown', [], new Map()])
console.log('server says', await last.recv())
last.close()
