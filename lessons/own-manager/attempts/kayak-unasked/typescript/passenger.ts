import { Line } from './line'
import { address, authkey } from './place'

Line.register('Ferry')
Line.register('Kayak')

const line = new Line({ address, authkey })
await line.connect()

const ferry = await line.Ferry()
console.log('aboard:', await ferry.board('Nour'))

console.log('no kayaks here')
