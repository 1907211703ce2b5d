/** A client of ours: what it is asked to do, it does for so many seconds, and says how often. */
import { Client, type Connection } from 'multiprocessing/connection'
import { pipeline, type QueueProxy } from 'multiprocessing/managers'
import { tuple, Dict } from 'multiprocessing/values'
import { answerAll, repeat, repeatAbreast, type Request, type Tally } from './dialogue.ts'
import { Yard, authkey, type CounterProxy } from './yard.ts'

type Address = string | readonly [string, number]

let manager: Yard
let counter: CounterProxy
let queue: QueueProxy<number>
let address: Address
let total = 0
const connections: Connection[] = []
let payload = new Uint8Array(0)

/** What can be asked. `connect` comes first. */
const jobs: Readonly<Record<string, (request: Request) => Promise<Tally>>> = {
  async connect(request) {
    address = request['address'] as Address
    manager = new Yard({ address, authkey })
    await manager.connect()
    counter = await manager.Counter()
    return { count: 1, seconds: 0 }
  },

  async calls({ seconds }) {
    return repeat(Number(seconds), 20, async () => {
      if ((await counter.add(1)) !== ++total) throw new Error('a call was lost or done twice')
    })
  },

  /** Many calls at a time, over whatever connections the engine takes for them. */
  async abreast({ seconds, width }) {
    const before = total
    const tally = await repeatAbreast(Number(seconds), Number(width), () => counter.add(1))
    total = await counter.add(0)
    if (total !== before + tally.count) throw new Error(`${tally.count} calls added ${total - before}`)
    return tally
  },

  /** Many calls at a time in one `pipeline()`: the next begin when all are answered. */
  async pipelined({ seconds, width }) {
    const before = total
    const calls = Array.from({ length: Number(width) })
    const { count, seconds: taken } = await repeat(Number(seconds), 1, async () => {
      await pipeline(() => Promise.all(calls.map(() => counter.add(1))))
    })
    total = await counter.add(0)
    if (total !== before + count * calls.length) throw new Error(`${count * calls.length} calls added ${total - before}`)
    return { count: count * calls.length, seconds: taken }
  },

  /** Many requests at a time on each of so many connections, without a proxy. */
  async inFlight({ seconds, width, lines }) {
    while (connections.length < Number(lines)) connections.push(await bound())
    const request = tuple(counter.token.id, 'add', tuple(1), new Dict())
    const tallies = await Promise.all(
      connections.map((connection) =>
        repeatAbreast(Number(seconds), Number(width), async () => {
          void connection.send(request, null)
          const [kind] = (await connection.recv()) as [string, unknown]
          if (kind !== '#RETURN') throw new Error(`the server answered ${kind}`)
          total++
        }),
      ),
    )
    if ((await counter.add(0)) !== total) throw new Error('a call was lost or done twice')
    return { count: tallies.reduce((sum, { count }) => sum + count, 0), seconds: Math.max(...tallies.map((tally) => tally.seconds)) }
  },

  async put({ seconds, size }) {
    if (payload.length !== size) payload = new Uint8Array(Number(size)).fill(7)
    return repeat(Number(seconds), 4, async () => {
      if ((await counter.take(payload)) !== size) throw new Error('the payload did not arrive whole')
    })
  },

  async queue({ seconds }) {
    queue ??= await manager.Queue<number>()
    let number = 0
    return repeat(Number(seconds), 10, async () => {
      await queue.put(++number)
      if ((await queue.get()) !== number) throw new Error('the queue gave another item')
    })
  },

  /** Connect, both challenges, one call. */
  async setUp({ seconds }) {
    return repeat(Number(seconds), 1, () => new Yard({ address, authkey }).connect())
  },

  async proxies({ seconds }) {
    return repeat(Number(seconds), 1, async () => {
      const proxy = await manager.Counter()
      await proxy.dispose()
    })
  },
}

async function bound(): Promise<Connection> {
  const connection = await Client(address as string, { authkey })
  await connection.send(tuple(null, 'accept_connection', tuple('bench'), new Dict()))
  await connection.recv()
  return connection
}

answerAll({}, async (request) => {
  const job = jobs[String(request['job'])]
  if (!job) throw new Error(`there is no job ${JSON.stringify(request['job'])}, only ${Object.keys(jobs).join(', ')}`)
  return { ...(await job(request)) }
})
