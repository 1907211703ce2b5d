/**
 * The Electron app's first file. It opens the log, and only then loads the rest: whatever fails there, and whatever nobody
 * catches later, is written down and said.
 *
 * Nothing here may wait for `app.whenReady()`: Electron is ready when this module has come to its end.
 */
import { join } from 'node:path'
import { app, dialog } from 'electron'
import { dataFolder } from '../host/paths.ts'
import { catchAll, openLog } from './log.ts'

const data = dataFolder()
app.setName('Managerie')
// Chromium's own files beside ours, not among them. Before the instance lock, which is one for each such folder.
app.setPath('userData', join(data, 'electron'))
const log = openLog(join(data, 'logs'))

const fail = (error: unknown): void => {
  const words = error instanceof Error ? error.message : String(error)
  dialog.showErrorBox('Managerie has to end', `${words}\n\nWhat happened is written in ${join(data, 'logs', 'main.log')}`)
  app.exit(1)
}
catchAll(log, fail)
log.write(`start ${app.getVersion()} on ${process.platform} ${process.arch}`)

try {
  const { startApplication } = await import('./application.ts')
  startApplication({ data, dist: join(import.meta.dirname, '..'), log, fail })
} catch (error) {
  log.write('the application could not be loaded', error)
  fail(error)
}
