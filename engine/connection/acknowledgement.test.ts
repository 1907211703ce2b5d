/** That the system is told to acknowledge at once, where that matters, and nowhere else. */
import { platform } from 'node:process'
import { beforeEach, expect, test, vi } from 'vitest'
import { pythonsOf, useProcesses } from '../test/support/processes.ts'
import { connect } from 'node:net'
import { Client } from './client.ts'
import { Listener } from './listener.ts'

/** Each call of `setsockopt`: what it returned, and what the socket said afterwards. */
const calls: { readonly result: unknown; readonly quick: number }[] = []
let missing = false

vi.mock('../shared-memory/system/library.ts', async (original) => {
  const library = await original<typeof import('../shared-memory/system/library.ts')>()
  return {
    ...library,
    systemFunction: (names: readonly (string | null)[], declaration: string) => {
      if (missing) throw new library.SystemLibraryError('koffi is not here')
      const setOption = library.systemFunction(names, declaration)
      const getOption = library.systemFunction(names, 'int getsockopt(int descriptor, int level, int name, void *value, void *size)')
      return (...args: unknown[]) => {
        const result = setOption(...args)
        const value = new Int32Array(1)
        getOption(args[0], args[1], args[2], value, Int32Array.of(4))
        calls.push({ result, quick: value[0]! })
        return result
      }
    },
  }
})

const KEY = 'tomatoes and basil'
const authkey = Buffer.from(KEY)
const processes = useProcesses()

beforeEach(() => {
  calls.length = 0
  missing = false
})

/** Connects, has its handshake, sends one value at once. */
const CLIENT = `
import sys, json
from multiprocessing.connection import Client
address = json.loads(sys.argv[1])
connection = Client(tuple(address) if isinstance(address, list) else address, authkey=sys.argv[2].encode())
connection.send('basil')
print(connection.recv())
`

/** A CPython client, served. @returns what it printed */
async function serve(listener: Listener, program: string): Promise<string> {
  await listener.ready
  const client = processes.python(program, CLIENT, [JSON.stringify(listener.address), KEY])
  const connection = await listener.accept()
  await connection.send(await connection.recv())
  const { stdout } = await client.ended
  connection.close()
  listener.close()
  return stdout
}

for (const python of pythonsOf('3.8', '3.11', '3.13')) {
  test.runIf(platform === 'linux')(`a CPython ${python.version} client over TCP is acknowledged at once before it sends its two last frames`, async () => {
    expect(await serve(new Listener({ family: 'AF_INET', authkey }), python.path)).toBe('basil\n')
    expect(calls).toEqual([{ result: 0, quick: 1 }])
  })

  test(`a CPython ${python.version} client over a Unix socket needs nothing of that`, async () => {
    expect(await serve(new Listener({ authkey }), python.path)).toBe('basil\n')
    expect(calls).toEqual([])
  })
}

test.runIf(platform === 'linux')('a header that comes alone is acknowledged at once, since its message may wait for that', async () => {
  const listener = new Listener({ family: 'AF_INET' })
  await listener.ready
  const [host, port] = listener.address as [string, number]
  const socket = connect({ host, port, noDelay: true })
  const connection = await listener.accept()
  const received = connection.recvBytes()
  socket.write(Buffer.of(0, 0, 0, 5))
  await expect.poll(() => calls).toEqual([{ result: 0, quick: 1 }])
  socket.write('basil')
  expect(Buffer.from(await received).toString()).toBe('basil')
  expect(calls).toHaveLength(1)
  socket.destroy()
  connection.close()
  listener.close()
})

test('a client of ours does not need it in its handshake', async () => {
  const listener = new Listener({ family: 'AF_INET', authkey })
  await listener.ready
  const [accepted, client] = await Promise.all([listener.accept(), Client(listener.address, { authkey })])
  // The one call is the listener's.
  expect(calls.length).toBeLessThanOrEqual(1)
  accepted.close()
  client.close()
  listener.close()
})

test('without koffi all is the same but time', async () => {
  missing = true
  vi.resetModules()
  const { Listener: Fresh } = await import('./listener.ts')
  const { Client: FreshClient } = await import('./client.ts')
  const listener = new Fresh({ family: 'AF_INET', authkey })
  await listener.ready
  const [accepted, client] = await Promise.all([listener.accept(), FreshClient(listener.address, { authkey })])
  await client.send('basil')
  expect(await accepted.recv()).toBe('basil')
  expect(calls).toEqual([])
  accepted.close()
  client.close()
  listener.close()
})
