/** Objects are created and dropped again and again, and the server is no larger for it. */
import path from 'node:path'
import { expect, test } from 'vitest'
import { askServer } from '../managers/dispatch.ts'
import { SyncManager } from '../managers/index.ts'
import { amount, report, timeLimit } from './support/profile.ts'
import { authkey } from './support/live-server.ts'
import { useProcesses } from './support/processes.ts'

const processes = useProcesses()

/** Typeids with arguments that make one. */
const KINDS: readonly (readonly [string, ...unknown[]])[] = [
  ['list', [1, 'two', [3]]], ['dict', { a: 1 }], ['Namespace'], ['Queue', 5], ['Lock'], ['RLock'], ['Event'], ['Semaphore', 2], ['Condition'], ['Barrier', 2],
  ['Value', 'i', 7], ['Array', 'i', [1, 2]], ['set', [1]], ['JoinableQueue'], ['BoundedSemaphore', 1],
]
/** Bytes that the heap may be larger at the end than after the first tenth: less than one a cycle in the long run. */
const ALLOWED = 1 << 20
/** Checkpoints after the first tenth. */
const TENTHS = 9

interface Used {
  readonly heap: number
  readonly process: number
}

test('create and drop leave the memory of the server as it was', { timeout: timeLimit(120) }, async () => {
  const cycles = amount(20_000, 1_000_000)
  const address = path.join(processes.directory(), 's')
  await processes.node(new URL('./programs/memory-server.ts', import.meta.url), [address]).line(/ready/)
  const manager = await new SyncManager({ address, authkey }).connect()
  await using memory = await manager.create('Memory')
  const used = async () => (await memory.callMethod('used')) as Map<string, number>
  const began = performance.now()
  const checkpoints: Used[] = []
  for (let tenth = 0; tenth <= TENTHS; tenth++) {
    // Two at a time: one waits for the other's answer.
    await Promise.all([0, 1].map((half) => cycle(manager, cycles / 20, half)))
    expect(await manager.numberOfObjects()).toBe(1)
    const now = await used()
    checkpoints.push({ heap: now.get('heap')!, process: now.get('process')! })
  }
  const seconds = (performance.now() - began) / 1000
  const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1)
  report(
    `cycles: ${cycles} creates and drops in ${seconds.toFixed(0)} s; heap after each tenth in MiB: ${checkpoints.map(({ heap }) => megabytes(heap)).join(' ')}; ` +
      `process: ${checkpoints.map(({ process }) => megabytes(process)).join(' ')}`,
  )
  expect(checkpoints.at(-1)!.heap - checkpoints[0]!.heap).toBeLessThan(ALLOWED)
})

/** Every tenth through a proxy, as programs do it (create, incref, decref, decref); the others with the two requests that make the cycle. */
async function cycle(manager: SyncManager, count: number, half: number): Promise<void> {
  const address = manager.address!
  for (let nth = 0; nth < count; nth++) {
    const [typeid, ...args] = KINDS[(nth + half * 7) % KINDS.length]!
    if (nth % 10 === 0) {
      await using proxy = await manager.create(typeid, args)
      await proxy.str()
      continue
    }
    const [ident] = (await askServer(address, authkey, 'create', [typeid, ...args])) as [string]
    await askServer(address, authkey, 'decref', [ident])
  }
}

test('a server that keeps what was dropped would be larger', async () => {
  const address = path.join(processes.directory(), 's')
  await processes.node(new URL('./programs/memory-server.ts', import.meta.url), [address]).line(/ready/)
  const manager = await new SyncManager({ address, authkey }).connect()
  const memory = await manager.create('Memory')
  const heap = async () => ((await memory.callMethod('used')) as Map<string, number>).get('heap')!
  const before = await heap()
  for (let nth = 0; nth < 2000; nth++) await askServer(address, authkey, 'create', ['list', ['x'.repeat(1000)]])
  expect((await heap()) - before).toBeGreaterThan(ALLOWED)
  await memory.dispose()
})
