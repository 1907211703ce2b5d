import { authkey, port } from './place'
import { Team } from './team'

const team = new Team({ address: ['127.0.0.1', port], authkey })
await team.connect()
const counter = await team.counter()

for (let k = 0; k < 10; k++) {
  await counter.set((await counter.get()) + 1)
}
console.log('ada sees', await counter.get())
