import { isMainProcess } from 'multiprocessing'
import { BaseManager } from 'multiprocessing/managers'

class Notebook {
  #lines: string[] = []

  write(line: string) {
    this.#lines.push(line)
  }

  read() {
    return this.#lines
  }
}

class Office extends BaseManager {}

Office.register('Notebook', { callable: Notebook })

// The manager's process runs this file again: only the first may go on.
if (isMainProcess()) {
  const office = await new Office().start()
  const notebook = await office.Notebook()

  await notebook.write('the notebook is in another process')
  await notebook.write('this program holds a proxy')
  console.log(await notebook.read())

  await office.shutdown()
}
