import { Client } from 'multiprocessing/connection'
import { Office } from './office'
import { address, authkey } from './place'

const office = new Office({ address, authkey })
await office.connect()
const board = await office.board()

// A letter is a list that the server owns.
const letter = await office.list(['dear Iris'])

const box = await Client(await board.item('box'), { authkey })
await box.send(letter)
console.log('sent,', await box.recv()) // she has it now
await letter.dispose()
box.close()
