/** One editor group's editor: a Monaco instance on one file at a time. */
import { effect, signal } from '@preact/signals'
import { flushEdits } from '../files.ts'
import { isRecording, settings, tabMovesFocus } from '../store.ts'
import { modelOf } from './models.ts'
import { monaco } from './monaco.ts'

/** What all our editors have in common: the mock's metrics, nothing that moves by itself. */
export const EDITOR_OPTIONS: monaco.editor.IEditorOptions & monaco.editor.IGlobalEditorOptions = {
  fontFamily: '"JetBrains Mono Variable", "JetBrains Mono", ui-monospace, Menlo, Consolas, monospace',
  fontSize: 13,
  lineHeight: 20,
  letterSpacing: 0,
  fontLigatures: "'calt' 0",
  padding: { top: 6, bottom: 6 },
  lineNumbersMinChars: 4,
  lineDecorationsWidth: 13,
  glyphMargin: false,
  folding: false,
  minimap: { enabled: false },
  overviewRulerLanes: 0,
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  scrollBeyondLastLine: false,
  renderFinalNewline: 'on',
  renderLineHighlight: 'all',
  renderLineHighlightOnlyWhenFocus: true,
  cursorBlinking: 'solid',
  cursorWidth: 2,
  guides: { indentation: false },
  occurrencesHighlight: 'off',
  selectionHighlight: false,
  stickyScroll: { enabled: false },
  smoothScrolling: false,
  fixedOverflowWidgets: true,
  quickSuggestions: { other: true, comments: false, strings: true },
  scrollbar: { verticalScrollbarSize: 8, horizontalScrollbarSize: 8, useShadows: false },
  automaticLayout: true,
  unicodeHighlight: { ambiguousCharacters: false },
  lightbulb: { enabled: monaco.editor.ShowLightbulbIconMode.Off },
  wordBasedSuggestions: 'off',
}

export interface LineTone {
  readonly line: number
  /** `bad`: its run failed there. `linked`: it caused the selected frame. */
  readonly tone: 'bad' | 'linked'
}

export class CodeEditor {
  readonly #editor: monaco.editor.IStandaloneCodeEditor
  readonly #tones: monaco.editor.IEditorDecorationsCollection
  readonly #views = new Map<string, monaco.editor.ICodeEditorViewState | null>()
  readonly #endings: (() => void)[] = []
  #file: string | undefined
  /** By line: where its text ends, for one state of the text and its fonts. */
  readonly #ends = new Map<number, number>()
  #endsOf = ''
  #fonts = 0
  /** Counts up whenever lines may have moved on screen. */
  readonly moved = signal(0)

  constructor(element: HTMLElement) {
    this.#editor = monaco.editor.create(element, { ...EDITOR_OPTIONS, model: null })
    this.#tones = this.#editor.createDecorationsCollection()
    const moved = () => void this.moved.value++
    const listeners = [
      this.#editor.onDidScrollChange(moved),
      this.#editor.onDidLayoutChange(moved),
      this.#editor.onDidChangeModelContent(moved),
      this.#editor.onDidContentSizeChange(moved),
      this.#editor.onDidChangeConfiguration(() => void this.#fonts++),
      this.#editor.onDidBlurEditorText(() => void flushEdits()),
    ]
    for (const listener of listeners) this.#endings.push(() => listener.dispose())
    this.follow(() => this.#editor.updateOptions({ tabFocusMode: tabMovesFocus.value }))
    this.follow(() => this.#editor.updateOptions({ readOnly: isRecording.value, readOnlyMessage: { value: 'A recording. Make a workspace of it to change it.' } }))
    this.follow(() => {
      const fontSize = settings.value.fontSize ?? 13
      this.#editor.updateOptions({ fontSize, lineHeight: Math.round((fontSize * 20) / 13) })
    })
  }

  /** Shows a file, where one was in it last. */
  show(file: string | undefined): void {
    if (this.#file !== undefined) this.#views.set(this.#file, this.#editor.saveViewState())
    this.#file = file
    const model = file === undefined ? null : modelOf(file)
    if (this.#editor.getModel() !== model) {
      this.#editor.setModel(model)
      const view = file === undefined ? undefined : this.#views.get(file)
      if (view) this.#editor.restoreViewState(view)
    }
    if (file !== undefined) this.#editor.updateOptions({ ariaLabel: `${file}. Ctrl M: Tab moves the focus or indents.` })
    this.moved.value++
  }

  /** The file that it shows. */
  get file(): string | undefined {
    return this.#file
  }

  /** Goes to a line and takes the focus. */
  reveal(line: number, column = 1): void {
    const last = this.#editor.getModel()?.getLineCount() ?? 1
    const at = { lineNumber: Math.max(1, Math.min(line, last)), column }
    this.#editor.setPosition(at)
    this.#editor.revealPositionInCenterIfOutsideViewport(at)
    this.#editor.focus()
  }

  /** Brings a line on screen and leaves the focus where it is. */
  uncover(line: number): void {
    this.#editor.revealLineInCenterIfOutsideViewport(line)
  }

  setTones(tones: readonly LineTone[]): void {
    this.#tones.set(
      tones.map(({ line, tone }) => ({
        range: new monaco.Range(line, 1, line, 1),
        options: { isWholeLine: true, className: `line-${tone}`, marginClassName: `line-${tone}` },
      })),
    )
  }

  /** Top of a line within the editor in pixels, or undefined where it is out of sight. */
  topOf(line: number): number | undefined {
    const model = this.#editor.getModel()
    if (!model || line > model.getLineCount()) return undefined
    const top = this.#editor.getTopForLineNumber(line) - this.#editor.getScrollTop()
    return top < -20 || top > this.#editor.getLayoutInfo().height ? undefined : top
  }

  /** Free width in pixels between a line's text and the right edge of what is on screen; negative where it runs on. */
  roomAfter(line: number): number {
    const model = this.#editor.getModel()
    if (!model || line > model.getLineCount()) return 0
    const { contentLeft, contentWidth } = this.#editor.getLayoutInfo()
    const end = this.#endOf(model, line)
    return contentWidth + contentLeft - end + this.#editor.getScrollLeft()
  }

  /** Where a line's text ends, in pixels. Asking the editor makes it draw at once what it would draw later with the rest. */
  #endOf(model: monaco.editor.ITextModel, line: number): number {
    const state = `${model.id} ${model.getVersionId()} ${this.#fonts}`
    if (state !== this.#endsOf) {
      this.#endsOf = state
      this.#ends.clear()
    }
    const known = this.#ends.get(line)
    if (known !== undefined) return known
    const end = this.#editor.getOffsetForColumn(line, model.getLineMaxColumn(line))
    // A line that was never drawn has no width.
    if (end > 0) this.#ends.set(line, end)
    return end
  }

  focus(): void {
    this.#editor.focus()
  }

  /** Runs an effect that ends with the editor. */
  follow(action: () => void): void {
    this.#endings.push(effect(action))
  }

  dispose(): void {
    for (const end of this.#endings) end()
    this.#editor.dispose()
  }
}
