/**
 * What the language service finds wrong, in all files of the workspace at once: an edit of `tank.ts` can break
 * `visitor.ts`. (Monaco's own diagnostics look at the edited file alone, and keep what they found before another file came.)
 */
import { effect } from '@preact/signals'
import type { Diagnostic, TypeScriptWorker } from 'monaco-editor/languages/features/typescript/register'
import { getTypeScriptWorker, typescriptDefaults } from 'monaco-editor/languages/features/typescript/register'
import { replaced } from '../files.ts'
import { workspace } from '../store.ts'
import { modelOf, uriOf } from './models.ts'
import { monaco } from './monaco.ts'

const OWNER = 'typescript'
const AFTER_MS = 400

/** Looks again after every edit and whenever the workspace or the libraries change. Begin when the libraries are there. */
export function diagnose(): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0
  const soon = () => {
    clearTimeout(timer)
    const mine = ++turn
    timer = setTimeout(() => {
      look(() => mine === turn).catch(() => {
        // The service is not there before the first TypeScript file is; a broken one is started anew by Monaco.
        if (mine === turn) soon()
      })
    }, AFTER_MS)
  }
  typescriptDefaults.onDidExtraLibsChange(soon)
  monaco.editor.onDidCreateModel((model) => model.onDidChangeContent(soon))
  for (const model of monaco.editor.getModels()) model.onDidChangeContent(soon)
  effect(() => {
    void replaced.value
    if (workspace.value?.language === 'typescript') soon()
  })
}

/** @param wanted whether nothing has changed since this look was asked for */
async function look(wanted: () => boolean): Promise<void> {
  const open = workspace.peek()
  if (open?.language !== 'typescript') return
  const names = open.files.map((file) => file.name).filter((name) => name.endsWith('.ts'))
  const service = await (await getTypeScriptWorker())(...names.map(uriOf))
  for (const name of names) {
    const found = await findingsIn(service, uriOf(name).toString())
    const model = modelOf(name)
    if (!wanted() || !model) return
    monaco.editor.setModelMarkers(model, OWNER, found.map((one) => markerOf(model, one)).filter((marker) => marker !== undefined))
  }
}

async function findingsIn(service: TypeScriptWorker, uri: string): Promise<Diagnostic[]> {
  const [syntax, meaning] = await Promise.all([service.getSyntacticDiagnostics(uri), service.getSemanticDiagnostics(uri)])
  return [...syntax, ...meaning]
}

const SEVERITIES = [monaco.MarkerSeverity.Warning, monaco.MarkerSeverity.Error, monaco.MarkerSeverity.Hint, monaco.MarkerSeverity.Info] as const

/** Undefined for what lies behind the text: there are only our own declarations. */
function markerOf(model: monaco.editor.ITextModel, { start = 0, length = 1, category, code, messageText }: Diagnostic): monaco.editor.IMarkerData | undefined {
  if (start > model.getValueLength()) return undefined
  const from = model.getPositionAt(start)
  const to = model.getPositionAt(start + length)
  return {
    severity: SEVERITIES[category],
    message: flat(messageText),
    code: String(code),
    source: 'ts',
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
  }
}

/** A message and what explains it, one line each, indented as it nests. */
function flat(message: Diagnostic['messageText'], depth = 0): string {
  if (typeof message === 'string') return message
  const next = (message.next ?? []).map((one) => flat(one, depth + 1))
  return [`${'  '.repeat(depth)}${message.messageText}`, ...next].join('\n')
}
