import { Process, isMainProcess } from 'multiprocessing'

type Page = string[]

/** What a watcher does. Exported, for a child to find. */
export async function watch(
  bird: string, page: Page, paper: string[],
) {
  page.push(bird)
  paper.push(bird) // a plain list
  console.log('on my paper', paper)
}

if (isMainProcess()) {
  const page: Page = []
  const paper: string[] = []

  const mira = new Process({
    name: 'Mira', target: watch, args: ['owl', page, paper],
  })
  const leo = new Process({
    name: 'Leo', target: watch, args: ['kite', page, paper],
  })
  await mira.start()
  await leo.start()
  await mira.join()
  await leo.join()

  console.log('the page ', page)
  console.log('the paper', paper)
}
