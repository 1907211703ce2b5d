/** The one window: opened where it was, shown when there is something to see, never white. */
import { BrowserWindow, dialog, nativeTheme, screen } from 'electron'
import type { Settings } from '../contract/host.ts'
import { CRASH_URL, START_URL } from './policy.ts'
import { type Look, THEME_COLOURS, titleBarOverlay, windowOptions } from './window-options.ts'
import { Recovery } from './recovery.ts'
import { placeWindow, readWindowState, writeWindowState } from './window-state.ts'
import type { Log } from './log.ts'

export const SAFE_TITLE = 'Managerie (safe mode)'

export interface WindowSurroundings {
  readonly preload: string
  /** Where the window's place is kept. */
  readonly stateFile: string
  readonly log: Log
  /** Nothing is restored, and the place is not kept. */
  readonly safe: boolean
  /** The theme that was chosen, as far as it is known. */
  theme(): Settings['theme']
  /** The document that was shown is gone and will not come back by itself. */
  documentGone(): void
  /** Text for a bug report, for who is told of a crash. */
  copyDiagnostics(): void
}

/** Opens the window. Its page is being loaded when this returns. */
export function openWindow(surroundings: WindowSurroundings): BrowserWindow {
  const { log, preload, stateFile, safe } = surroundings
  const saved = safe ? undefined : readWindowState(stateFile)
  const place = placeWindow(saved, workAreas())
  // The page says the theme when it is there; until then a colour of another theme would flash.
  const look = lookOf(saved?.theme ?? 'system')
  const window = new BrowserWindow(windowOptions(preload, place, look, process.platform))
  const contents = window.webContents
  const recovery = new Recovery()
  // The page's own title is the same on every system's list of windows; what is special is said there.
  if (safe) {
    window.setTitle(SAFE_TITLE)
    window.on('page-title-updated', (event) => event.preventDefault())
  }
  if (place.maximized) window.maximize()

  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    if (!safe) keepPlace(window, surroundings)
  })
  window.on('unresponsive', () => void askToWait(window, log))
  contents.on('preload-error', (_event, path, error) => log.write(`the preload ${path} failed`, error))
  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    log.write(`the page is gone: ${reason}, exit code ${exitCode}`)
    surroundings.documentGone()
    switch (recovery.gone(reason, performance.now())) {
      case 'load again':
        log.write('the page is loaded again')
        if (!window.isDestroyed()) load(window, START_URL, log)
        void sayRecovered(window, surroundings)
        return
      case 'say so':
        showCrash(window, reason, log)
    }
  })
  contents.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
    // -3: a navigation was denied or replaced. What was shown is still there.
    if (!isMainFrame || code === -3) return
    log.write(`${url} could not be loaded: ${code} ${description}`)
    surroundings.documentGone()
    if (!url.startsWith(CRASH_URL)) showCrash(window, 'load-failed', log)
  })
  load(window, START_URL, log)
  return window
}

/** How a theme looks now: the system's may change. */
export function lookOf(theme: Settings['theme']): Look {
  switch (theme) {
    case 'contrast':
    case 'light':
    case 'dark':
      return theme
    case 'system':
      return nativeTheme.shouldUseDarkColors ? 'dark' : 'light'
  }
}

/** Colours of what the page does not draw itself. */
export function showLook(window: BrowserWindow, look: Look): void {
  window.setBackgroundColor(THEME_COLOURS[look].desk)
  if (process.platform !== 'darwin') window.setTitleBarOverlay(titleBarOverlay(look))
}

function workAreas(): Electron.Rectangle[] {
  const primary = screen.getPrimaryDisplay()
  return [primary, ...screen.getAllDisplays().filter(({ id }) => id !== primary.id)].map(({ workArea }) => workArea)
}

function keepPlace(window: BrowserWindow, { stateFile, theme, log }: WindowSurroundings): void {
  const { x, y, width, height } = window.getNormalBounds()
  try {
    writeWindowState(stateFile, { x, y, width, height, maximized: window.isMaximized(), theme: theme() })
  } catch (error) {
    log.write('the place of the window could not be kept', error)
  }
}

function showCrash(window: BrowserWindow, reason: string, log: Log): void {
  if (!window.isDestroyed()) load(window, `${CRASH_URL}?reason=${encodeURIComponent(reason)}`, log)
}

function load(window: BrowserWindow, address: string, log: Log): void {
  window.loadURL(address).catch((error: unknown) => {
    if (window.isDestroyed()) return
    log.write(`loading ${address}`, error)
    window.show()
  })
}

/** The page is there again and the programs are not: somebody has to say why. */
async function sayRecovered(window: BrowserWindow, { log, copyDiagnostics }: WindowSurroundings): Promise<void> {
  if (window.isDestroyed()) return
  const { response } = await dialog
    .showMessageBox(window, {
      type: 'warning',
      message: 'The window had to be loaded again',
      detail: 'The part that draws it ended by itself. Every edit was written to disk as it was typed. Programs that were running have been stopped.',
      buttons: ['Go on', 'Copy diagnostics'],
      defaultId: 0,
      cancelId: 0,
    })
    .catch((error: unknown) => {
      log.write('saying that the window was loaded again', error)
      return { response: 0 }
    })
  if (response === 1) copyDiagnostics()
}

async function askToWait(window: BrowserWindow, log: Log): Promise<void> {
  log.write('the window does not answer')
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: 'The window does not answer',
    detail: 'Your files are saved as you type. Waiting may help; loading the window again stops the programs that run.',
    buttons: ['Wait', 'Load again'],
    defaultId: 0,
    cancelId: 0,
  })
  if (response !== 1 || window.isDestroyed()) return
  // It does not answer: it can't be asked to go, only ended. What follows a crash follows.
  window.webContents.forcefullyCrashRenderer()
}
