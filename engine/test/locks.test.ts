/** Who holds what: tasks of one process, clients that hang up, and what the server says of it. */
import { createConnection } from 'node:net'
import path from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { Client, Connection, Listener, answerChallenge, deliverChallenge } from '../connection/index.ts'
import { SyncManager, task, type AcquirerProxy, type Address, type BaseProxy } from '../managers/index.ts'
import type { Server } from '../managers/server.ts'
import type { TraceEvent } from '../protocol/trace.ts'
import { traceTo } from '../tracer.ts'
import { OSError, RuntimeError } from '../values/exceptions.ts'
import { bytes, tuple } from '../values/index.ts'
import { useProcesses } from './support/processes.ts'

const processes = useProcesses()
const authkey = bytes('rain in may')
const servers = new Set<Server>()

afterEach(() => {
  for (const server of servers) server.stop()
  servers.clear()
  traceTo(undefined)
})

async function serve(address: Address = ['127.0.0.1', 0]): Promise<{ server: Server; manager: SyncManager }> {
  const server = new SyncManager({ address, authkey }).getServer()
  servers.add(server)
  void server.serveForever()
  await server.ready
  return { server, manager: await new SyncManager({ address: server.address, authkey }).connect() }
}

/** Resolves in a later turn of the event loop, when others have had theirs. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A bound connection without an engine behind it: another client, which can be cut off. */
async function client(server: Server, name = 'Process-7'): Promise<Connection> {
  const connection = await Client(server.address, { authkey })
  await connection.send(tuple(null, 'accept_connection', tuple(name), {}))
  await connection.recv()
  return connection
}

async function ask(connection: Connection, proxy: BaseProxy, method: string, ...args: unknown[]): Promise<unknown> {
  await connection.send(tuple(proxy.token.id, method, tuple(...args), {}))
  return connection.recv()
}

describe('tasks of one process', () => {
  /** Counts by reading, waiting and writing: loses counts wherever two do it at the same time. */
  async function countsBy(lock: AcquirerProxy, count: { value: number }): Promise<void> {
    for (let each = 0; each < 5; each++) {
      await using _held = await lock.hold()
      const before = count.value
      await turn()
      await nested(lock)
      count.value = before + 1
    }
  }

  async function nested(lock: AcquirerProxy): Promise<void> {
    await turn()
    await using _again = await lock.hold()
    await turn()
  }

  test('two async functions exclude one another through an RLock, which each acquires again', async () => {
    const { manager } = await serve()
    await using lock = await manager.RLock()
    const count = { value: 0 }
    await Promise.all([countsBy(lock, count), countsBy(lock, count), countsBy(lock, count)])
    expect(count.value).toBe(15)
    await expect(lock.release()).rejects.toThrow(new RuntimeError('cannot release un-acquired lock'))
  })

  test('functions that are started while another holds exclude one another as tasks', async () => {
    const { manager } = await serve()
    await using lock = await manager.RLock()
    const count = { value: 0 }
    const running: Promise<void>[] = []
    for (let each = 0; each < 3; each++) {
      running.push(task(() => countsBy(lock, count)))
      await turn()
      await turn()
    }
    await Promise.all(running)
    expect(count.value).toBe(15)
  })

  test('a task cannot release what another holds, and the program itself is a task', async () => {
    const { manager } = await serve()
    await using lock = await manager.RLock()
    expect(await lock.acquire()).toBe(true)
    expect(await lock.acquire(false)).toBe(true)
    await task(async () => {
      expect(await lock.acquire(false)).toBe(false)
      await expect(lock.release()).rejects.toThrow('cannot release un-acquired lock')
    })
    await lock.release()
    await lock.release()
    await expect(lock.release()).rejects.toThrow('cannot release un-acquired lock')
  })

  test('what a helper has acquired, its caller may release', async () => {
    const { manager } = await serve()
    await using lock = await manager.RLock()
    const helper = async (): Promise<void> => {
      await turn()
      await lock.acquire()
    }
    await helper()
    await lock.release()
    expect(await task(() => lock.acquire(false))).toBe(true)
  })

  test('one waits for news with a Condition, others bring it', async () => {
    const { manager } = await serve()
    await using condition = await manager.Condition()
    const news: string[] = []
    const reader = async (): Promise<string[]> => {
      await using _held = await condition.hold()
      await condition.waitFor(() => news.length === 2)
      return news.splice(0)
    }
    const writer = async (text: string): Promise<void> => {
      await using _held = await condition.hold()
      news.push(text)
      await condition.notify()
    }
    const [read] = await Promise.all([reader(), writer('rain'), writer('sun')])
    expect(read).toEqual(['rain', 'sun'])
  })

  test('a Condition over a lock of one’s own knows who holds the lock', async () => {
    const { manager } = await serve()
    await using lock = await manager.RLock()
    await using condition = await manager.Condition(lock)
    await lock.acquire()
    expect(await condition.wait(0.01)).toBe(false)
    await condition.notifyAll()
    expect(await task(() => condition.acquire(false))).toBe(false)
    await condition.release()
    expect(await task(() => lock.acquire(false))).toBe(true)
  })

  test('connections of locks are used again, and closed with the last proxy', async () => {
    const { server, manager } = await serve()
    {
      await using lock = await manager.RLock()
      for (let each = 0; each < 10; each++) {
        await lock.acquire()
        await lock.acquire()
        await lock.release()
        await lock.release()
      }
      expect(server.connectionCount).toBe(1)
      await lock.acquire()
    }
    await expect.poll(() => server.connectionCount).toBe(0)
  })
})

