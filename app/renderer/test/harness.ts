/** The page on a host in memory. The test sets `given` before, and talks to `harness` after. */
import { createPortPair } from '../../contract/port.ts'
import { serveHost } from '../../contract/rpc.ts'
import { connectThrough } from '../connect.ts'
import { MemoryHost, type Given } from './memory-host.ts'

declare global {
  interface Window {
    given: Given
    harness: { readonly memory: MemoryHost; hangUp(): void }
  }
}

const memory = new MemoryHost(window.given)
let hangUp = (): void => {}
window.harness = { memory, hangUp: () => hangUp() }

connectThrough(() => {
  const [page, host] = createPortPair()
  hangUp = serveHost(host, memory.host)
  return Promise.resolve(page)
})
await import('../main.tsx')
