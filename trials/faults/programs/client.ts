/**
 * A client that does what it is told, on many lanes at once. Lines of JSON on stdin, an answer for each on stdout; the same
 * in Python is `client.py`.
 */
import { createInterface } from 'node:readline'
import { forgetServer } from '../../../engine/managers/server-connections.ts'
import { SyncManager, type AcquirerProxy, type Address, type BaseProxy, type DictProxy, type QueueProxy } from '../../../engine/managers/index.ts'
import { QueueEmpty } from '../../../engine/values/exceptions.ts'
import { jumpClock } from './clock.ts'
import { Hall, authkey } from './hall.ts'

interface Lane {
  readonly address: Address
  readonly group: string
  readonly manager: SyncManager
  readonly queue: QueueProxy<unknown>
  /** Nobody puts anything there unless it is said. */
  readonly quiet: QueueProxy<unknown>
  readonly lock: AcquirerProxy
  readonly board: DictProxy<string, number>
}

interface Order {
  readonly id: number
  readonly lane: string
  readonly op: string
  readonly address?: Address
  readonly group?: string
  readonly item?: unknown
  readonly count?: number
  readonly seconds?: number
  readonly ms?: number
}

const lanes = new Map<string, Lane>()
/** How far an order has got; said when it fails. */
const stages = new Map<number, string>()

async function open({ lane, address, group }: Order): Promise<null> {
  const manager = new Hall({ address: address!, authkey })
  await manager.connect()
  lanes.set(lane, {
    address: address!,
    group: group!,
    manager,
    queue: (await manager.create('queue', [group])) as QueueProxy<unknown>,
    quiet: (await manager.create('queue', [`quiet ${lane}`])) as QueueProxy<unknown>,
    lock: (await manager.create('lock', [group])) as AcquirerProxy,
    board: (await manager.create('board', [group])) as DictProxy<string, number>,
  })
  return null
}

async function close({ lane }: Order): Promise<null> {
  const { queue, quiet, lock, board } = lanes.get(lane)!
  lanes.delete(lane)
  await Promise.all([queue, quiet, lock, board].map((proxy: BaseProxy) => proxy.dispose()))
  return null
}

/** Reads, and writes one more, as one that holds the lock. After an error it touches nothing: others may hold the lock. */
async function count({ id, lane, seconds }: Order): Promise<number | null> {
  const { lock, board } = lanes.get(lane)!
  stages.set(id, 'acquire')
  if (!(await lock.acquire(true, seconds))) return null
  stages.set(id, 'read')
  const value = (await board.get('count', 0))! + 1
  stages.set(id, 'write')
  await board.set('count', value)
  stages.set(id, 'release')
  await lock.release()
  return value
}

/** Puts several items at the same time, each over a connection of its own. */
async function burst({ id, lane, item, count }: Order): Promise<null> {
  const { queue } = lanes.get(lane)!
  const names = Array.from({ length: count! }, (_, nth) => `${item as string}:${nth}`)
  const outcomes = await Promise.allSettled(names.map((name) => queue.put(name)))
  stages.set(id, outcomes.map(({ status }) => (status === 'fulfilled' ? '1' : '0')).join(''))
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  return null
}

async function object({ lane, item }: Order): Promise<null> {
  const { manager } = lanes.get(lane)!
  const list = await manager.list([item])
  try {
    await list.append(2)
    if ((await list.len()) !== 2) throw new Error('a list of two has another length')
  } finally {
    await list.dispose()
  }
  return null
}

async function empty(queue: QueueProxy<unknown>, seconds: number | undefined): Promise<unknown> {
  try {
    return await queue.get(true, seconds)
  } catch (error) {
    if (error instanceof QueueEmpty) return null
    throw error
  }
}

async function obey(order: Order): Promise<unknown> {
  const lane = lanes.get(order.lane)
  switch (order.op) {
    case 'open':
      return open(order)
    case 'close':
      return close(order)
    case 'abandon':
      if (lane) forgetServer(lane.address)
      lanes.delete(order.lane)
      return null
    case 'put':
      return (await lane!.queue.put(order.item)) ?? null
    case 'burst':
      return burst(order)
    case 'get':
      return empty(lane!.queue, order.seconds)
    case 'park':
      return lane!.quiet.get()
    case 'wait':
      return empty(lane!.quiet, order.seconds)
    case 'count':
      return count(order)
    case 'hold':
      return (await lane!.lock.acquire(true, order.seconds)) ? true : null
    case 'object':
      return object(order)
    case 'greet':
      return (await lane!.manager.connect()) && null
    case 'clock':
      jumpClock(order.ms!)
      return null
    default:
      throw new Error(`no such order: ${order.op}`)
  }
}

function say(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}

process.on('unhandledRejection', (error) => say({ unhandled: String((error as Error | undefined)?.stack ?? error) }))
const input = createInterface({ input: process.stdin })
input.on('line', (line) => {
  const order = JSON.parse(line) as Order
  const began = performance.now()
  obey(order).then(
    (value) => say({ id: order.id, value: value ?? null, ms: performance.now() - began }),
    (error: unknown) => {
      const { name, message } = error as Error
      say({ id: order.id, error: name, message, classes: classesOf(error), stage: stages.get(order.id), ms: performance.now() - began })
    },
  ).finally(() => stages.delete(order.id))
})
// Who started it is gone; what it holds is let go of.
input.on('close', () => process.exit(0))
say({ ready: process.pid })

function classesOf(error: unknown): string[] {
  const names: string[] = []
  for (let at: unknown = error; at !== null && at !== undefined; at = Object.getPrototypeOf(at)) {
    const { constructor } = at as { constructor?: { name: string } }
    if (constructor && !names.includes(constructor.name)) names.push(constructor.name)
  }
  return names
}
