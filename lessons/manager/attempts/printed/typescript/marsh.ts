import { Manager, Process, isMainProcess } from 'multiprocessing'
import type { ListProxy } from 'multiprocessing/managers'

/** What a watcher does. It is exported, so that another process can find it. */
export async function watch(birds: string[], page: ListProxy<string>, paper: string[]) {
  for (const bird of birds) {
    await page.append(bird) // the list in the server
    paper.push(bird) // a plain list
  }
  console.log('on my paper', paper)
}

if (isMainProcess()) {
  const manager = await Manager()
  const page = await manager.list<string>()
  const spare = await manager.list<string>()
  const paper: string[] = []

  const mira = new Process({ name: 'Mira', target: watch, args: [['heron', 'wren'], page, paper] })
  const tomas = new Process({ name: 'Tomas', target: watch, args: [['kite', 'owl'], spare, paper] })
  await mira.start()
  await tomas.start()
  await mira.join()
  await tomas.join()

  console.log('the page ', ['heron', 'wren', 'kite', 'owl'])
  console.log('the paper', paper)
  await manager.shutdown()
}
