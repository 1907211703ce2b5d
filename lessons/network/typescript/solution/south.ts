import { address, authkey } from './place'
import { Weather } from './weather'

const weather = new Weather({ address, authkey })
await weather.connect()
const log = await weather.log()

await log.append(21)
console.log('south has', await log.slice())
