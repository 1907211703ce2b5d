import { Manager, Process, isMainProcess } from 'multiprocessing'
import type { ListProxy } from 'multiprocessing/managers'

type Page = ListProxy<string>

/** What a watcher does. Exported, for a child to find. */
export async function watch(
  bird: string, page: Page, paper: string[],
) {
  await page.append(bird) // the list in the server
  paper.push(bird) // a plain list
  console.log('on my paper', paper)
}

if (isMainProcess()) {
  const manager = await Manager()
  const page = await manager.list<string>()
  const spare = await manager.list<string>()
  const paper: string[] = []

  const mira = new Process({
    name: 'Mira', target: watch, args: ['owl', page, paper],
  })
  const leo = new Process({
    name: 'Leo', target: watch, args: ['kite', spare, paper],
  })
  await mira.start()
  await leo.start()
  await mira.join()
  await leo.join()

  console.log('the page ', [...(await page.slice()), ...(await spare.slice())])
  console.log('the paper', paper)
  await manager.shutdown()
}
