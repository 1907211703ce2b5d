import { existsSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { AuthenticationError } from '../errors.ts'
import type { Address } from '../protocol/token.ts'
import type { TraceEvent } from '../protocol/trace.ts'
import { useProcesses } from '../test/support/processes.ts'
import { traceTo } from '../tracer.ts'
import { OSError, TypeError as PythonTypeError, ValueError } from '../values/exceptions.ts'
import { families } from './address.ts'
import { Client } from './client.ts'
import { Listener, type ListenerOptions } from './listener.ts'

const authkey = Buffer.from('tomatoes and basil')
const processes = useProcesses()
const open: { close(): void }[] = []
const sockets: Socket[] = []

afterEach(() => {
  for (const each of open.splice(0)) each.close()
  for (const each of sockets.splice(0)) each.destroy()
})

async function listen(options: ListenerOptions = {}): Promise<Listener> {
  const listener = new Listener(options)
  open.push(listener)
  await listener.ready
  return listener
}

function rawSocket(address: Address): Socket {
  const socket = typeof address === 'string' ? connect(address) : connect(address[1], address[0])
  socket.on('error', () => undefined)
  sockets.push(socket)
  return socket
}

describe.each(families)('with %s', (family) => {
  test('what a client sends is received, and the other way', async () => {
    const listener = await listen({ family, authkey })
    const [here, there] = await Promise.all([listener.accept(), Client(listener.address, { authkey })])
    open.push(here, there)
    await there.send('basil')
    expect(await here.recv()).toBe('basil')
    const big = Buffer.alloc(1 << 20, 'managers')
    const sent = here.sendBytes(big)
    expect(Buffer.compare(await there.recvBytes(), big)).toBe(0)
    await sent
  })

  test('with different keys both ends fail, each in its words, and the next client is served', async () => {
    const listener = await listen({ family, authkey })
    const wrong = await Promise.allSettled([listener.accept(), Client(listener.address, { authkey: Buffer.from('aphids') })])
    expect(wrong).toEqual([
      { status: 'rejected', reason: new AuthenticationError('digest received was wrong') },
      { status: 'rejected', reason: new AuthenticationError('digest sent was rejected') },
    ])
    const [here, there] = await Promise.all([listener.accept(), Client(listener.address, { authkey })])
    open.push(here, there)
  })

  test('a client that says nothing is dropped', async () => {
    const listener = await listen({ family, authkey, handshakeTimeout: 30 })
    const socket = rawSocket(listener.address)
    const closed = new Promise((resolve) => socket.resume().once('close', resolve))
    await expect(listener.accept()).rejects.toThrow(new AuthenticationError('the other end said nothing for 0.03 s during the handshake'))
    await closed
  })

  test('a client that answers with a long frame is dropped before it is read', async () => {
    const listener = await listen({ family, authkey })
    const socket = rawSocket(listener.address)
    socket.write(Buffer.from([0, 0, 1, 1]))
    const closed = new Promise((resolve) => socket.resume().once('close', resolve))
    await expect(listener.accept()).rejects.toMatchObject({ name: 'OSError', message: 'bad message length' })
    await closed
  })

  test('two connections that wait are accepted in order, also when they came before accept', async () => {
    const listener = await listen({ family })
    const first = await Client(listener.address)
    const second = await Client(listener.address)
    open.push(first, second)
    await first.send(1)
    await second.send(2)
    const accepted = [await listener.accept(), await listener.accept()]
    open.push(...accepted)
    expect(await Promise.all(accepted.map((connection) => connection.recv()))).toEqual([1, 2])
  })

  test('close tells who waits, and hangs up on who was not accepted', async () => {
    const listener = await listen({ family })
    const waiting = listener.accept()
    listener.close()
    listener.close()
    await expect(waiting).rejects.toThrow(new OSError('listener is closed'))
    await expect(listener.accept()).rejects.toThrow(new OSError('listener is closed'))
    await expect(Client(listener.address)).rejects.toMatchObject({ name: family === 'AF_INET' ? 'ConnectionRefusedError' : 'FileNotFoundError' })
  })

  test('the trace says when it listened, who came, and when it stopped', async () => {
    const events: TraceEvent[] = []
    traceTo((event) => events.push(event), 'p')
    try {
      const listener = await listen({ family })
      const [here, there] = await Promise.all([listener.accept(), Client(listener.address)])
      there.close()
      await expect(here.recv()).rejects.toMatchObject({ name: 'EOFError' })
      here.close()
      listener.close()
      const [bound, ...others] = events
      expect(bound).toMatchObject({ name: 'listener/bound', listener: listener.id, address: listener.address })
      expect(others.at(-1)).toMatchObject({ name: 'listener/closed', listener: listener.id })
      const opened = events.filter((event) => event.name === 'connection/opened')
      expect(opened).toHaveLength(2)
      const atListener = opened.find(({ end }) => end === 'listener')
      const atClient = opened.find(({ end }) => end === 'client')
      expect(atListener).toMatchObject({ connection: here.id, address: listener.address })
      expect(atClient).toMatchObject({ connection: there.id, address: listener.address })
      expect(atListener?.local).toBe(atClient?.remote)
      expect(atListener?.remote).toBe(atClient?.local)
      expect(atListener?.local === undefined).toBe(family !== 'AF_INET')
      expect(events.filter((event) => event.name === 'connection/closed').map((event) => [event.connection, event.by])).toEqual([
        [there.id, 'here'],
        [here.id, 'there'],
      ])
    } finally {
      traceTo(undefined)
    }
  })
})

test('port 0 becomes the real one, and localhost its IPv4 address', async () => {
  const listener = await listen({ address: ['localhost', 0] })
  expect(listener.address[0]).toBe('127.0.0.1')
  expect(listener.address[1]).toBeGreaterThan(0)
})

test('an address in use is the system\'s error, for ready and for accept', async () => {
  const listener = await listen({ address: ['127.0.0.1', 0] })
  const second = new Listener({ address: listener.address })
  await expect(second.ready).rejects.toThrow(/^\[Errno \d+\] Address already in use$/)
  await expect(second.accept()).rejects.toThrow(/^\[Errno \d+\] Address already in use$/)
})

test.skipIf(process.platform === 'win32')('a path is unlinked at close, and one that is there already is in use', async () => {
  const path = `${processes.directory()}/garden.sock`
  const listener = await listen({ address: path })
  expect(existsSync(path)).toBe(true)
  listener.close()
  expect(existsSync(path)).toBe(false)
  writeFileSync(path, '')
  await expect(new Listener({ address: path }).ready).rejects.toThrow(/^\[Errno \d+\] Address already in use$/)
  expect(existsSync(path)).toBe(true)
  await expect(new Listener({ address: `/${'x'.repeat(200)}` }).ready).rejects.toThrow(/^AF_UNIX path too long: at most \d+ bytes, got 201$/)
})

test('a listener that is closed before it is bound does not listen', async () => {
  const listener = new Listener({ address: ['127.0.0.1', 0] })
  listener.close()
  await expect(listener.ready).rejects.toThrow(new OSError('listener is closed'))
})

test('options that are not what they must be are refused at once', () => {
  expect(() => new Listener({ authkey: 'k' as unknown as Uint8Array })).toThrow(new PythonTypeError("authkey should be a byte string, got str 'k'"))
  expect(() => new Listener({ authkey: new Uint8Array() })).toThrow(new ValueError('an authkey has at least one byte, got none'))
  expect(() => new Listener({ address: 80 as unknown as Address })).toThrow(ValueError)
})
