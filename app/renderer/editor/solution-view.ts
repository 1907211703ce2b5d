/** The solution of one file, as a difference from what the learner has: read only, and it can be looked away from. */
import { textOf } from '../files.ts'
import { EDITOR_OPTIONS } from './code-editor.ts'
import { PLAIN } from './models.ts'
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
    const original = monaco.editor.createModel(textOf(file), language)
    const modified = monaco.editor.createModel(solution, language)
    original.updateOptions(PLAIN)
    modified.updateOptions(PLAIN)
    this.#editor.setModel({ original, modified })
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
