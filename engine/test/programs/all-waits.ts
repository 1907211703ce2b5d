/** One task for each thing that a client can wait for: the TypeScript half of `python/all_waits.py`. */
import { once } from 'node:events'
import { Manager, isMainProcess } from '../../index.ts'
import { task } from '../../managers/index.ts'

if (isMainProcess()) {
  const m = await Manager()
  const [lock, semaphore, event, condition] = [await m.Lock(), await m.Semaphore(1), await m.Event(), await m.Condition()]
  const [barrier, empty, full, tasks] = [await m.Barrier(2), await m.Queue<number>(), await m.Queue<number>(1), await m.JoinableQueue<number>()]
  await lock.acquire()
  await semaphore.acquire()
  await full.put(1)
  await tasks.put(1)
  const notified = async (): Promise<void> => {
    await using _held = await condition.hold()
    await condition.wait()
  }
  const waits: (() => Promise<unknown>)[] = [
    () => lock.acquire(), () => semaphore.acquire(), () => event.wait(), notified, () => barrier.wait(), () => empty.get(), () => full.put(2), () => tasks.join(),
  ]
  const waiting = Promise.all(waits.map((wait) => task(wait)))
  await once(process.stdin, 'data')
  await lock.release()
  await semaphore.release()
  await event.set()
  await task(async () => {
    await using _held = await condition.hold()
    await condition.notify()
  })
  await barrier.wait()
  await empty.put(1)
  await full.get()
  await tasks.taskDone()
  await waiting
  console.log('DONE')
  await once(process.stdin, 'end')
  process.exit(0)
}
