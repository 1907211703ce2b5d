/** What windows are made with, and the scripts of their two worlds. */
import { readFileSync } from 'node:fs'

export interface WebPreferences {
  readonly preload?: string
  readonly contextIsolation?: boolean
  readonly sandbox?: boolean
  readonly nodeIntegration?: boolean
  readonly nodeIntegrationInWorker?: boolean
  readonly nodeIntegrationInSubFrames?: boolean
  readonly webSecurity?: boolean
  readonly allowRunningInsecureContent?: boolean
  readonly experimentalFeatures?: boolean
  readonly enableBlinkFeatures?: string
  readonly webviewTag?: boolean
  readonly navigateOnDragDrop?: boolean
  readonly spellcheck?: boolean
  readonly devTools?: boolean
  readonly backgroundThrottling?: boolean
}

/** Electron's own defaults. */
export const PREFERENCES = {
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
} as const satisfies WebPreferences

const KNOWN: readonly string[] = [...Object.keys(PREFERENCES), 'preload', 'enableBlinkFeatures', 'spellcheck', 'devTools', 'backgroundThrottling']

/**
 * The double has one kind of window: isolated, sandboxed, without Node. Another kind must fail here, or specs would pass
 * on it that could not pass on Electron.
 *
 * @throws Error that names the preference
 */
export function checkPreferences(preferences: WebPreferences): void {
  for (const [name, value] of Object.entries(preferences)) {
    if (!KNOWN.includes(name)) throw new Error(`The double does not know the web preference '${name}'.`)
    const needed = (PREFERENCES as Record<string, unknown>)[name]
    if (needed !== undefined && value !== needed) {
      throw new Error(`The double only has windows with ${name}: ${String(needed)}; got ${String(value)}.`)
    }
  }
  if (preferences.enableBlinkFeatures !== undefined) throw new Error('The double enables no Blink features.')
}

/** Compiled by `launch.ts`, beside the double. */
const pageWorld = readFileSync(new URL('./page-world.js', import.meta.url), 'utf8')
const preloadWorld = readFileSync(new URL('./preload-world.js', import.meta.url), 'utf8')

/** Scripts of both worlds of one window, with what only this window knows put in. */
export function worldScripts(secret: string, binding: string, preload: string): { page: string; preload: string } {
  return {
    page: `(() => { const DOUBLE_SECRET = '${secret}';\n${pageWorld}\n})()`,
    preload: [
      `(() => { const DOUBLE_SECRET = '${secret}'; const DOUBLE_BINDING = '${binding}'; const DOUBLE_PLATFORM = '${process.platform}';`,
      `const DOUBLE_PRELOAD = (require, module, exports, process) => {\n${preload}\n};`,
      preloadWorld,
      '})()',
    ].join('\n'),
  }
}
