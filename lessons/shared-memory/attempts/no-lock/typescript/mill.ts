import { setTimeout as sleep } from 'node:timers/promises'
import { Process, isMainProcess } from 'multiprocessing'
import { LocalManager, SharedMemoryManager } from 'multiprocessing/managers'
import type { Lock, ShareableList } from 'multiprocessing/shared-memory'

const TURNS = 100

/** What a miller does: count each sack. */
export async function grind(sacks: ShareableList<number>, lock: Lock) {
  for (let k = 0; k < TURNS; k++) {
    const n = sacks[0]
    await sleep(5) // takes the next sack
    sacks[0] = n + 1
  }
}

if (isMainProcess()) {
  await using manager = new SharedMemoryManager()
  await manager.start()
  const sacks = await manager.ShareableList([0])
  const lock = new LocalManager().Lock()

  const millers: Process[] = []
  for (let k = 1; k <= 2; k++) {
    millers.push(
      new Process({ name: `miller ${k}`, target: grind, args: [sacks, lock] }),
    )
  }
  for (const miller of millers) await miller.start()
  for (const miller of millers) await miller.join()
  console.log('sacks', sacks[0])
}
