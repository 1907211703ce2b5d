import { setTimeout as sleep } from 'node:timers/promises'
import { currentProcess } from 'multiprocessing'
import { Listener } from 'multiprocessing/connection'
import { Office } from './office'
import { address, authkey } from './place'

// Proxies that arrive by post use the key of this process.
currentProcess().authkey = authkey

const office = new Office({ address, authkey })
await office.connect()
const board = await office.board()

// A letter box: a listener, and its address on the board.
const listener = new Listener({ address: ['127.0.0.1', 0], authkey })
await listener.ready
await board.set('box', listener.address)

const post = await listener.accept()
await sleep(500) // she is in the garden
const letter = await post.recv()
console.log('read', letter[0])
await post.send('thank you')
listener.close()
