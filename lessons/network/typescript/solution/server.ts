import { address, authkey } from './place'
import { Weather } from './weather'

const weather = new Weather({ address, authkey })
console.log('weather for this machine')
await weather.getServer().serveForever()
