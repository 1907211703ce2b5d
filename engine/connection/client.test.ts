import { afterEach, expect, test } from 'vitest'
import type { Address } from '../protocol/token.ts'
import type { TraceEvent } from '../protocol/trace.ts'
import { pythons, useProcesses } from '../test/support/processes.ts'
import { traceTo } from '../tracer.ts'
import { BlockingIOError, ConnectionRefusedError, FileNotFoundError, TypeError as PythonTypeError, ValueError } from '../values/exceptions.ts'
import { Client } from './client.ts'
import { Listener } from './listener.ts'

const processes = useProcesses()
afterEach(() => traceTo(undefined))

async function connectToNobody(directory: string): Promise<void> {
  await Client(`${directory}/nobody`)
}

test('nobody at a port is a ConnectionRefusedError in Python\'s words, and traced with its line', async () => {
  const listener = new Listener({ address: ['127.0.0.1', 0] })
  await listener.ready
  const { address } = listener
  listener.close()
  const events: TraceEvent[] = []
  traceTo((event) => events.push(event), 'p')
  const at = { file: 'garden.ts', line: 7 }
  const error = (await Client(address, { at }).catch((caught: unknown) => caught)) as ConnectionRefusedError
  expect(error).toBeInstanceOf(ConnectionRefusedError)
  expect(error.message).toMatch(/^\[Errno \d+\] Connection refused$/)
  expect(events).toMatchObject([{ name: 'connection/refused', address, type: 'ConnectionRefusedError', message: error.message, at }])
})

test.skipIf(process.platform === 'win32')('nothing at a path is a FileNotFoundError in Python\'s words', async () => {
  const error = (await Client(`${processes.directory()}/nobody`).catch((caught: unknown) => caught)) as FileNotFoundError
  expect(error).toBeInstanceOf(FileNotFoundError)
  expect(error.message).toBe('[Errno 2] No such file or directory')
})

test('a listener that hangs up during the handshake is an EOFError', async () => {
  const listener = new Listener({ address: ['127.0.0.1', 0] })
  await listener.ready
  const connecting = Client(listener.address, { authkey: Buffer.from('k') })
  const connection = await listener.accept()
  connection.close()
  await expect(connecting).rejects.toMatchObject({ name: 'EOFError', message: '' })
  listener.close()
})

test('an error leads back to the line that called', async () => {
  const error = (await connectToNobody(processes.directory()).catch((caught: unknown) => caught)) as Error
  expect(error.stack).toContain('connectToNobody')
})

test('options that are not what they must be are refused before anything is sent', async () => {
  await expect(Client('/tmp/x', { authkey: 'k' as unknown as Uint8Array })).rejects.toThrow(new PythonTypeError("authkey should be a byte string, got str 'k'"))
  await expect(Client('/tmp/x', { authkey: new Uint8Array() })).rejects.toThrow(new ValueError('an authkey has at least one byte, got none'))
  await expect(Client(5 as unknown as Address)).rejects.toThrow(ValueError)
})

test.skipIf(process.platform !== 'linux')('a Unix socket with no room for one more connection is waited for', async ({ skip }) => {
  const [python] = pythons()
  if (!python) return skip('there is no CPython here')
  const path = `${processes.directory()}/s`
  const listener = processes.python(
    python.path,
    `
import socket, sys
listener = socket.socket(socket.AF_UNIX); listener.bind(sys.argv[1]); listener.listen(1)
print('listens'); sys.stdin.readline()
accepted = [listener.accept() for _ in range(6)]
print('accepted'); sys.stdin.readline()
`,
    [path],
  )
  await listener.line(/listens/)
  let connected = 0
  const clients = Array.from({ length: 6 }, () => Client(path).finally(() => connected++))
  // Those for whom there is room.
  await Promise.race(clients)
  await expect(Client(path, { handshakeTimeout: 20 })).rejects.toThrow(BlockingIOError)
  expect(connected).toBeLessThan(6)
  listener.type('go\n')
  for (const client of await Promise.all(clients)) client.close()
  await listener.line(/accepted/)
  listener.type('end\n')
  await listener.ended
})
