import { Manager, Process, isMainProcess } from 'multiprocessing'
import type { QueueProxy } from 'multiprocessing/managers'

const BAKERS = 3
const LOAVES = 12

type Line = QueueProxy<string | null>

/** What a baker does until there is nothing more to do. */
export async function bake(jobs: Line, done: Line) {
  for (;;) {
    const loaf = await jobs.get()
    if (loaf === null) break
    await done.put(`${loaf} baked`)
    await jobs.taskDone()
  }
}

if (isMainProcess()) {
  const manager = await Manager()
  const jobs: Line = await manager.JoinableQueue()
  const done: Line = await manager.Queue()

  const bakers: Process[] = []
  for (let k = 1; k <= BAKERS; k++) {
    bakers.push(
      new Process({
        name: `baker ${k}`, target: bake, args: [jobs, done], daemon: true,
      }),
    )
  }
  for (const baker of bakers) await baker.start()

  await jobs.join() // all loaves are in the basket
  for (let k = 1; k <= LOAVES; k++) await jobs.put(`loaf ${k}`)

  for (const _ of bakers) await jobs.put(null) // one for each
  for (const baker of bakers) await baker.join()

  for (let k = 1; k <= LOAVES; k++) console.log(await done.get())
  await manager.shutdown()
}