describe('a client that hangs up', () => {
  test('leaves the queue of those who wait for a lock', async () => {
    const { server, manager } = await serve()
    await using lock = await manager.Lock()
    await lock.acquire()
    const gone = await client(server)
    void ask(gone, lock, 'acquire').catch(() => undefined)
    await expect.poll(() => server.connectionCount).toBe(2)
    gone.close()
    await expect.poll(() => server.connectionCount).toBe(1)
    await lock.release()
    expect(await lock.acquire(false)).toBe(true)
  })

  test('keeps what it held, debugInfo says so, and whoever has a proxy may release it', async () => {
    const { server, manager } = await serve()
    await using lock = await manager.Lock()
    await using rlock = await manager.RLock()
    await using condition = await manager.Condition()
    const gone = await client(server)
    await ask(gone, lock, 'acquire')
    await ask(gone, rlock, 'acquire')
    await ask(gone, rlock, 'acquire')
    await ask(gone, condition, 'acquire')
    expect(await manager.debugInfo()).toMatch(/<locked _thread.lock object at 0x\w+>\n    held by Process-7 \(connection c\d+\)\n/)
    gone.close()
    await expect.poll(async () => (await manager.debugInfo()).match(/which has hung up/g)?.length).toBe(3)
    expect(await manager.debugInfo()).toMatch(/count=2 at 0x\w+>\n    held by Process-7 \(connection c\d+\), which has hung up, 2 times\n/)
    for (const each of [lock, rlock, condition]) {
      expect(await each.acquire(false)).toBe(false)
      await each.release()
      expect(await each.acquire(false)).toBe(true)
      await each.release()
    }
    expect(await manager.debugInfo()).not.toContain('held by')
  })

  test.each(['AF_UNIX', 'AF_INET'])('loses no item of a queue over %s', async (family) => {
    const { server, manager } = await serve(family === 'AF_UNIX' ? path.join(processes.directory(), 's') : ['127.0.0.1', 0])
    await using queue = await manager.Queue<number>()
    for (let each = 0; each < 20; each++) {
      const gone = await client(server)
      void ask(gone, queue, 'get').catch(() => undefined)
      await turn()
      // The put may reach the server before it knows of the end.
      gone.close()
      await queue.put(each)
      expect(await queue.get(true, 5)).toBe(each)
    }
    expect(await queue.qsize()).toBe(0)
  })

  const addresses: Readonly<Record<string, () => Address>> = {
    AF_UNIX: () => path.join(processes.directory(), 's'),
    AF_INET: () => ['127.0.0.1', 0],
  }
  const asks = [['queue', 'get'], ['lock', 'acquire']] as const

  test.skipIf(process.platform !== 'linux').each(asks)('without having read a reply gives back what was in it, over a Unix socket (%s.%s)', async (which, method) => {
    const { server, manager } = await serve(addresses['AF_UNIX']!())
    await using queue = await manager.Queue<string>()
    await using lock = await manager.Lock()
    await queue.put('kept')
    const { socket, connection } = await rawClient(server)
    // The reply is to stay with the system, as if the process were stopped.
    ;(socket as unknown as { _handle: { readStop(): void } })._handle.readStop()
    void connection.send(tuple({ queue, lock }[which].token.id, method, tuple(), {})).catch(() => undefined)
    const before = [1, false]
    await expect.poll(async () => [await queue.qsize(), await lock.locked()]).not.toEqual(before)
    socket.destroy()
    await expect.poll(async () => [await queue.qsize(), await lock.locked()]).toEqual(before)
  })

  test.each(asks)('that was reset after it had its reply keeps what was in it, over TCP (%s.%s)', async (which, method) => {
    const { server, manager } = await serve(addresses['AF_INET']!())
    await using queue = await manager.Queue<string>()
    await using lock = await manager.Lock()
    await queue.put('once')
    const { socket, connection } = await rawClient(server)
    expect(await ask(connection, { queue, lock }[which], method)).toEqual(tuple('#RETURN', which === 'queue' ? 'once' : true))
    const connections = server.connectionCount
    socket.resetAndDestroy()
    await expect.poll(() => server.connectionCount).toBeLessThan(connections)
    expect([await queue.qsize(), await lock.locked()]).toEqual(which === 'queue' ? [0, false] : [1, true])
    if (which === 'lock') expect(await manager.debugInfo()).toContain('which has hung up')
  })

  test.each(Object.entries(addresses))('in the middle of another request has had the reply to the one before (%s)', async (_family, address) => {
    const { server, manager } = await serve(address())
    await using queue = await manager.Queue<string>()
    await queue.put('once')
    const { socket, connection } = await rawClient(server)
    expect(await ask(connection, queue, 'get')).toEqual(tuple('#RETURN', 'once'))
    const connections = server.connectionCount
    socket.end(Uint8Array.of(0, 0, 0, 99, 0x80, 4))
    await expect.poll(() => server.connectionCount).toBeLessThan(connections)
    expect(await queue.qsize()).toBe(0)
  })
})

