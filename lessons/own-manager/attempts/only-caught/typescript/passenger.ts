import './ferry' // registers itself
import { RemoteError } from 'multiprocessing/managers'
import { Line } from './line'
import { address, authkey } from './place'

Line.register('Kayak')

const line = new Line({ address, authkey })
await line.connect()

const ferry = await line.Ferry()
console.log('aboard:', await ferry.board('Nour'))

try {
  await line.Kayak()
  console.log('paddling')
} catch (error) {
  if (!(error instanceof RemoteError)) throw error
  console.log('no kayaks here')
}
