/** A manager with a class of its own, for tests; what it does is its first argument. */
import { Process, bytes, currentProcess, isMainProcess } from '../../index.ts'
import { BaseManager, ListProxy, Manager, QueueProxy, SyncManager } from '../../managers/index.ts'

class Tank {
  #litres = 40
  level() {
    return this.#litres
  }
  fill(litres: number) {
    return (this.#litres += litres)
  }
}

class Waterworks extends SyncManager {}
const Registered = Waterworks.register('Tank', { callable: Tank })

class Nameless extends Waterworks {}

export async function drain(jobs: QueueProxy<number>): Promise<void> {
  await jobs.get()
  await jobs.taskDone()
}

export async function pour(list: ListProxy, litres: number): Promise<void> {
  await list.append(litres)
}

export function greet(name: string): void {
  console.log(`initialized by ${name} in ${currentProcess().name}`)
}

const acts: Record<string, () => Promise<void>> = {
  async start() {
    await using manager = new Registered()
    await manager.start({ initializer: greet, initargs: ['the test'] })
    await using tank = await manager.Tank()
    console.log('level', await tank.fill(2), 'of', await manager.numberOfObjects())
    console.log('server', manager.pid !== process.pid)
  },
  async inherits() {
    await using manager = await new Nameless().start()
    console.log(String(await (await manager.create('Tank')).callMethod('level')))
  },
  async children() {
    const manager = await Manager()
    const list = await manager.list<number>()
    const children = [1, 2, 3].map((litres) => new Process({ target: pour, args: [list, litres] }))
    await Promise.all(children.map((child) => child.start()))
    await Promise.all(children.map((child) => child.join()))
    console.log([...(await list.slice())].sort().join(','), children.map((child) => child.exitcode).join(','))
    await manager.shutdown()
    await manager.shutdown()
    await list.append(4).catch((error: Error) => console.log(error.name))
  },
  async queue() {
    const manager = await Manager()
    const jobs = await manager.JoinableQueue<number>()
    await jobs.put(3)
    const child = new Process({ target: drain, args: [jobs] })
    await child.start()
    await jobs.join()
    await child.join()
    console.log('joined', child.exitcode)
    await manager.shutdown()
  },
  async closure() {
    class Late extends BaseManager {}
    Late.register('Late', { callable: () => ({}) })
    await new Late().start().catch((error: Error) => console.log(error.name, error.message))
  },
  async busy() {
    const first = await new Waterworks({ address: ['127.0.0.1', 0] }).start()
    const second = new Waterworks({ address: first.address! })
    await second.start().catch((error: Error) => console.log(error.name, error.message))
  },
  async twice() {
    const manager = await new Waterworks().start()
    await manager.start().catch((error: Error) => console.log(error.name, error.message))
    await manager.shutdown()
    await manager.start().catch((error: Error) => console.log(error.name, error.message))
    await manager.create('Tank').catch((error: Error) => console.log(error.name, error.message))
  },
  async leaves() {
    const manager = await Manager()
    const list = await manager.list([1])
    console.log('pid', manager.pid, await list.len())
  },
  async holds() {
    const manager = await Manager()
    const list = await manager.list([1])
    console.log('pid', manager.pid, await list.len())
    await new Promise(() => setInterval(() => undefined, 1000))
  },
  async client() {
    const [, , , host, port] = process.argv
    const manager = await new Waterworks({ address: [host!, Number(port)], authkey: bytes('rain in may') }).connect()
    const tank = await manager.create('Tank')
    console.log(await tank.callMethod('level'))
  },
}

if (isMainProcess()) await acts[process.argv[2]!]!()
