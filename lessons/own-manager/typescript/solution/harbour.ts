import './ferry' // registers itself
import { Line } from './line'
import { address, authkey } from './place'

const line = new Line({ address, authkey })
console.log('the harbour is open')
await line.getServer().serveForever()
