import './ferry' // registers itself
import { Line } from './line'
import { address, authkey } from './place'

Line.register('Kayak')

const line = new Line({ address, authkey })
await line.connect()

const ferry = await line.Ferry()
console.log('aboard:', await ferry.board('Nour'))

await line.Kayak()
console.log('paddling')
