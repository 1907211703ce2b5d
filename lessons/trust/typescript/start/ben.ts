import { parcel } from './parcel'
import { authkey, port } from './place'
import { Team } from './team'

const team = new Team({ address: ['127.0.0.1', port], authkey })
await team.connect()
const counter = await team.counter()

for (let k = 0; k < 10; k++) {
  await counter.set((await counter.get()) + 1)
}
console.log('ben sees', await counter.get())

// A parcel that somebody gave to Ben. Pass it on?
await counter.set(parcel)
