/** The solution of one file, as a difference from what the learner has: read only, and it can be looked away from. */
import { textOf } from '../files.ts'
import { EDITOR_OPTIONS } from './code-editor.ts'
import { monaco } from './monaco.ts'

export class SolutionView {
  readonly #editor: monaco.editor.IStandaloneDiffEditor

  constructor(element: HTMLElement) {
    this.#editor = monaco.editor.createDiffEditor(element, {
      ...EDITOR_OPTIONS,
      readOnly: true,
      originalEditable: false,
      renderSideBySide: false,
      renderOverviewRuler: false,
      renderIndicators: true,
      hideUnchangedRegions: { enabled: true, contextLineCount: 3, minimumLineCount: 4 },
      lineNumbersMinChars: 3,
      diffAlgorithm: 'advanced',
    })
  }

  show(file: string, language: string, solution: string): void {
    const before = this.#editor.getModel()
    this.#editor.setModel({
      original: monaco.editor.createModel(textOf(file), language),
      modified: monaco.editor.createModel(solution, language),
    })
    before?.original.dispose()
    before?.modified.dispose()
  }

  dispose(): void {
    const model = this.#editor.getModel()
    this.#editor.dispose()
    model?.original.dispose()
    model?.modified.dispose()
  }
}
