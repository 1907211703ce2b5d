/** Starts a manager, has many calls wait there, and on a line from its stdin shuts it down: how do the calls end? */
import { once } from 'node:events'
import { isMainProcess } from '../../index.ts'
import { Manager } from '../../managers/index.ts'

async function main(): Promise<void> {
  const manager = await Manager()
  const queue = await manager.Queue()
  const full = await manager.Queue(1)
  const lock = await manager.Lock()
  await full.put('x')
  await lock.acquire()
  const calls = [
    ...Array.from({ length: 20 }, () => queue.get()),
    ...Array.from({ length: 5 }, () => full.put('y')),
    ...Array.from({ length: 5 }, () => lock.acquire()),
    queue.get(true, 1000),
  ].map((call) => call.then(() => 'an answer', (error: Error) => error.name))
  console.log('at', manager.address, Buffer.from(manager.authkey).toString('hex'))
  await once(process.stdin, 'data')
  await manager.shutdown()
  const endings = await Promise.all(calls)
  console.log(`${endings.length} calls ended: ${[...new Set(endings)].join(', ')}`)
  await queue.put(1).catch((error: Error) => console.log('and then:', error.name))
  process.stdin.destroy()
}

if (isMainProcess()) await main()
