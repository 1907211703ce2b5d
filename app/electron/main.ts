/**
 * The Electron app's first file. It opens the log, and only then loads the rest: whatever fails there, and whatever nobody
 * catches later, is written down and said.
 *
 * Nothing here may wait for `app.whenReady()`: Electron is ready when this module has come to its end.
 */
import { join } from 'node:path'
import { app, clipboard, dialog } from 'electron'
import { dataFolder } from '../host/paths.ts'
import { unwritable } from '../host/writable.ts'
import { catchAll, openLog } from './log.ts'
import { isSafe, safeArguments } from './safe-mode.ts'
import { temporaryFolder } from './temporary-folder.ts'

const ENDING = 'Managerie has to end'

const data = dataFolder()
const why = unwritable(data)
app.setName('Managerie')
// Chromium's own files beside ours, not among them. Before the instance lock, which is one for each such folder; in one
// that can't be written there is no lock to be had, and the app would take itself for a second one.
app.setPath('userData', why === undefined ? join(data, 'electron') : temporaryFolder())
const log = openLog(join(data, 'logs'))
const safe = isSafe(process.argv)

const fail = (error: unknown): void => {
  const words = error instanceof Error ? error.message : String(error)
  const detail = `${words}\n\nWhat happened is written in ${join(data, 'logs', 'main.log')}`
  // Before it is ready, Electron has this one box.
  if (!app.isReady()) {
    dialog.showErrorBox(ENDING, detail)
    return app.exit(1)
  }
  const buttons = ['End', 'Copy diagnostics and end', 'Start again in safe mode']
  const chosen = dialog.showMessageBoxSync({ type: 'error', message: ENDING, detail, buttons, defaultId: 0, cancelId: 0 })
  if (chosen === 2) app.relaunch({ args: safeArguments(process.argv) })
  const copied = chosen === 1 ? clipboard.writeText(log.diagnostics({ managerie: app.getVersion(), ...process.versions })) : Promise.resolve()
  void copied.catch(() => {}).then(() => app.exit(1))
}
catchAll(log, fail)
log.write(`start ${app.getVersion()} on ${process.platform} ${process.arch}${safe ? ', in safe mode' : ''}`)

try {
  const { startApplication } = await import('./application.ts')
  startApplication({ data, dist: join(import.meta.dirname, '..'), log, safe, unwritable: why, fail })
} catch (error) {
  log.write('the application could not be loaded', error)
  fail(error)
}
