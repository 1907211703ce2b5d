/** `Listener` and `Client` against CPython's own, each version, each family, both ways round. */
import { afterEach, describe, expect, test } from 'vitest'
import { pythonsOf, useProcesses } from '../test/support/processes.ts'
import { arbitraryAddress, families, type Family } from './address.ts'
import { Client } from './client.ts'
import { Listener } from './listener.ts'
import type { Address } from '../protocol/token.ts'

const KEY = 'tomatoes and basil'
const authkey = Buffer.from(KEY)
const processes = useProcesses()
const open: { close(): void }[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.close()
})

/** Connects, sends back twice what it gets, until None; says how it ended. */
const CLIENT = `
import sys, json
from multiprocessing.connection import Client
address = json.loads(sys.argv[1])
try:
    connection = Client(tuple(address) if isinstance(address, list) else address, authkey=sys.argv[2].encode())
    while True:
        value = connection.recv()
        if value is None: break
        connection.send([value, value])
    connection.send_bytes(b'x' * (1 << 20))
    print('done')
except Exception as error:
    print(type(error).__name__ + ': ' + str(error))
`

/** Listens, and serves one client in the same way. */
const LISTENER = `
import sys, json
from multiprocessing.connection import Listener
address = json.loads(sys.argv[1])
listener = Listener(tuple(address) if isinstance(address, list) else address, authkey=sys.argv[2].encode())
print('READY', json.dumps(listener.address))
try:
    connection = listener.accept()
    while True:
        value = connection.recv()
        if value is None: break
        connection.send([value, value])
    connection.send_bytes(b'x' * (1 << 20))
    print('done')
except Exception as error:
    print(type(error).__name__ + ': ' + str(error))
`

const sockets = families.filter((family): family is Exclude<Family, 'AF_PIPE'> => family !== 'AF_PIPE')

for (const python of pythonsOf('3.8', '3.11', '3.12', '3.13')) {
  describe.each(sockets)(`CPython ${python.version} with %s`, (family) => {
    test('its client and our listener satisfy one another and exchange values', async () => {
      const listener = new Listener({ family, authkey })
      open.push(listener)
      await listener.ready
      const program = processes.python(python.path, CLIENT, [JSON.stringify(listener.address), KEY])
      const connection = await listener.accept()
      open.push(connection)
      await exchange(connection)
      expect((await program.ended).stdout).toBe('done\n')
    })

    test('our client and its listener satisfy one another and exchange values', async () => {
      const program = processes.python(python.path, LISTENER, [JSON.stringify(arbitraryAddress(family)), KEY])
      const connection = await Client(await listening(program), { authkey })
      open.push(connection)
      await exchange(connection)
      expect((await program.ended).stdout).toContain('done\n')
    })

    test('its client with another key is refused, and says so', async () => {
      const listener = new Listener({ family, authkey })
      open.push(listener)
      await listener.ready
      const program = processes.python(python.path, CLIENT, [JSON.stringify(listener.address), 'aphids'])
      await expect(listener.accept()).rejects.toMatchObject({ name: 'AuthenticationError', message: 'digest received was wrong' })
      expect((await program.ended).stdout).toBe('AuthenticationError: digest sent was rejected\n')
    })

    test('our client with another key is refused, and says so', async () => {
      const program = processes.python(python.path, LISTENER, [JSON.stringify(arbitraryAddress(family)), KEY])
      const address = await listening(program)
      await expect(Client(address, { authkey: Buffer.from('aphids') })).rejects.toMatchObject({
        name: 'AuthenticationError',
        message: 'digest sent was rejected',
      })
      expect((await program.ended).stdout).toContain('AuthenticationError: digest received was wrong\n')
    })
  })
}

async function listening(program: ReturnType<typeof processes.python>): Promise<Address> {
  const [, address] = await program.line(/READY (.*)\n/)
  return JSON.parse(address!) as Address
}

async function exchange(connection: Awaited<ReturnType<typeof Client>>): Promise<void> {
  for (const value of [1, 'basil', [true, null, 1.5], Buffer.from('bytes')]) {
    await connection.send(value)
    expect(await connection.recv()).toEqual([value, value].map((each) => (each instanceof Uint8Array ? new Uint8Array(each) : each)))
  }
  await connection.send(null)
  expect((await connection.recvBytes()).length).toBe(1 << 20)
}
