/** What the window is made with: its safety and its look, as data. */
import type { BrowserWindowConstructorOptions, TitleBarOverlayOptions, WebPreferences } from 'electron'
import { MINIMUM, type Placement } from './window-state.ts'

/** Height of the page's app bar, which is the title bar. */
const APP_BAR = 44

/** `desk` and `ink` of the three themes (`app/renderer/theme/tokens.css`; a test compares them). */
export const THEME_COLOURS = {
  light: { desk: '#f4f1eb', ink: '#211f1b' },
  dark: { desk: '#131210', ink: '#f1eee8' },
  contrast: { desk: '#000000', ink: '#ffffff' },
} as const
export type Look = keyof typeof THEME_COLOURS

/**
 * The page gets no Node, no Electron and no world but its own. Most of these are Electron's defaults; they stand here so
 * that none can change with a new version, and so that a test can read them.
 */
export function webPreferences(preload: string): WebPreferences {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    // Lessons and code are not prose to be corrected, and the dictionaries would be downloaded.
    spellcheck: false,
  }
}

export function windowOptions(
  preload: string,
  place: Placement,
  look: Look,
  platform: NodeJS.Platform,
): BrowserWindowConstructorOptions {
  const { maximized: _, ...bounds } = place
  return {
    ...bounds,
    minWidth: MINIMUM.width,
    minHeight: MINIMUM.height,
    title: 'Managerie',
    show: false,
    backgroundColor: THEME_COLOURS[look].desk,
    titleBarStyle: 'hidden',
    // The page keeps this much free: 78 px on the left on macOS, 138 px on the right elsewhere.
    ...(platform === 'darwin' ? { trafficLightPosition: { x: 14, y: 15 } } : { titleBarOverlay: titleBarOverlay(look) }),
    webPreferences: webPreferences(preload),
  }
}

/** The system's window buttons, in the colours of the desk they lie on. */
export function titleBarOverlay(look: Look): TitleBarOverlayOptions {
  const { desk, ink } = THEME_COLOURS[look]
  return { color: desk, symbolColor: ink, height: APP_BAR }
}
