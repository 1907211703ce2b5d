/** Two workers that take the same two locks, each the other's first first: the TypeScript half of `python/two_locks.py`. */
import { once } from 'node:events'
import { Manager, Process, isMainProcess } from '../../index.ts'
import type { AcquirerProxy, EventProxy } from '../../managers/index.ts'

export async function worker(first: AcquirerProxy, second: AcquirerProxy, mine: EventProxy, other: EventProxy): Promise<void> {
  await first.acquire()
  await mine.set()
  await other.wait()
  await second.acquire()
  await second.release()
  await first.release()
}

export async function holder(lock: AcquirerProxy, ready: EventProxy): Promise<void> {
  await lock.acquire()
  await ready.set()
  process.kill(process.pid, 'SIGKILL')
}

async function main(how: string | undefined): Promise<void> {
  const manager = await Manager()
  const ink = await manager.Lock()
  const gate = how === 'rlock' ? await manager.RLock() : await manager.Lock()
  const [a, b] = [await manager.Event(), await manager.Event()]
  const workers: Process[] = []
  if (how === 'dead') {
    await new Process({ target: holder, name: 'worker 1', args: [gate, a] }).start()
    await a.wait()
    await b.set()
    workers.push(new Process({ target: worker, name: 'worker 2', args: [gate, ink, a, b], daemon: true }))
  } else {
    workers.push(new Process({ target: worker, name: 'worker 1', args: [gate, ink, a, b], daemon: true }))
    workers.push(new Process({ target: worker, name: 'worker 2', args: [ink, gate, b, a], daemon: true }))
  }
  for (const each of workers) await each.start()
  console.log('STARTED')
  process.stdin.resume()
  await once(process.stdin, 'end')
  process.exit(0)
}

if (isMainProcess()) await main(process.argv[2])
