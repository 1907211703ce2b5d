/**
 * `WebContents` over a Chromium page: loads addresses, runs the preload in a world of its own, carries messages, and asks
 * the app's handlers where Electron would.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { CDPSession, Frame, Page } from 'playwright-core'
import { toApp, toChromium } from './addresses.ts'
import { releasePage, rememberVerdict, startBrowser, takePage } from './browser.ts'
import { decode, encode } from './codec.ts'
import { DoubleEmitter } from './emitter.ts'
import { type FrameInfo, ipcMain } from './ipc-main.ts'
import { type Session, defaultSession, schemes } from './session.ts'
import { PREFERENCES, type WebPreferences, checkPreferences, worldScripts } from './preferences.ts'

type WindowOpenHandler = (details: { url: string; frameName: string; features: string; disposition: string }) => { action: 'allow' | 'deny' }

/** Permissions that Chromium can be told about, as Electron and as Playwright call them. */
const PERMISSIONS: readonly (readonly [electron: string, playwright: readonly string[]])[] = [
  ['clipboard-read', ['clipboard-read']],
  ['clipboard-sanitized-write', ['clipboard-write']],
  ['geolocation', ['geolocation']],
  ['notifications', ['notifications']],
  ['media', ['camera', 'microphone']],
  ['midi', ['midi']],
  ['storage-access', ['storage-access']],
  ['local-network-access', ['local-network-access']],
]

/** Name of the world that the preload runs in, and of Electron's. */
const WORLD = 'Electron Isolated Context'

let lastId = 0
const all = new Map<number, WebContents>()

export class WebContents extends DoubleEmitter {
  readonly id = ++lastId
  readonly session: Session = defaultSession
  readonly #preferences: WebPreferences
  readonly #size: { width: number; height: number }
  #page: Promise<Page>
  #cdp: CDPSession | undefined
  /** The preload's world in the document that is shown. */
  #world: { readonly id: number; readonly uniqueId: string; readonly origin: string } | undefined
  #openHandler: WindowOpenHandler | undefined
  #loading: string | undefined
  #url = ''
  #crashed = false
  #destroyed = false
  #zoom = 0

  constructor(preferences: WebPreferences, size: { width: number; height: number }, folder: string, dark: () => boolean) {
    super('webContents', {
      emitted: [
        'will-navigate', 'will-frame-navigate', 'did-navigate', 'dom-ready', 'did-finish-load', 'did-fail-load',
        'render-process-gone', 'preload-error', 'console-message', 'destroyed',
      ],
      silent: ['will-attach-webview', 'will-redirect', 'unresponsive', 'responsive', 'context-menu', 'before-input-event'],
    })
    checkPreferences(preferences)
    this.#preferences = { ...PREFERENCES, ...preferences }
    this.#size = size
    this.#folder = folder
    this.#dark = dark
    this.#page = this.#open()
    // Whoever waits for the page hears of it; nobody has to.
    this.#page.catch(() => undefined)
    all.set(this.id, this)
  }
  readonly #folder: string
  readonly #dark: () => boolean

