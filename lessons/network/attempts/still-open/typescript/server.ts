import { address, authkey } from './place'
import { Weather } from './weather'

const [, port] = address
const weather = new Weather({ address: ['0.0.0.0', port], authkey })
console.log('weather for everybody')
await weather.getServer().serveForever()
