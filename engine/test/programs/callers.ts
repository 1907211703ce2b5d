/**
 * Clients that make mixed calls and check each answer: the TypeScript half of `python/callers.py`.
 * Arguments: address, how many clients, how many calls each, seed.
 */
import { currentProcess } from '../../index.ts'
import { SyncManager } from '../../managers/index.ts'
import { IndexError, KeyError, QueueEmpty } from '../../values/exceptions.ts'
import { bytes, equals, repr, tuple } from '../../values/index.ts'
import { Random } from '../support/random.ts'

const [, , address, clients, calls, seed] = process.argv
currentProcess().authkey = bytes('rain in may')

/** Expects a value in an answer. */
function check(what: string, got: unknown, expected: unknown): void {
  if (!equals(got, expected)) throw new Error(`${what}: expected ${repr(expected)}, got ${repr(got)}`)
}

/** Expects an error. */
async function fails(call: Promise<unknown>, type: new (...args: never[]) => Error): Promise<void> {
  const error = await call.then(() => undefined, (caught: unknown) => caught)
  if (!(error instanceof type)) throw new Error(`expected ${type.name}, got ${repr(error)}`)
}

async function client(nth: number): Promise<number> {
  const random = new Random(Number(seed) + nth)
  const manager = await new SyncManager({ address: address! }).connect()
  await using list = await manager.list<number>()
  await using dict = await manager.dict<number, unknown>()
  await using queue = await manager.Queue<unknown>()
  await using space = await manager.Namespace({ total: 0 })
  await using lock = await manager.Lock()
  const mirror: number[] = []
  const entries = new Map<number, unknown>()
  const queued: unknown[] = []
  let total = 0
  let done = 0
  const mixed: (() => Promise<number>)[] = [
    async () => {
      const value = random.below(1000)
      await list.append(value)
      mirror.push(value)
      return 1
    },
    async () => {
      check('len', await list.len(), mirror.length)
      return 1
    },
    async () => {
      if (mirror.length === 0) await fails(list.get(0), IndexError)
      else check('item', await list.get(-1), mirror.at(-1))
      return 1
    },
    async () => {
      const start = random.below(mirror.length + 1)
      check('slice', await list.slice(start, null, 2), mirror.slice(start).filter((_, at) => at % 2 === 0))
      return 1
    },
    async () => {
      if (mirror.length > 50) {
        await list.sort({ reverse: true })
        mirror.sort((a, b) => b - a)
        await list.callMethod('__delitem__', [0])
        mirror.shift()
        return 2
      }
      check('contains', await list.includes(1), mirror.includes(1))
      return 1
    },
    async () => {
      const key = random.below(20)
      const value = random.pick<unknown>([nth, 'text', tuple(nth, [key]), null, bytes('x'.repeat(random.below(3000))), 1.5])
      await dict.set(key, value)
      entries.set(key, value)
      return 1
    },
    async () => {
      const key = random.below(20)
      if (entries.has(key)) check('entry', await dict.item(key), entries.get(key))
      else await fails(dict.item(key), KeyError)
      return 1
    },
    async () => {
      const item = tuple(nth, queued.length)
      await queue.put(item)
      queued.push(item)
      return 1
    },
    async () => {
      if (queued.length === 0) await fails(queue.getNowait(), QueueEmpty)
      else check('queue', await queue.get(), queued.shift())
      return 1
    },
    async () => {
      await using _ = await lock.hold()
      const before = (await space.get('total')) as number
      check('total', before, total)
      await space.set('total', ++total)
      return 4
    },
    async () => {
      check('repr', await list.str(), repr(mirror))
      return 1
    },
  ]
  while (done < Number(calls)) done += await random.pick(mixed)()
  check('all', await list.slice(), mirror)
  return done + 1
}

const answered = await Promise.all(Array.from({ length: Number(clients) }, (_, nth) => client(nth)))
console.log(`${answered.length} clients, ${answered.reduce((sum, each) => sum + each, 0)} calls answered right`)