test('a connection that the system cannot give is not the end of a server', async () => {
  const { server, manager } = await serve()
  const failing = vi.spyOn(Listener.prototype, 'accept').mockRejectedValueOnce(new OSError(24, 'Too many open files'))
  // The server waits for this one already, and then asks for the one that cannot be had.
  await using first = await manager.list([1])
  await using second = await manager.list([2])
  expect(failing).toHaveBeenCalled()
  expect([await first.len(), await second.len(), server.objects.size]).toEqual([1, 1, 2])
  failing.mockRestore()
})

/** A client that has proved itself, and its socket. */
async function rawClient(server: Server) {
  const { address } = server
  const socket = typeof address === 'string' ? createConnection(address) : createConnection(address[1], address[0])
  await new Promise((resolve) => socket.once('connect', resolve))
  const connection = new Connection(socket)
  await answerChallenge(connection, authkey)
  await deliverChallenge(connection, authkey)
  await connection.send(tuple(null, 'accept_connection', tuple('raw'), {}))
  await connection.recv()
  return { socket, connection }
}

test('a trace tells who waits for a lock, has it and gives it back', async () => {
  const events: TraceEvent[] = []
  const { manager } = await serve()
  await using lock = await manager.Lock()
  await using rlock = await manager.RLock()
  await using semaphore = await manager.Semaphore(1)
  await using condition = await manager.Condition()
  traceTo((event) => void (event.name.startsWith('lock/') && events.push(event)))
  for (const each of [lock, rlock, semaphore, condition]) {
    events.length = 0
    await using _held = await each.hold()
    const waiting = task(async () => {
      await using _held = await each.hold()
    })
    await expect.poll(() => events.length).toBe(2)
    await each.release()
    await waiting
    await each.acquire()
    const told = events.map(({ name }) => name.slice('lock/'.length)).join(' ')
    expect(told).toBe('acquired waiting released acquired released acquired')
    expect(events.every((event) => 'ident' in event && event.ident === each.token.id)).toBe(true)
    const [first, second] = events as unknown as { connection: string }[]
    // A Lock is anybody's: it does not matter over which connection it is asked for.
    if (each === rlock || each === condition) expect(first!.connection).not.toBe(second!.connection)
  }
})
