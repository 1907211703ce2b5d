import { disassemble, dumps } from 'multiprocessing/pickle'
import { parcel } from './parcel'
import { authkey, port } from './place'
import { Team } from './team'

const team = new Team({ address: ['127.0.0.1', port], authkey })
await team.connect()
const counter = await team.counter()

for (let k = 0; k < 10; k++) {
  await counter.add(1)
}
console.log('ben sees', await counter.get())

// A parcel that somebody gave to Ben. He looks at it, and keeps it.
for (const { opcode, argument } of disassemble(dumps(parcel))) {
  console.log(opcode, argument?.text ?? '')
}
