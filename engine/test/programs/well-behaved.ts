/** Proxies go to children and come back, and everybody ends in good order. */
import { Manager, Process, isMainProcess } from '../../index.ts'
import type { AcquirerProxy, ListProxy, QueueProxy } from '../../managers/index.ts'

export async function work(numbers: ListProxy<number>, queue: QueueProxy<number[]>, lock: AcquirerProxy): Promise<void> {
  for (let number = 0; number < 3; number++) {
    await using _held = await lock.hold()
    await numbers.append(number)
  }
  await queue.put(await numbers.slice())
}

if (isMainProcess()) {
  await using manager = await Manager()
  await using numbers = await manager.list<number>()
  await using queue = await manager.Queue<number[]>()
  await using lock = await manager.Lock()
  const children = [1, 2].map(() => new Process({ target: work, args: [numbers, queue, lock] }))
  for (const child of children) await child.start()
  for (const child of children) await child.join()
  await queue.get()
  await using shared = await manager.list<ListProxy<number>>([numbers])
  await using again = await shared.get(0)
  await again.append(1)
}
