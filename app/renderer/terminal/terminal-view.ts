/** One program's terminal: xterm on its output, with links into the editor. The only file that knows xterm. */
import { FitAddon } from '@xterm/addon-fit'
import { Terminal, type ILink, type ITheme } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { openSource, workspaceFile } from '../store.ts'
import { token } from '../theme/theme.ts'
import { LineInput } from './line-input.ts'
import { findLinks } from './links.ts'
import type { OutputChunk, OutputLog } from './output-log.ts'
import { ERROR_LINE, Painter } from './paint.ts'

/** Lines that a terminal keeps. */
export const SCROLLBACK_LINES = 5000

export interface TerminalActions {
  /** Text for the program's standard input. */
  send(text: string): void
  interrupt(): void
  /** Explains the error that a line names; undefined where there is nothing to explain. */
  explain(line: string): (() => void) | undefined
}

export class TerminalView {
  readonly #terminal: Terminal
  readonly #fit = new FitAddon()
  readonly #painter = new Painter((file) => workspaceFile(file) !== null)
  readonly #input: LineInput
  readonly #explain: TerminalActions['explain']
  readonly #unsubscribe: () => void
  readonly #observer: ResizeObserver
  #listening = false

  constructor(element: HTMLElement, name: string, log: OutputLog, actions: TerminalActions) {
    this.#terminal = new Terminal({
      fontFamily: token('--font-code'),
      fontSize: 12,
      lineHeight: 18 / 15.84,
      letterSpacing: 0,
      fontWeight: 400,
      fontWeightBold: 600,
      scrollback: SCROLLBACK_LINES,
      overviewRuler: { width: 8 },
      convertEol: true,
      cursorBlink: false,
      cursorStyle: 'block',
      cursorInactiveStyle: 'none',
      disableStdin: true,
      screenReaderMode: true,
      allowProposedApi: false,
      theme: terminalTheme(),
      minimumContrastRatio: 4.5,
    })
    this.#terminal.loadAddon(this.#fit)
    this.#terminal.open(element)
    this.#terminal.textarea?.setAttribute('aria-label', `Terminal of ${name}: type a line and press Enter`)
    this.#explain = actions.explain
    this.#input = new LineInput({
      show: (text) => this.#terminal.write(text),
      send: (line) => actions.send(line),
      interrupt: () => actions.interrupt(),
    })
    this.#terminal.onData((data) => {
      if (this.#listening) this.#input.type(data)
    })
    this.#terminal.attachCustomKeyEventHandler((event) => !this.#copies(event))
    this.#terminal.registerLinkProvider({ provideLinks: (row, callback) => callback(this.#links(row)) })
    for (const chunk of log.chunks) this.#write(chunk)
    this.#unsubscribe = log.subscribe((chunk) => (chunk ? this.#write(chunk) : this.clear()))
    this.#observer = new ResizeObserver(() => this.fit())
    this.#observer.observe(element)
    this.fit()
  }

  /** Whether the program takes input: there is a cursor then. */
  listen(listening: boolean): void {
    this.#listening = listening
    this.#terminal.options.disableStdin = !listening
    this.#terminal.options.cursorInactiveStyle = listening ? 'outline' : 'none'
    if (!listening) this.#input.reset()
    this.#terminal.write(listening ? '\x1b[?25h' : '\x1b[?25l')
  }

  takeTheme(): void {
    this.#terminal.options.theme = terminalTheme()
  }

  focus(): void {
    this.#terminal.focus()
  }

  fit(): void {
    const parent = this.#terminal.element?.parentElement
    if (parent && parent.clientHeight > 0) this.#fit.fit()
  }

  clear(): void {
    this.#painter.reset()
    this.#input.reset()
    this.#terminal.reset()
    this.listen(this.#listening)
  }

  dispose(): void {
    this.#unsubscribe()
    this.#observer.disconnect()
    this.#terminal.dispose()
  }

  #write(chunk: OutputChunk): void {
    this.#terminal.write(this.#painter.paint(chunk))
  }

  /** Ctrl C copies where something is selected; Tab leaves, as everywhere. @returns whether the key was taken */
  #copies(event: KeyboardEvent): boolean {
    if (event.key === 'Tab') return true
    const copy = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c' && this.#terminal.hasSelection()
    if (!copy || event.type !== 'keydown') return false
    void navigator.clipboard.writeText(this.#terminal.getSelection())
    this.#terminal.clearSelection()
    event.preventDefault()
    return true
  }

  /** Links of one row of the screen; a line that is wrapped counts as one. */
  #links(row: number): ILink[] | undefined {
    const buffer = this.#terminal.buffer.active
    let first = row - 1
    while (first > 0 && buffer.getLine(first)?.isWrapped) first--
    let text = ''
    for (let index = first; ; index++) {
      const line = buffer.getLine(index)
      if (!line || (index > first && !line.isWrapped)) break
      text += line.translateToString(index + 1 < buffer.length && !buffer.getLine(index + 1)?.isWrapped)
    }
    const width = this.#terminal.cols
    const place = (offset: number) => ({ x: (offset % width) + 1, y: first + Math.floor(offset / width) + 1 })
    const explain = ERROR_LINE.test(text) ? this.#explain(text) : undefined
    if (explain) return [{ range: { start: place(0), end: place(Math.max(0, text.trimEnd().length - 1)) }, text, activate: explain }]
    const links = findLinks(text).filter((link) => workspaceFile(link.file) !== null)
    if (links.length === 0) return undefined
    return links.map((link) => ({
      range: { start: place(link.start), end: place(link.end - 1) },
      text: text.slice(link.start, link.end),
      activate: () => openSource(link.file, link.line, link.column),
    }))
  }
}

/** The terminal's colours from the tokens. Hue belongs to processes, so blue and cyan are shades of ink. */
function terminalTheme(): ITheme {
  const ink = token('--ink')
  const quiet = token('--ink-2')
  return {
    background: token('--surface'),
    foreground: ink,
    cursor: quiet,
    cursorAccent: token('--surface'),
    selectionBackground: token('--selected'),
    selectionInactiveBackground: token('--selected'),
    black: ink,
    red: token('--error'),
    green: token('--pass'),
    yellow: token('--str'),
    blue: quiet,
    magenta: token('--kw'),
    cyan: quiet,
    white: quiet,
    brightBlack: token('--ink-3'),
    brightRed: token('--error'),
    brightGreen: token('--pass'),
    brightYellow: token('--str'),
    brightBlue: ink,
    brightMagenta: token('--kw'),
    brightCyan: ink,
    brightWhite: ink,
    scrollbarSliderBackground: token('--line-2'),
    scrollbarSliderHoverBackground: token('--line-strong'),
    scrollbarSliderActiveBackground: token('--line-strong'),
    overviewRulerBorder: token('--surface'),
  }
}
