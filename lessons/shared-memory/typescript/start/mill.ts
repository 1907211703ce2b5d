import { Manager, Process, isMainProcess } from 'multiprocessing'
import { LocalManager } from 'multiprocessing/managers'
import type { ListProxy } from 'multiprocessing/managers'
import type { Lock } from 'multiprocessing/shared-memory'

const TURNS = 100

/** What a miller does: count each sack. */
export async function grind(sacks: ListProxy<number>, lock: Lock) {
  for (let k = 0; k < TURNS; k++) {
    await lock.acquire()
    await sacks.set(0, (await sacks.get(0)) + 1)
    lock.release()
  }
}

if (isMainProcess()) {
  await using manager = await Manager()
  const sacks = await manager.list([0])
  const lock = new LocalManager().Lock()

  const millers: Process[] = []
  for (let k = 1; k <= 2; k++) {
    millers.push(
      new Process({ name: `miller ${k}`, target: grind, args: [sacks, lock] }),
    )
  }
  for (const miller of millers) await miller.start()
  for (const miller of millers) await miller.join()
  console.log('sacks', await sacks.get(0))
}
