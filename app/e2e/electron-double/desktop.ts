/** The desktop around the app: `shell`, `dialog`, `clipboard`, `nativeTheme`, `screen`. Nothing leaves the process. */
import { showTheme } from './contents.ts'
import { DoubleEmitter, strict } from './emitter.ts'
import { surroundings } from './window.ts'

/** What the app asked the desktop for, in order: specs read it. */
export const recorded: { readonly openedExternal: string[]; readonly dialogs: object[] } = { openedExternal: [], dialogs: [] }

export const shell = strict('shell', {
  openExternal: async (address: string): Promise<void> => {
    recorded.openedExternal.push(address)
  },
  openPath: async (_path: string): Promise<string> => '',
  showItemInFolder: (_path: string): void => {},
  beep: (): void => {},
})

/** Answers the default button. A spec that wants another answer replaces the function, as it would in Electron. */
export const dialog = strict('dialog', {
  showErrorBox: (title: string, content: string): void => {
    recorded.dialogs.push({ title, content })
    process.stderr.write(`${title}\n${content}\n`)
  },
  showMessageBox: async (...args: unknown[]): Promise<{ response: number; checkboxChecked: boolean }> => {
    const options = args.at(-1) as { defaultId?: number }
    recorded.dialogs.push(options)
    return { response: options.defaultId ?? 0, checkboxChecked: false }
  },
  showMessageBoxSync: (...args: unknown[]): number => {
    const options = args.at(-1) as { message?: string; detail?: string; defaultId?: number }
    recorded.dialogs.push(options)
    process.stderr.write(`${options.message ?? ''}\n${options.detail ?? ''}\n`)
    return options.defaultId ?? 0
  },
  showOpenDialog: async (...args: unknown[]): Promise<{ canceled: boolean; filePaths: string[] }> => {
    recorded.dialogs.push(args.at(-1) as object)
    return { canceled: true, filePaths: [] }
  },
  showSaveDialog: async (...args: unknown[]): Promise<{ canceled: boolean; filePath: string }> => {
    recorded.dialogs.push(args.at(-1) as object)
    return { canceled: true, filePath: '' }
  },
})

let copied = ''
export const clipboard = strict('clipboard', {
  writeText: async (text: string): Promise<void> => {
    copied = text
  },
  readText: async (): Promise<string> => copied,
})

class NativeTheme extends DoubleEmitter {
  readonly shouldUseHighContrastColors = false
  readonly shouldUseInvertedColorScheme = false
  #source: 'system' | 'light' | 'dark' = 'system'

  constructor() {
    super('nativeTheme', { emitted: ['updated'], silent: [] })
    surroundings.dark = () => this.shouldUseDarkColors
  }
  get themeSource(): 'system' | 'light' | 'dark' {
    return this.#source
  }
  set themeSource(source: 'system' | 'light' | 'dark') {
    if (source === this.#source) return
    this.#source = source
    showTheme(this.shouldUseDarkColors)
    this.emit('updated')
  }
  /** The system's side is said by the launcher. */
  get shouldUseDarkColors(): boolean {
    if (this.#source === 'system') return process.env.ELECTRON_DOUBLE_COLOR_SCHEME === 'dark'
    return this.#source === 'dark'
  }
}
export const nativeTheme = new NativeTheme()

const DISPLAY = {
  id: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1080 },
  workAreaSize: { width: 1920, height: 1080 },
  scaleFactor: 1,
} as const

export const screen = strict('screen', {
  getPrimaryDisplay: () => DISPLAY,
  getAllDisplays: () => [DISPLAY],
  getDisplayMatching: () => DISPLAY,
  getCursorScreenPoint: () => ({ x: 0, y: 0 }),
  on: (): void => {},
})
