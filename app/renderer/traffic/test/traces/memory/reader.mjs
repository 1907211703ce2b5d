// Attaches to what the owner has made, and writes a little. Runs until it is ended.
import { ShareableList, SharedMemory } from 'multiprocessing/shared-memory'
import { setTimeout as delay } from 'node:timers/promises'

const [list = '', raw = ''] = process.argv.slice(2)
const beds = new ShareableList(null, { name: list })
const block = new SharedMemory(raw)
beds[0] = 'mint'
block.buf[16] = 64
console.log('ready')
await delay(60_000)
