/** Monaco as we use it: features, languages, workers. Loaded when an editor is first shown. */
import * as monaco from 'monaco-editor/editor'
import 'monaco-editor/features/bracketMatching/register'
import 'monaco-editor/features/caretOperations/register'
import 'monaco-editor/features/clipboard/register'
import 'monaco-editor/features/codeAction/register'
import 'monaco-editor/features/codeEditor/register'
import 'monaco-editor/features/comment/register'
import 'monaco-editor/features/contextmenu/register'
import 'monaco-editor/features/cursorUndo/register'
import 'monaco-editor/features/diffEditor/register'
import 'monaco-editor/features/find/register'
import 'monaco-editor/features/format/register'
import 'monaco-editor/features/gotoError/register'
import 'monaco-editor/features/gotoLine/register'
import 'monaco-editor/features/gotoSymbol/register'
import 'monaco-editor/features/hover/register'
import 'monaco-editor/features/inPlaceReplace/register'
import 'monaco-editor/features/indentation/register'
import 'monaco-editor/features/lineSelection/register'
import 'monaco-editor/features/linesOperations/register'
import 'monaco-editor/features/multicursor/register'
import 'monaco-editor/features/parameterHints/register'
import 'monaco-editor/features/readOnlyMessage/register'
import 'monaco-editor/features/referenceSearch/register'
import 'monaco-editor/features/rename/register'
import 'monaco-editor/features/smartSelect/register'
import 'monaco-editor/features/snippet/register'
import 'monaco-editor/features/suggest/register'
import 'monaco-editor/features/toggleTabFocusMode/register'
import 'monaco-editor/features/tokenization/register'
import 'monaco-editor/features/unicodeHighlighter/register'
import 'monaco-editor/features/unusualLineTerminators/register'
import 'monaco-editor/features/wordOperations/register'
import 'monaco-editor/features/wordPartOperations/register'
import 'monaco-editor/languages/definitions/python/register'
import 'monaco-editor/languages/definitions/typescript/register'
import { ModuleKind, type ModuleResolutionKind, ScriptTarget, typescriptDefaults } from 'monaco-editor/languages/features/typescript/register'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import TypeScriptWorker from './typescript.worker.ts?worker'

export { monaco }

globalThis.MonacoEnvironment = {
  getWorker: (_module: string, label: string) => (label === 'typescript' ? new TypeScriptWorker({ name: label }) : new EditorWorker({ name: label })),
}

/** Where workspace files live for the language service; `./tank` beside them resolves. */
export const WORKSPACE = 'file:///workspace/'

/** `bundler`: extensionless imports, and packages by their folders. Monaco's table of names ends before it. */
const BUNDLER = 100 as ModuleResolutionKind
/** Modules are told by their contents: every file is one. */
const FORCE = 3

typescriptDefaults.setCompilerOptions({
  target: ScriptTarget.ESNext,
  module: ModuleKind.ESNext,
  moduleResolution: BUNDLER,
  moduleDetection: FORCE,
  lib: ['esnext'],
  types: [],
  strict: true,
  noEmit: true,
  allowNonTsExtensions: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
})
typescriptDefaults.setDiagnosticsOptions({ noSemanticValidation: false, noSyntaxValidation: false, noSuggestionDiagnostics: true })
typescriptDefaults.setEagerModelSync(true)

/** Lets the language service know the engine and Node: some megabytes of declarations, so after the first paint. */
export async function addLibraries(): Promise<void> {
  const { engineTypes, nodeTypes } = await import('./libraries.ts')
  for (const [path, text] of Object.entries(nodeTypes)) typescriptDefaults.addExtraLib(text, `file:///node_modules/@types/node/${path}`)
  for (const [path, text] of Object.entries(engineTypes)) typescriptDefaults.addExtraLib(text, `file:///node_modules/multiprocessing/${path}`)
}
