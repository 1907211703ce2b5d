import { Manager, Process, isMainProcess } from 'multiprocessing'
import type { ListProxy } from 'multiprocessing/managers'

type Page = ListProxy<string>

/** What a watcher does. Exported, for a child to find. */
export async function watch(birds: string[], page: Page) {
  await page.extend(birds)
}

if (isMainProcess()) {
  const manager = await Manager()
  const page = await manager.list<string>()

  const seen = [['owl', 'jay'], ['kite'], ['crane', 'teal']]
  const watchers = seen.map((birds) => new Process({ target: watch, args: [birds, page] }))
  for (const watcher of watchers) await watcher.start()
  for (const watcher of watchers) await watcher.join()

  for await (const bird of page) console.log('the page ', bird)
  await manager.shutdown()
}
