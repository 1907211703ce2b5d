/** What goes wrong with lifetimes: the TypeScript half of `python/lifetimes.py`. */
import { once } from 'node:events'
import { Client, Listener, Manager, Process, currentProcess, isMainProcess } from '../../index.ts'
import type { Connection } from '../../connection/index.ts'
import type { ListProxy } from '../../managers/index.ts'

/** Two connections to a child: one for words, one for what is sent. */
async function connections(listener: Listener): Promise<[Connection, Connection]> {
  return [await listener.accept(), await listener.accept()]
}

async function connect(address: string): Promise<[Connection, Connection]> {
  const { authkey } = currentProcess()
  return [await Client(address, { authkey }), await Client(address, { authkey })]
}

export async function receiver(address: string): Promise<void> {
  const [words, goods] = await connect(address)
  await words.recv()
  const numbers = (await goods.recv()) as ListProxy<number>
  await numbers.append(1)
}

async function flight(): Promise<void> {
  const manager = await Manager()
  const listener = new Listener({ authkey: currentProcess().authkey })
  await listener.ready
  const child = new Process({ target: receiver, name: 'receiver', args: [listener.address] })
  const accepted = connections(listener)
  await child.start()
  const [words, goods] = await accepted
  const numbers = await manager.list<number>()
  await goods.send(numbers)
  await numbers.dispose()
  await words.send('go on')
  await child.join()
}

export async function victim(numbers: ListProxy<number>): Promise<void> {
  await numbers.append(1)
  process.kill(process.pid, 'SIGKILL')
}

async function orphan(): Promise<void> {
  const manager = await Manager()
  const numbers = await manager.list<number>()
  const child = new Process({ target: victim, name: 'victim', args: [numbers] })
  await child.start()
  await child.join()
  await numbers.dispose()
  console.log('DONE')
  process.stdin.resume()
  await once(process.stdin, 'end')
  process.exit(0)
}

export async function user(numbers: ListProxy<number>, address: string): Promise<void> {
  const [words] = await connect(address)
  await words.recv()
  await numbers.append(1)
}

async function started(listener: Listener): Promise<[Process, Connection]> {
  await using manager = await Manager()
  const numbers = await manager.list<number>()
  const child = new Process({ target: user, name: 'user', args: [numbers, listener.address] })
  const accepted = connections(listener)
  await child.start()
  const [words] = await accepted
  return [child, words]
}

async function manager(): Promise<void> {
  const listener = new Listener({ authkey: currentProcess().authkey })
  await listener.ready
  const [child, words] = await started(listener)
  await words.send('go on')
  await child.join()
}

if (isMainProcess()) {
  await { flight, orphan, manager }[process.argv[2] as 'flight' | 'orphan' | 'manager']()
  process.exit(0)
}
