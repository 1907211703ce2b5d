import { address, authkey } from './place'
import { Weather } from './weather'

const weather = new Weather({ address, authkey })
await weather.connect()
const log = await weather.log()

await log.append(-3)
console.log('north has', await log.slice())
