import { Manager, Process, isMainProcess } from 'multiprocessing'
import type { ListProxy } from 'multiprocessing/managers'

/** What a watcher does. It is exported, so that another process can find it. */
export async function watch(birds: string[], page: ListProxy<string>, paper: string[]) {
  paper.push(...birds)
  await page.extend(birds)
}

if (isMainProcess()) {
  const manager = await Manager()
  const page = await manager.list<string>()
  const paper: string[] = []

  const seen = [['heron', 'wren'], ['kite', 'owl'], ['crane']]
  const watchers = seen.map((birds) => new Process({ target: watch, args: [birds, page, paper] }))
  for (const watcher of watchers) await watcher.start()
  for (const watcher of watchers) await watcher.join()

  for await (const bird of page) console.log('the page ', bird)
  console.log('the paper', paper)
  await manager.shutdown()
}
