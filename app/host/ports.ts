/** TCP ports for a run: one that is free, and one that is taken. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Server } from 'node:net'

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

/**
 * Takes a port of 127.0.0.1 until it is closed. Who comes there meets somebody who hangs up.
 * @throws Error when another has it
 */
export async function takePort(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy())
  server.unref()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}
