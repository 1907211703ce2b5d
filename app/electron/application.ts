/** The life cycle: one instance, one host, one window; what is open is closed in order. */
import { join } from 'node:path'
import { BrowserWindow, Menu, app, clipboard, dialog, ipcMain, nativeTheme, protocol, session, shell } from 'electron'
import { attempts, lessons } from 'managerie-lessons'
import type { Settings } from '../contract/host.ts'
import type { Port } from '../contract/port.ts'
import { serveHost } from '../contract/rpc.ts'
import { createHost } from '../host/host.ts'
import { partsIn } from '../host/paths.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { createDialogs } from './dialogs.ts'
import { checkDocument, createDocumentDesk, documentsIn } from './documents.ts'
import { type GuardActions, guardContents, guardSession } from './guard.ts'
import type { Log } from './log.ts'
import { menuTemplate } from './menu.ts'
import { SCHEME, externalVerdict } from './policy.ts'
import { listenForDocuments } from './port.ts'
import { safeArguments } from './safe-mode.ts'
import { PRIVILEGES, createSchemeHandler } from './scheme.ts'
import { createShellHost } from './shell-host.ts'
import { lookOf, openWindow, showLook } from './window.ts'

export interface ApplicationOptions {
  /** What the person keeps. */
  readonly data: string
  /** Folder of the built parts. */
  readonly dist: string
  readonly log: Log
  /** Nothing is restored: settings, the window's place, Chromium's storage and its graphics are those of a first start. */
  readonly safe: boolean
  /** Why nothing can be kept, where that is so. */
  readonly unwritable: string | undefined
  /** Says an error that the app can't live with, and ends it. */
  fail(error: unknown): void
}

const DOCUMENTATION = 'https://docs.python.org/3/library/multiprocessing.html#managers'
/** Milliseconds that the host has to stop programs and keep what is to be kept. */
const CLOSING_TIME = 4000

/** Starts the app, or hands over to the instance that is running already. */
export function startApplication({ data, dist, log, safe, unwritable, fail }: ApplicationOptions): void {
  if (!app.requestSingleInstanceLock()) {
    log.write('another instance is running: it shows its window, this one ends')
    app.exit(0)
    return
  }
  if (safe) {
    app.disableHardwareAcceleration()
    // After the lock, which is that of the folder for all.
    app.setPath('sessionData', temporaryFolder())
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
  const diagnostics = (): string => log.diagnostics({ managerie: app.getVersion(), ...(safe ? { mode: 'safe' } : {}), ...process.versions })
  const copyDiagnostics = (): void => {
    clipboard.writeText(diagnostics()).catch((error: unknown) => log.write('copying diagnostics', error))
  }
  const theWindow = (): BrowserWindow | undefined => BrowserWindow.getAllWindows()[0]
  const inner = createHost({
    version: app.getVersion(),
    shell: 'electron',
    data,
    parts,
    lessons,
    attempts,
    openExternal,
    report: (message) => log.write(`host: ${message}`),
    dialogs: createDialogs(theWindow, (file) => app.addRecentDocument(file)),
    diagnostics,
  })
  const desk = createDocumentDesk({
    async open(file) {
      await checkDocument(file)
      await inner.openDocumentAt(file)
    },
    opened: (file) => app.addRecentDocument(file),
    failed(file, error) {
      log.write(`opening ${file}`, error)
      void tell({ type: 'error', message: 'The file could not be opened', detail: error instanceof Error ? error.message : String(error) })
    },
  })
  const tell = async (options: Electron.MessageBoxOptions): Promise<void> => {
    const window = theWindow()
    await (window === undefined ? dialog.showMessageBox(options) : dialog.showMessageBox(window, options)).catch((error: unknown) => log.write('a message could not be shown', error))
  }

  let theme: Settings['theme'] = 'system'
  const showTheme = (): void => {
    for (const window of BrowserWindow.getAllWindows()) showLook(window, lookOf(theme))
  }
  const { host, command, stopRun } = createShellHost(inner, {
    safe,
    themeChanged(chosen) {
      theme = chosen
      // The page's high contrast is a dark theme to the system's own widgets.
      nativeTheme.themeSource = chosen === 'contrast' ? 'dark' : chosen
      showTheme()
    },
    settingsChanged({ zoom = 100 }) {
      // A level is a step of a fifth.
      for (const { webContents } of BrowserWindow.getAllWindows()) webContents.setZoomLevel(Math.log(zoom / 100) / Math.log(1.2))
    },
    greeted() {
      // What a log without this line tells: the window came up empty.
      log.write('the page is there')
      desk.pageIsThere()
    },
  })
  nativeTheme.on('updated', showTheme)

  const noted = (error: unknown): void => log.write('stopping the run of a page that is gone', error)
  const open = (): void => {
    const window = openWindow({
      preload: join(dist, 'electron', 'preload.cjs'),
      stateFile: join(data, 'window.json'),
      log,
      safe,
      theme: () => theme,
      // It may have been what ran that it could not bear.
      documentGone: () => {
        ports.closeDocument()
        void stopRun().catch(noted)
      },
      copyDiagnostics,
    })
    const ports = listenForDocuments(window.webContents, ipcMain, {
      opened(port) {
        // A page that is loaded again takes up the run that goes on.
        serveHost(alsoTelling(port, () => desk.pageIsGone()), host)
      },
      refused: (reason) => log.write(`not heard: ${reason}`),
    })
    window.on('closed', () => {
      ports.close()
      void stopRun().catch(noted)
    })
  }

  const show = (): void => {
    const window = theWindow()
    if (window === undefined) return open()
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }
  app.on('second-instance', (_event, argv, folder) => {
    desk.ask(documentsIn(argv.slice(1), folder))
    if (app.isReady()) show()
  })
  app.on('open-file', (event, file) => {
    event.preventDefault()
    desk.ask([file])
    if (app.isReady()) show()
  })
  desk.ask(documentsIn(process.argv.slice(1), process.cwd()))
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
      app.setAboutPanelOptions({
        applicationName: 'Managerie',
        applicationVersion: app.getVersion(),
        // macOS shows it in brackets; the rest shows what has a name there.
        version: `Electron ${process.versions['electron'] ?? 'unknown'}`,
        copyright: '© 2026 the Managerie authors. MIT licence.',
        credits: 'The work of others that is in it is listed, with its licences, in LICENSES.txt beside the app.',
      })
      guardSession(session.defaultSession, actions)
      protocol.handle(SCHEME, createSchemeHandler(parts.renderer))
      Menu.setApplicationMenu(
        Menu.buildFromTemplate(
          menuTemplate(process.platform, {
            command,
            copyDiagnostics,
            openDocumentation: () => void openExternal(DOCUMENTATION),
            showLog: () => shell.showItemInFolder(join(data, 'logs', 'main.log')),
            startSafely() {
              app.relaunch({ args: safeArguments(process.argv) })
              app.quit()
            },
          }),
        ),
      )
      open()
      if (unwritable !== undefined) {
        log.write(`nothing can be kept in ${data}: ${unwritable}`)
        void tell({ type: 'warning', message: 'Nothing will be kept', detail: `Managerie keeps your work in ${data}, and ${unwritable}. Lessons run all the same; what you write is gone when the app ends.` })
      }
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
