/** `BrowserWindow`: a page with a size. There is no frame, no title bar and no screen around it. */
import { DoubleEmitter } from './emitter.ts'
import { WebContents } from './contents.ts'
import type { WebPreferences } from './preferences.ts'

export interface WindowOptions {
  readonly width?: number
  readonly height?: number
  readonly x?: number
  readonly y?: number
  readonly show?: boolean
  readonly webPreferences?: WebPreferences
}

interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What windows need of the app. `app.ts` fills it in: it is made of windows itself. */
export const surroundings = {
  folder: (): string => {
    throw new Error('Cannot create BrowserWindow before app is ready')
  },
  dark: (): boolean => false,
  contentsCreated: (_contents: WebContents): void => {},
  windowClosed: (): void => {},
}

let lastId = 0
const windows = new Set<BrowserWindow>()
let focused: BrowserWindow | undefined

function giveFocus(window: BrowserWindow): void {
  focused = window
}

export class BrowserWindow extends DoubleEmitter {
  readonly id = ++lastId
  readonly webContents: WebContents
  /** What the window was made with: what can't be seen without a screen can be asserted on this. */
  readonly options: WindowOptions
  #bounds: Bounds
  #visible: boolean
  #maximized = false
  #minimized = false
  #fullScreen = false
  #destroyed = false
  #title = ''

  static getAllWindows(): BrowserWindow[] {
    return [...windows]
  }
  static getFocusedWindow(): BrowserWindow | null {
    return focused ?? null
  }
  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return [...windows].find((window) => window.webContents === contents) ?? null
  }
  static fromId(id: number): BrowserWindow | null {
    return [...windows].find((window) => window.id === id) ?? null
  }

  constructor(options: WindowOptions = {}) {
    super('BrowserWindow', {
      emitted: ['ready-to-show', 'show', 'hide', 'focus', 'close', 'closed', 'resize', 'move', 'maximize', 'unmaximize', 'minimize', 'restore', 'enter-full-screen', 'leave-full-screen'],
      silent: ['page-title-updated', 'unresponsive', 'responsive', 'session-end', 'blur'],
    })
    const { width = 800, height = 600, x = 0, y = 0 } = options
    this.options = options
    this.#bounds = { x, y, width, height }
    this.#visible = options.show !== false
    const folder = surroundings.folder()
    this.webContents = new WebContents(options.webPreferences ?? {}, { width, height }, folder, surroundings.dark)
    windows.add(this)
    giveFocus(this)
    surroundings.contentsCreated(this.webContents)
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
  }

  async loadURL(address: string): Promise<void> {
    await this.webContents.loadURL(address)
  }

  show(): void {
    this.#visible = true
    this.emit('show')
    this.focus()
  }
  showInactive(): void {
    this.#visible = true
    this.emit('show')
  }
  hide(): void {
    this.#visible = false
    this.emit('hide')
  }
  focus(): void {
    giveFocus(this)
    this.emit('focus')
  }
  isFocused(): boolean {
    return focused === this
  }
  isVisible(): boolean {
    return this.#visible
  }
  isDestroyed(): boolean {
    return this.#destroyed
  }
  maximize(): void {
    this.#maximized = true
    this.emit('maximize')
  }
  unmaximize(): void {
    this.#maximized = false
    this.emit('unmaximize')
  }
  isMaximized(): boolean {
    return this.#maximized
  }
  minimize(): void {
    this.#minimized = true
    this.emit('minimize')
  }
  restore(): void {
    this.#minimized = false
    this.emit('restore')
  }
  isMinimized(): boolean {
    return this.#minimized
  }
  setFullScreen(on: boolean): void {
    this.#fullScreen = on
    this.emit(on ? 'enter-full-screen' : 'leave-full-screen')
  }
  isFullScreen(): boolean {
    return this.#fullScreen
  }
  getBounds(): Bounds {
    return this.#bounds
  }
  getNormalBounds(): Bounds {
    return this.#bounds
  }
  getContentBounds(): Bounds {
    return this.#bounds
  }
  setBounds(bounds: Partial<Bounds>): void {
    this.#bounds = { ...this.#bounds, ...bounds }
    const { width, height } = this.#bounds
    void this.webContents.page.then((page) => page.setViewportSize({ width, height })).catch(() => undefined)
    this.emit('resize')
    this.emit('move')
  }
  setContentSize(width: number, height: number): void {
    this.setBounds({ width, height })
  }
  getTitle(): string {
    return this.#title
  }
  setTitle(title: string): void {
    this.#title = title
  }
  /** Kept, so that it can be asserted: there is no overlay and no background to see. */
  setTitleBarOverlay(overlay: object): void {
    this.titleBarOverlay = overlay
  }
  titleBarOverlay: object | undefined
  setBackgroundColor(colour: string): void {
    this.backgroundColor = colour
  }
  backgroundColor: string | undefined

  /** Asks the app, then destroys. */
  close(): void {
    if (this.#destroyed || this.emitPreventable('close')) return
    this.destroy()
  }
  destroy(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    windows.delete(this)
    if (focused === this) focused = undefined
    void this.webContents.destroy()
    this.emit('closed')
    surroundings.windowClosed()
  }
}
