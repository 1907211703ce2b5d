/** The life cycle: one instance, one host, one window; what is open is closed in order. */
import { join } from 'node:path'
import { BrowserWindow, Menu, app, clipboard, ipcMain, nativeTheme, protocol, session, shell } from 'electron'
import { lessons } from 'managerie-lessons'
import type { Settings } from '../contract/host.ts'
import type { Port } from '../contract/port.ts'
import { serveHost } from '../contract/rpc.ts'
import { createHost } from '../host/host.ts'
import { partsIn } from '../host/paths.ts'
import { type GuardActions, guardContents, guardSession } from './guard.ts'
import type { Log } from './log.ts'
import { menuTemplate } from './menu.ts'
import { SCHEME, externalVerdict } from './policy.ts'
import { listenForDocuments } from './port.ts'
import { PRIVILEGES, createSchemeHandler } from './scheme.ts'
import { createShellHost } from './shell-host.ts'
import { lookOf, openWindow, showLook } from './window.ts'

export interface ApplicationOptions {
  /** What the person keeps. */
  readonly data: string
  /** Folder of the built parts. */
  readonly dist: string
  readonly log: Log
  /** Says an error that the app can't live with, and ends it. */
  fail(error: unknown): void
}

const DOCUMENTATION = 'https://docs.python.org/3/library/multiprocessing.html#managers'
/** Milliseconds that the host has to stop programs and keep what is to be kept. */
const CLOSING_TIME = 4000

/** Starts the app, or hands over to the instance that is running already. */
export function startApplication({ data, dist, log, fail }: ApplicationOptions): void {
  if (!app.requestSingleInstanceLock()) {
    log.write('another instance is running: it shows its window, this one ends')
    app.exit(0)
    return
  }
  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([PRIVILEGES])

  const actions: GuardActions = {
    openExternal: (address) => void openExternal(address),
    denied: (what) => log.write(`denied: ${what}`),
  }
  guardContents(app, actions)

  const openExternal = async (address: string): Promise<void> => {
    if (externalVerdict(address) === 'deny') throw new Error(`this page is not one that the app opens: ${address}`)
    await shell.openExternal(address)
  }
  const parts = partsIn(dist)
  const inner = createHost({
    version: app.getVersion(),
    shell: 'electron',
    data,
    parts,
    lessons,
    openExternal,
    report: (message) => log.write(`host: ${message}`),
  })

  let theme: Settings['theme'] = 'system'
  const showTheme = (): void => {
    for (const window of BrowserWindow.getAllWindows()) showLook(window, lookOf(theme))
  }
  const { host, command, stopRun } = createShellHost(inner, (chosen) => {
    theme = chosen
    // The page's high contrast is a dark theme to the system's own widgets.
    nativeTheme.themeSource = chosen === 'contrast' ? 'dark' : chosen
    showTheme()
  })
  nativeTheme.on('updated', showTheme)

  const noted = (error: unknown): void => log.write('stopping the run of a page that is gone', error)
  const open = (): void => {
    const window = openWindow({
      preload: join(dist, 'electron', 'preload.cjs'),
      stateFile: join(data, 'window.json'),
      log,
      theme: () => theme,
      documentGone: () => ports.closeDocument(),
    })
    const ports = listenForDocuments(window.webContents, ipcMain, {
      opened(port) {
        serveHost(alsoTelling(port, () => void stopRun().catch(noted)), host)
      },
      refused: (reason) => log.write(`not heard: ${reason}`),
    })
    window.on('closed', () => ports.close())
  }

  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows()
    if (window === undefined) return open()
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  })
  app.on('activate', () => {
    if (app.isReady() && BrowserWindow.getAllWindows().length === 0) open()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  closeBeforeQuitting(() => inner.close(), log)

  app
    .whenReady()
    .then(() => {
      app.setAboutPanelOptions({ applicationName: 'Managerie', applicationVersion: app.getVersion() })
      guardSession(session.defaultSession, actions)
      protocol.handle(SCHEME, createSchemeHandler(parts.renderer))
      Menu.setApplicationMenu(
        Menu.buildFromTemplate(
          menuTemplate(process.platform, {
            command,
            copyDiagnostics: () => clipboard.writeText(log.diagnostics({ managerie: app.getVersion(), ...process.versions })),
            openDocumentation: () => void openExternal(DOCUMENTATION),
          }),
        ),
      )
      open()
    })
    .catch((error: unknown) => {
      log.write('the app could not start', error)
      fail(error)
    })
}

/** Quits only when `close` is done, or has had its time. */
function closeBeforeQuitting(close: () => Promise<void>, log: Log): void {
  let closed = false
  app.on('will-quit', (event) => {
    if (closed) return
    event.preventDefault()
    closed = true
    const limit = new Promise<void>((resolve) => setTimeout(resolve, CLOSING_TIME))
    void Promise.race([close().catch((error: unknown) => log.write('closing the host', error)), limit]).then(() => app.quit())
  })
}

/** The same port, whose end is told to a second listener too: a port tells one. */
function alsoTelling(port: Port, ended: () => void): Port {
  return {
    post: (message) => port.post(message),
    onMessage: (receive) => port.onMessage(receive),
    onClose: (closed) =>
      port.onClose(() => {
        closed()
        ended()
      }),
    close: () => port.close(),
  }
}