  /** The page, for the double itself. */
  get page(): Promise<Page> {
    return this.#page
  }
  /** What the window was made with, defaults included. Electron has it too, undocumented. */
  getLastWebPreferences(): WebPreferences {
    return this.#preferences
  }
  get mainFrame(): FrameInfo {
    return this.#frame()
  }
  getURL(): string {
    return this.#url
  }
  isDestroyed(): boolean {
    return this.#destroyed
  }
  isCrashed(): boolean {
    return this.#crashed
  }
  isLoading(): boolean {
    return this.#loading !== undefined
  }
  getZoomLevel(): number {
    return this.#zoom
  }
  setZoomLevel(level: number): void {
    this.#zoom = level
  }
  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#openHandler = handler
  }

  async loadURL(address: string): Promise<void> {
    if (this.#crashed) {
      this.#crashed = false
      const gone = await this.#page
      this.#page = this.#open()
      releasePage(gone)
      await gone.close().catch(() => undefined)
    }
    const page = await this.#page
    this.#loading = address
    try {
      await this.#applyPermissions(page, address)
      const response = await page.goto(toChromium(address, schemes), { waitUntil: 'load' })
      if (response === null) return
    } catch (error) {
      if (this.#destroyed) return
      this.emit('did-fail-load', {}, -2, String(error), address, true)
      throw new Error(`ERR_FAILED (-2) loading '${address}'`, { cause: error })
    } finally {
      this.#loading = undefined
    }
  }

  reload(): void {
    if (this.#crashed) void this.loadURL(this.#url).catch(() => undefined)
    else void this.#reload()
  }

  async #reload(): Promise<void> {
    const page = await this.#page
    this.#loading = this.#url
    await page.reload().catch(() => undefined)
    this.#loading = undefined
  }

  /** Messages to a document that is not there are lost, as in Electron. */
  send(channel: string, ...args: unknown[]): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed')
    this.#receive('message', channel, encode(args))
  }

  forcefullyCrashRenderer(): void {
    void this.#cdp?.send('Page.crash').catch(() => undefined)
  }

  openDevTools(): void {}

  /** Whether a frame may go to an address: asked for every navigation that the app did not start itself. */
  allowsNavigation(address: string, frame: Frame): boolean {
    const isMainFrame = frame.parentFrame() === null
    if (isMainFrame && this.#loading !== undefined) return true
    const details = { url: address, isSameDocument: false, isMainFrame, frame: null }
    if (this.emitPreventable('will-frame-navigate', details)) return false
    return !(isMainFrame && this.emitPreventable('will-navigate', details, address))
  }

  async destroy(): Promise<void> {
    if (this.#destroyed) return
    this.#destroyed = true
    all.delete(this.id)
    this.emit('destroyed')
    const page = await this.#page.catch(() => undefined)
    if (page === undefined) return
    releasePage(page)
    await page.close().catch(() => undefined)
  }

  async #open(): Promise<Page> {
    const browser = await startBrowser(this.#folder, this.#dark())
    const page = await takePage(browser, this)
    const cdp = await browser.context.newCDPSession(page)
    this.#cdp = cdp
    this.#world = undefined
    await page.setViewportSize(this.#size)
    await page.emulateMedia({ colorScheme: this.#dark() ? 'dark' : 'light' })
    await this.#prepareWorlds(cdp)
    page.on('framenavigated', (frame) => {
      if (frame !== page.mainFrame()) return
      this.#url = toApp(frame.url(), schemes)
      this.emit('did-navigate', {}, this.#url)
    })
    page.on('domcontentloaded', () => this.emit('dom-ready', {}))
    page.on('load', () => this.emit('did-finish-load', {}))
    page.on('console', (message) => {
      this.emit('console-message', { level: message.type(), message: message.text() })
    })
    page.on('crash', () => {
      this.#crashed = true
      this.#world = undefined
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 })
    })
    return page
  }

  async #prepareWorlds(cdp: CDPSession): Promise<void> {
    const secret = randomBytes(16).toString('hex')
    const binding = `ipc${secret}`
    const scripts = worldScripts(secret, binding, this.#preferences.preload === undefined ? '' : readFileSync(this.#preferences.preload, 'utf8'))
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      const { frameId } = context.auxData as unknown as { frameId: string }
      if (context.name === WORLD && frameId === this.#mainFrameId) {
        this.#world = { id: context.id, uniqueId: context.uniqueId, origin: context.origin }
      }
    })
    cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (this.#world?.id === executionContextId) this.#world = undefined
    })
    cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === binding && executionContextId === this.#world?.id) this.#hear(payload)
    })
    cdp.on('Page.windowOpen', ({ url, windowName, windowFeatures }) => this.#judgeWindow(url, windowName, windowFeatures.join(',')))
    await cdp.send('Page.enable')
    const { frameTree } = await cdp.send('Page.getFrameTree')
    this.#mainFrameId = frameTree.frame.id
    await cdp.send('Runtime.enable')
    await cdp.send('Runtime.addBinding', { name: binding, executionContextName: WORLD })
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.page })
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.preload, worldName: WORLD })
  }
  #mainFrameId = ''

  #judgeWindow(address: string, frameName: string, features: string): void {
    const url = toApp(address, schemes)
    // Without a handler Electron opens the window.
    const verdict = this.#openHandler?.({ url, frameName, features, disposition: 'new-window' }).action ?? 'allow'
    rememberVerdict(address, verdict)
  }

  #frame(): FrameInfo {
    return { url: this.#url, origin: toApp(this.#world?.origin ?? '', schemes), parent: null }
  }

  #hear(payload: string): void {
    const message = JSON.parse(payload) as
      | { kind: 'send' | 'invoke'; channel: string; args: string; id: number }
      | { kind: 'preload-error'; message: string }
    if (message.kind === 'preload-error') {
      const error = new Error(message.message)
      process.stderr.write(`double: the preload failed: ${message.message}\n`)
      this.emit('preload-error', {}, this.#preferences.preload, error)
      return
    }
    const args = decode(message.args) as unknown[]
    if (message.kind === 'send') {
      ipcMain.deliver(message.channel, this, this.#frame(), args)
      return
    }
    void ipcMain
      .invoke(message.channel, this, this.#frame(), args)
      .then((value) => ['result', encode(value)] as const)
      .catch((error: unknown) => {
        const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
        return ['error', encode(new Error(`Error invoking remote method '${message.channel}': ${text}`))] as const
      })
      .then(([kind, text]) => this.#receive(kind, message.id, text))
  }

  #receive(kind: 'message' | 'result' | 'error', to: string | number, text: string): void {
    const world = this.#world
    if (world === undefined) return
    const expression = `doubleReceive(${JSON.stringify(kind)}, ${JSON.stringify(to)}, ${JSON.stringify(text)})`
    // The document may be gone by now; then so is whoever waited.
    this.#cdp?.send('Runtime.evaluate', { expression, uniqueContextId: world.uniqueId }).catch(() => undefined)
  }

  /** Chromium is told beforehand what the app's handlers say: it does not ask when a page does. */
  async #applyPermissions(page: Page, address: string): Promise<void> {
    const granted: string[] = []
    for (const [electron, playwright] of PERMISSIONS) {
      if (await this.session.allowsPermission(this, electron, address)) granted.push(...playwright)
    }
    const chromiumAddress = toChromium(address, schemes)
    if (!chromiumAddress.startsWith('http')) return
    await page.context().grantPermissions(granted, { origin: new URL(chromiumAddress).origin })
  }
}

/** Chromium's colour scheme follows Electron's theme in all windows. */
export function showTheme(dark: boolean): void {
  for (const contents of all.values()) {
    void contents.page.then((page) => page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })).catch(() => undefined)
  }
}

export const webContents = {
  getAllWebContents: (): WebContents[] => [...all.values()],
  fromId: (id: number): WebContents | undefined => all.get(id),
}
