/** Calls that follow each other over one connection: with our server, and with every CPython's. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { pipeline, SyncManager, type Address, type Server } from '../managers/index.ts'
import { EOFError, IndexError, KeyError } from '../values/exceptions.ts'
import { authkey } from './support/live-server.ts'
import { findPythons } from './support/pythons.ts'

const NAMES = Array.from({ length: 200 }, (_, nth) => `owl ${nth}`)

/** Many calls at once, of several kinds: each gets its own answer, and its own error. */
async function exercise(manager: SyncManager): Promise<void> {
  await using ages = await manager.dict<string, number>()
  await using names = await manager.list<string>()
  await pipeline(() => Promise.all(NAMES.map((name, nth) => ages.set(name, nth))))
  expect(await pipeline(() => Promise.all(NAMES.map((name) => ages.get(name))))).toEqual(NAMES.map((_, nth) => nth))
  // Of two objects of one server: what was asked first is done first.
  await pipeline(() => Promise.all(NAMES.flatMap((name) => [names.append(name), ages.pop(name)])))
  expect(await names.slice()).toEqual(NAMES)
  const [first, second, third] = await pipeline(() => Promise.allSettled([names.get(0), ages.item('nobody'), names.get(9999)]))
  expect(first).toEqual({ status: 'fulfilled', value: 'owl 0' })
  expect(second).toMatchObject({ status: 'rejected', reason: expect.any(KeyError) as KeyError })
  expect(third).toMatchObject({ status: 'rejected', reason: expect.any(IndexError) as IndexError })
  // An argument without a pickle is the matter of its own call.
  const [good, bad, after] = await pipeline(() => Promise.allSettled([names.len(), names.append((() => 0) as never), names.len()]))
  expect([good, after]).toEqual([{ status: 'fulfilled', value: 200 }, { status: 'fulfilled', value: 200 }])
  expect(bad.status).toBe('rejected')
}

/** A server in this process, and a manager that is connected to it. */
class Own implements AsyncDisposable {
  readonly server: Server = new SyncManager({ address: ['127.0.0.1', 0], authkey }).getServer()
  readonly served = this.server.serveForever()
  readonly manager = this.server.ready.then(() => new SyncManager({ address: this.server.address, authkey }).connect())

  async stop(): Promise<void> {
    this.server.stop()
    await this.served
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }
}

test('many calls share one connection, and each gets its own answer or error', async () => {
  await using own = new Own()
  await exercise(await own.manager)
  // Those that made and freed the two objects have gone, each after its request.
  await expect.poll(() => own.server.connectionCount).toBe(0)
  await using names = await (await own.manager).list<number>()
  await pipeline(() => Promise.all(Array.from({ length: 100 }, (_, nth) => names.append(nth))))
  await expect.poll(() => own.server.connectionCount).toBe(1)
  expect(await names.len()).toBe(100)
})

test('calls outside of the function, and after its first await, take connections of their own', async () => {
  await using own = new Own()
  await using queue = await (await own.manager).Queue<number>()
  // In one pipeline this would wait for ever: the put stands behind the get.
  const [got] = await Promise.all([pipeline(() => queue.get()), queue.put(5)])
  expect(got).toBe(5)
  const late = pipeline(async () => {
    await queue.qsize()
    return Promise.all([queue.get(), queue.put(6)])
  })
  expect((await late)[0]).toBe(6)
})

test('with the connection all calls that wait for an answer end', async () => {
  await using own = new Own()
  const queue = await (await own.manager).Queue<number>()
  const waiting = pipeline(() => Promise.allSettled([queue.get(), queue.get(), queue.put(1)]))
  await expect.poll(() => own.server.connectionCount).toBe(1)
  await own.stop()
  for (const one of await waiting) {
    expect(one.status).toBe('rejected')
    expect((one as PromiseRejectedResult).reason).toBeInstanceOf(EOFError)
  }
})

test('what the function throws is thrown, after its calls are answered', async () => {
  await using own = new Own()
  await using names = await (await own.manager).list<string>()
  const broken = pipeline(() => {
    void names.append('owl')
    throw new RangeError('mine')
  })
  await expect(broken).rejects.toThrow(new RangeError('mine'))
  expect(await names.slice()).toEqual(['owl'])
})

const pythons = findPythons()
test.skipIf(pythons.size === 0)('CPython’s servers answer a pipeline as they answer calls', { timeout: 120_000 }, async () => {
  for (const [version, { program }] of pythons) {
    const source = `
import json
from multiprocessing.managers import SyncManager
if __name__ == '__main__':
    server = SyncManager(('127.0.0.1', 0), authkey=bytes.fromhex('${Buffer.from(authkey).toString('hex')}')).get_server()
    print(json.dumps(server.address), flush=True)
    server.serve_forever()
`
    const child = spawn(program, ['-u', '-c', source], { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      const [line] = (await once(child.stdout, 'data')) as [Buffer]
      const manager = await new SyncManager({ address: JSON.parse(String(line)) as Address, authkey }).connect()
      await exercise(manager).catch((error: unknown) => {
        throw new Error(`with CPython ${version}`, { cause: error })
      })
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  }
})
