// Makes a list and a block of shared memory, and writes into both while another process looks. Runs until it is ended.
import { ShareableList, SharedMemory } from 'multiprocessing/shared-memory'
import { setTimeout as delay } from 'node:timers/promises'

const beds = new ShareableList(['basil', 41, 2.5, true, null, 'thyme'])
const block = new SharedMemory({ create: true, size: 200 })
block.buf[0] = 7
console.log(JSON.stringify([beds.shm.name, block.name]))
await delay(900)
beds[1] = 42
block.buf[17] = 65
block.buf[18] = 66
await delay(60_000)
