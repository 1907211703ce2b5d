import { Process, isMainProcess } from 'multiprocessing'

function visit(): void {
  console.log('hello')
}

if (isMainProcess()) {
  const visitor = new Process({ target: visit })
  await visitor.start()
  await visitor.join()
}
