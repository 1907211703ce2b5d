/** A server that tells how much memory it holds after a garbage collection: for proofs that it does not grow. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { SyncManager } from '../../managers/index.ts'
import { bytes } from '../../values/index.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

class Memory {
  /** Bytes on the heap, and bytes of the process. */
  used(): { heap: number; process: number } {
    collect()
    collect()
    const { heapUsed, external, rss } = process.memoryUsage()
    return { heap: heapUsed + external, process: rss }
  }
}

class Measured extends SyncManager {}
Measured.register('Memory', { callable: Memory })

const server = new Measured({ address: process.argv[2]!, authkey: bytes('rain in may') }).getServer()
const served = server.serveForever()
await server.ready
console.log('ready')
await served
