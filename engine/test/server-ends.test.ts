/** Clients that leave while they wait, and servers that end while clients do. */
import { describe, expect, test } from 'vitest'
import type { QueueProxy, SyncManager } from '../managers/index.ts'
import { tuple } from '../values/index.ts'
import { LiveServer } from './support/live-server.ts'
import { pythonsOf, useProcesses } from './support/processes.ts'

const processes = useProcesses()

test.each(['end', 'destroy'] as const)('clients that leave by %s while they wait leave nothing behind', async (how) => {
  await using live = await LiveServer.start()
  const queue = await live.manager.Queue<string>(1)
  const full = await live.manager.Queue<string>(1)
  await full.put('first')
  const lock = await live.manager.Lock()
  await lock.acquire()
  const waits = [tuple(queue.token.id, 'get', tuple(), {}), tuple(full.token.id, 'put', tuple('lost'), {}), tuple(lock.token.id, 'acquire', tuple(), {})]
  await live.meanwhile(async () => {
    for (let nth = 0; nth < 60; nth++) {
      const client = await live.bound()
      await client.connection.send(waits[nth % 3])
      if (how === 'destroy') await client[Symbol.asyncDispose]()
      else client.connection.close()
    }
  })
  // Nobody who has gone takes the item, has put one, or has the lock.
  await expect.poll(() => live.server.connectionCount).toBeLessThanOrEqual(3)
  await queue.put('for the living')
  expect(await queue.get()).toBe('for the living')
  expect([await full.qsize(), await full.get(), await full.qsize()]).toEqual([1, 'first', 0])
  await lock.release()
  expect(await lock.acquire(false)).toBe(true)
  for (const proxy of [queue, full, lock]) await proxy.dispose()
})

describe('a server that ends', () => {
  /** Calls that wait for something that never comes. */
  async function waiting(manager: SyncManager): Promise<Promise<unknown>[]> {
    const queue = await manager.Queue()
    const full = await manager.Queue(1)
    await full.put('x')
    const lock = await manager.Lock()
    await lock.acquire()
    return [
      ...Array.from({ length: 20 }, () => queue.get()),
      ...Array.from({ length: 5 }, () => full.put('y')),
      ...Array.from({ length: 5 }, () => lock.acquire()),
      queue.get(true, 1000),
    ]
  }
  /** How calls ended: the class of each error. */
  async function endings(calls: Promise<unknown>[]): Promise<Set<string>> {
    const outcomes = await Promise.allSettled(calls)
    return new Set(outcomes.map((outcome) => (outcome.status === 'rejected' ? (outcome.reason as Error).name : 'an answer')))
  }

  test('ends every call that waits with an error, and every call after it', async () => {
    await using live = await LiveServer.start()
    const calls = await waiting(live.manager)
    const queue = await live.manager.Queue()
    await queue.put(1)
    for (const call of calls) call.catch(() => undefined)
    await live.notices()
    await live.stop()
    expect(await endings(calls)).toEqual(new Set(['EOFError']))
    await expect(queue.get()).rejects.toThrow(expect.objectContaining({ name: expect.stringMatching(/^(FileNotFoundError|EOFError|BrokenPipeError)$/) }))
    await expect(live.manager.list()).rejects.toThrow(expect.objectContaining({ name: 'FileNotFoundError' }))
  })

  test('while calls go on: each is answered or ends with an error', async () => {
    await using live = await LiveServer.start()
    const queues = await Promise.all(Array.from({ length: 10 }, () => live.manager.Queue<number>()))
    const calling = queues.map(async (queue: QueueProxy<number>) => {
      for (let nth = 0; ; nth++) {
        await queue.put(nth)
        expect(await queue.get()).toBe(nth)
      }
    })
    const creating = (async () => {
      for (;;) await (await live.manager.list()).dispose()
    })()
    for (let nth = 0; nth < 20; nth++) await live.notices()
    await live.stop()
    const ended = await endings([...calling, creating])
    for (const name of ended) expect(['EOFError', 'FileNotFoundError', 'BrokenPipeError', 'ConnectionResetError', 'ConnectionRefusedError', 'OSError']).toContain(name)
  })

  test('by shutdown() of the process that started it ends the calls of others, too', async () => {
    const [python] = pythonsOf('3.13')
    const owner = processes.node(new URL('./programs/shuts-down.ts', import.meta.url))
    const [, address, key] = await owner.line(/at (\S+) (\S+)/)
    const other =
      python &&
      processes.python(
        python.path,
        `
import sys
from multiprocessing.managers import SyncManager
manager = SyncManager(sys.argv[1], bytes.fromhex(sys.argv[2])); manager.connect()
queue = manager.Queue(); queue.put(1); queue.get(); print('waits')
try: queue.get()
except (EOFError, ConnectionError) as error: print(type(error).__name__)
`,
        [address!, key!],
      )
    await other?.line(/waits/)
    owner.type('now\n')
    expect(await owner.ended).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/\n31 calls ended: EOFError\nand then: FileNotFoundError\n$/) })
    // What it is depends on whether the request has come before the end.
    if (other) expect(await other.ended).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^waits\n(EOFError|BrokenPipeError|ConnectionResetError)\n$/) })
  })
})
