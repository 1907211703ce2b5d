/** One Monaco model for each file of the open workspace: typed text goes to `files.ts`, replaced texts come from there. */
import { effect, signal } from '@preact/signals'
import type { Problem } from '../../contract/host.ts'
import { editFile, replaced, textOf } from '../files.ts'
import { problems, workspace } from '../store.ts'
import { monaco, WORKSPACE } from './monaco.ts'

/** Brackets have the colour of ink, in every model. */
export const PLAIN: monaco.editor.ITextModelUpdateOptions = {
  bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
}

let shown: string | undefined

/** Files in which something is wrong: by the language service, or found before a run. */
export const filesWithErrors = signal<ReadonlySet<string>>(new Set())

export function uriOf(file: string): monaco.Uri {
  return monaco.Uri.parse(`${WORKSPACE}${file}`)
}

/** Model of a file of the open workspace. */
export function modelOf(file: string): monaco.editor.ITextModel | null {
  return monaco.editor.getModel(uriOf(file))
}

export function fileOfModel(uri: monaco.Uri): string | undefined {
  const text = uri.toString()
  return text.startsWith(WORKSPACE) ? text.slice(WORKSPACE.length) : undefined
}

/** Keeps the models in step with the workspace. @returns a function that ends it */
export function followWorkspace(): () => void {
  const markers = monaco.editor.onDidChangeMarkers(countErrors)
  const endings = [effect(openModels), effect(takeReplaced), effect(markProblems), () => markers.dispose()]
  return () => {
    for (const end of endings) end()
  }
}

function countErrors(): void {
  const files = monaco.editor
    .getModelMarkers({})
    .filter((marker) => marker.severity === monaco.MarkerSeverity.Error)
    .map((marker) => fileOfModel(marker.resource))
  filesWithErrors.value = new Set(files.filter((file) => file !== undefined))
}

function openModels(): void {
  const open = workspace.value
  if (!open) return
  const names = new Set(open.files.map((file) => file.name))
  for (const model of monaco.editor.getModels()) {
    const file = fileOfModel(model.uri)
    if (file !== undefined && (open.id !== shown || !names.has(file))) model.dispose()
  }
  shown = open.id
  for (const { name } of open.files) {
    if (modelOf(name)) continue
    const model = monaco.editor.createModel(textOf(name), open.language, uriOf(name))
    model.updateOptions({ ...PLAIN, tabSize: open.language === 'python' ? 4 : 2, insertSpaces: true })
    model.onDidChangeContent(() => editFile(name, model.getValue(monaco.editor.EndOfLinePreference.LF)))
  }
}

/** A reset or an undo outside the editor: as one edit, so that the editor's own undo still leads back. */
function takeReplaced(): void {
  void replaced.value
  for (const { name } of workspace.peek()?.files ?? []) {
    const model = modelOf(name)
    const text = textOf(name)
    if (!model || model.getValue(monaco.editor.EndOfLinePreference.LF) === text) continue
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null)
  }
}

/** What the host found wrong before it ran anything. */
function markProblems(): void {
  const found = problems.value
  for (const { name } of workspace.value?.files ?? []) {
    const model = modelOf(name)
    if (!model) continue
    setProblems(model, 'run', found.filter((problem) => problem.file === name))
  }
}

/** Marks what the host found in a file. @param owner who says so: its earlier marks go */
export function setProblems(model: monaco.editor.ITextModel, owner: 'run' | 'python', found: readonly Problem[]): void {
  const markers = found.map(({ line, column, message }) => {
    const lineNumber = Math.min(line, model.getLineCount())
    const word = model.getWordAtPosition({ lineNumber, column })
    return {
      severity: monaco.MarkerSeverity.Error,
      message,
      source: owner,
      startLineNumber: lineNumber,
      startColumn: word?.startColumn ?? column,
      endLineNumber: lineNumber,
      endColumn: word?.endColumn ?? column + 1,
    }
  })
  monaco.editor.setModelMarkers(model, owner, markers)
}
