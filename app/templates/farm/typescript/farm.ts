import { Manager, Process, isMainProcess } from 'multiprocessing'
import type { QueueProxy } from 'multiprocessing/managers'

type Tasks = QueueProxy<number | null>
type Results = QueueProxy<string>

/** What a worker does. Exported, for a child to find. */
export async function work(name: string, tasks: Tasks, results: Results) {
  for (;;) {
    const task = await tasks.get() // Waits until there is one.
    if (task === null) break // Nothing more comes.
    await results.put(`${name}: ${task} squared is ${task * task}`)
  }
}

if (isMainProcess()) {
  const manager = await Manager()
  const tasks: Tasks = await manager.Queue()
  const results: Results = await manager.Queue()

  const workers = ['Ada', 'Bo'].map((name) => new Process({ name, target: work, args: [name, tasks, results] }))
  for (const worker of workers) await worker.start()

  const numbers = [1, 2, 3, 4, 5, 6]
  for (const number of numbers) await tasks.put(number)
  for (const _ of numbers) console.log(await results.get())

  // One for each worker: whoever takes it goes home.
  for (const _ of workers) await tasks.put(null)
  for (const worker of workers) await worker.join()
  await manager.shutdown()
}
