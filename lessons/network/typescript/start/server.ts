import { address, authkey } from './place'
import { Weather } from './weather'

const [, port] = address
const weather = new Weather({ address: ['', port], authkey })
console.log('weather for everybody')
await weather.getServer().serveForever()
