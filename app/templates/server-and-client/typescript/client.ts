import { BaseManager } from 'multiprocessing/managers'
import { address, authkey } from './place'

class Desk extends BaseManager {}

// No class here: the object stays in the server.
Desk.register('Counter')

const desk = new Desk({ address, authkey })
await desk.connect()
const counter = await desk.Counter()

for (const step of [1, 2, 3]) {
  console.log('added', step, 'and have', await counter.add(step))
}
