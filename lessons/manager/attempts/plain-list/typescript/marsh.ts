import { Process, isMainProcess } from 'multiprocessing'

/** What a watcher does. It is exported, so that another process can find it. */
export async function watch(birds: string[], page: string[], paper: string[]) {
  for (const bird of birds) {
    page.push(bird)
    paper.push(bird) // a plain list
  }
  console.log('on my paper', paper)
}

if (isMainProcess()) {
  const page: string[] = []
  const paper: string[] = []

  const mira = new Process({ name: 'Mira', target: watch, args: [['heron', 'wren'], page, paper] })
  const tomas = new Process({ name: 'Tomas', target: watch, args: [['kite', 'owl'], page, paper] })
  await mira.start()
  await tomas.start()
  await mira.join()
  await tomas.join()

  console.log('the page ', page)
  console.log('the paper', paper)
}
