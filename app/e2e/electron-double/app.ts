/** `app`: the life cycle. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { stopBrowser } from './browser.ts'
import { DoubleEmitter } from './emitter.ts'
import { closePrivileges } from './session.ts'
import { BrowserWindow, surroundings } from './window.ts'

type Place = 'sessionData' | 'home' | 'appData' | 'userData' | 'logs' | 'temp' | 'downloads' | 'documents' | 'crashDumps'

interface Manifest {
  readonly name?: string
  readonly productName?: string
  readonly version?: string
}

class App extends DoubleEmitter {
  readonly isPackaged = false
  readonly commandLine = { appendSwitch: (_name: string, _value?: string): void => {}, hasSwitch: (): boolean => false }
  readonly dock = undefined
  readonly relaunches: (readonly string[])[] = []
  readonly recentDocuments: string[] = []
  name: string
  readonly #manifest: Manifest
  readonly #folder: string
  readonly #places = new Map<Place, string>()
  #ready = false
  #resolveReady: () => void = () => {}
  readonly #whenReady: Promise<void> = new Promise((resolve) => {
    this.#resolveReady = resolve
  })
  #quitting = false
  /** User data of an app that sets no folder for it: removed at the end. */
  #ownData: string | undefined
  #releaseLock: (() => void) | undefined

  constructor() {
    super('app', {
      emitted: ['ready', 'window-all-closed', 'before-quit', 'will-quit', 'quit', 'second-instance', 'web-contents-created', 'browser-window-created'],
      silent: ['activate', 'open-file', 'open-url', 'child-process-gone', 'render-process-gone', 'certificate-error', 'gpu-info-update'],
    })
    this.#folder = findPackage(resolve(process.argv[1] ?? '.'))
    this.#manifest = JSON.parse(readFileSync(join(this.#folder, 'package.json'), 'utf8')) as Manifest
    this.name = this.#manifest.productName ?? this.#manifest.name ?? 'Electron'
    surroundings.contentsCreated = (contents) => this.emit('web-contents-created', {}, contents)
    surroundings.windowClosed = () => {
      if (BrowserWindow.getAllWindows().length > 0 || this.#quitting) return
      // Nobody listens: Electron quits.
      if (!this.emit('window-all-closed')) this.quit()
    }
  }

  isReady(): boolean {
    return this.#ready
  }
  whenReady(): Promise<void> {
    return this.#whenReady
  }
  /** Called by `boot.mjs` when the main module has run to its end. */
  becomeReady(): void {
    if (this.#ready || this.#quitting) return
    this.#ready = true
    closePrivileges()
    surroundings.folder = () => this.getPath('sessionData')
    this.emit('ready', {}, {})
    this.#resolveReady()
  }

  getVersion(): string {
    return this.#manifest.version ?? '0.0.0'
  }
  getName(): string {
    return this.name
  }
  setName(name: string): void {
    this.name = name
  }
  getAppPath(): string {
    return this.#folder
  }
  getLocale(): string {
    return 'en-US'
  }
  getPath(place: Place): string {
    const known = this.#places.get(place)
    if (known !== undefined) return known
    switch (place) {
      case 'home':
        return homedir()
      case 'temp':
        return tmpdir()
      case 'appData':
        return process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config')
      case 'sessionData':
        return this.getPath('userData')
      case 'userData':
        // Never the real one: a test that sets none gets a folder of its own.
        this.#ownData ??= mkdtempSync(join(tmpdir(), 'electron-double-'))
        return this.#ownData
      case 'logs':
        return join(this.getPath('userData'), 'logs')
      case 'crashDumps':
        return join(this.getPath('userData'), 'Crashpad')
      case 'downloads':
        return join(homedir(), 'Downloads')
      case 'documents':
        return join(homedir(), 'Documents')
    }
  }
  setPath(place: Place, path: string): void {
    this.#places.set(place, path)
  }
  setAppLogsPath(path?: string): void {
    this.#places.set('logs', path ?? join(this.getPath('userData'), 'logs'))
  }
  setAppUserModelId(_id: string): void {}
  setAboutPanelOptions(_options: object): void {}
  showAboutPanel(): void {}
  enableSandbox(): void {}
  disableHardwareAcceleration(): void {}
  focus(): void {}

  /**
   * One instance for each user data folder: a file holds the first one's pid, and a later one leaves it a note.
   *
   * @returns whether this is the first
   */
  requestSingleInstanceLock(): boolean {
    const folder = join(this.getPath('userData'), 'double-instance')
    mkdirSync(folder, { recursive: true })
    const lock = join(folder, 'lock')
    for (;;) {
      try {
        writeFileSync(lock, String(process.pid), { flag: 'wx' })
        break
      } catch {
        if (isAlive(Number(readFileSync(lock, 'utf8')))) {
          writeFileSync(join(folder, `second-${process.pid}.json`), JSON.stringify([process.argv, process.cwd()]))
          return false
        }
        rmSync(lock, { force: true })
      }
    }
    const watcher = watch(folder, () => this.#readNotes(folder))
    watcher.unref()
    this.#releaseLock = () => {
      watcher.close()
      rmSync(lock, { force: true })
    }
    return true
  }
  hasSingleInstanceLock(): boolean {
    return this.#releaseLock !== undefined
  }
  releaseSingleInstanceLock(): void {
    this.#releaseLock?.()
    this.#releaseLock = undefined
  }

  #readNotes(folder: string): void {
    for (const name of readdirSync(folder).filter((one) => one.startsWith('second-'))) {
      const text = readFileSync(join(folder, name), 'utf8')
      // Seen while it is being written: it will be seen again.
      if (!text.endsWith(']')) continue
      rmSync(join(folder, name), { force: true })
      const [argv, cwd] = JSON.parse(text) as [string[], string]
      this.emit('second-instance', {}, argv, cwd, undefined)
    }
  }

  quit(): void {
    if (this.#quitting || this.emitPreventable('before-quit')) return
    this.#quitting = true
    for (const window of BrowserWindow.getAllWindows()) window.close()
    if (BrowserWindow.getAllWindows().length > 0 || this.emitPreventable('will-quit')) {
      this.#quitting = false
      return
    }
    this.exit(0)
  }

  exit(code = 0): void {
    this.#quitting = true
    this.emit('quit', {}, code)
    this.releaseSingleInstanceLock()
    void stopBrowser().finally(() => {
      if (this.#ownData !== undefined) rmSync(this.#ownData, { recursive: true, force: true, maxRetries: 5 })
      process.exit(code)
    })
  }
  /** Starts nothing: what would be started is kept, for specs to read. */
  relaunch(options: { args?: readonly string[] } = {}): void {
    this.relaunches.push(options.args ?? process.argv.slice(1))
  }
  /** macOS' and Windows' list of recent documents. */
  addRecentDocument(path: string): void {
    this.recentDocuments.push(path)
  }
  clearRecentDocuments(): void {
    this.recentDocuments.length = 0
  }
}

function findPackage(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    try {
      readFileSync(join(folder, 'package.json'))
      return folder
    } catch {
      if (folder === dirname(folder)) throw new Error(`There is no package.json above ${file}.`)
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return Number.isInteger(pid) && pid > 0 && process.kill(pid, 0)
  } catch {
    return false
  }
}

export const app = new App()
