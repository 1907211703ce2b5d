/** `Pipe`: two connected ends in one process (CPython: `multiprocessing.Pipe`). */
import { once } from 'node:events'
import { unlinkSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { arbitraryAddress, defaultFamily } from './address.ts'
import { Connection } from './connection.ts'
import { toOSError } from './os-errors.ts'

/**
 * Makes two connected ends.
 * @param duplex false makes the first end only receive and the second only send
 * @throws OSError when the system gives no socket
 */
export async function Pipe(duplex = true): Promise<[Connection, Connection]> {
  const [first, second] = await socketPair()
  return [new Connection(first, { writable: duplex }), new Connection(second, { readable: duplex })]
}

/** Node has no `socketpair`: a socket that listens for a moment, in a directory that nobody else may enter, does the same. */
async function socketPair(): Promise<[Socket, Socket]> {
  const path = arbitraryAddress(defaultFamily) as string
  const server = createServer({ allowHalfOpen: true })
  try {
    server.listen({ path, backlog: 1, exclusive: true })
    await once(server, 'listening')
    const second = connect({ path, allowHalfOpen: true })
    const accepted = once(server, 'connection') as Promise<[Socket]>
    await Promise.all([accepted, once(second, 'connect')])
    return [(await accepted)[0], second]
  } catch (error) {
    throw toOSError(error as Error)
  } finally {
    server.close(() => undefined)
    if (defaultFamily === 'AF_UNIX') removeIfThere(path)
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // Closing the server has removed it.
  }
}
