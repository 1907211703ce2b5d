/** A free TCP port for a run. */
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * A port of 127.0.0.1 that was free a moment ago: the system chose it. Nothing keeps it free until the program binds
 * it; the system hands out other numbers first, so that in practice nobody else gets it meanwhile.
 */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error(`expected a TCP address, got ${String(address)}`)
  server.close()
  await once(server, 'close')
  return address.port
}
