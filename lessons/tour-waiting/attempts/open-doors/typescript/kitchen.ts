import { setTimeout as sleep } from 'node:timers/promises'
import { Manager, Process, isMainProcess } from 'multiprocessing'
import type { AcquirerProxy, BarrierProxy, EventProxy } from 'multiprocessing/managers'

/** What a cook does: take one thing, reach for the other, cook. */
export async function cook(
  doors: BarrierProxy, first: AcquirerProxy, second: AcquirerProxy, bell: EventProxy,
) {
  await doors.wait(5) // nobody begins alone
  await first.acquire()
  await sleep(300) // reaches for the other
  if (await second.acquire(true, 1)) {
    console.log('cooked')
    await second.release()
  } else {
    console.log('gave up')
  }
  await first.release()
  console.log('bell', await bell.wait(1))
}

if (isMainProcess()) {
  const manager = await Manager()
  const doors = await manager.Barrier(1)
  const knife = await manager.Lock()
  const board = await manager.Lock()
  const bell = await manager.Event()

  const ada = new Process({
    name: 'Ada', target: cook, args: [doors, knife, board, bell],
  })
  const ben = new Process({
    name: 'Ben', target: cook, args: [doors, knife, board, bell],
  })
  await ada.start()
  await ben.start()
  await bell.set()
  await ada.join()
  await ben.join()
  await manager.shutdown()
}
