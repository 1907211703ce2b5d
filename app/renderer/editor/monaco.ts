/** Monaco as we use it: features, languages, workers. Loaded when an editor is first shown. */
import * as monaco from 'monaco-editor/editor'
// All features: the language services load them too, but later than the first editor, which would then lack them.
import 'monaco-editor/features/register.all'
import 'monaco-editor/editor/contrib/gotoSymbol/browser/goToCommands'
import 'monaco-editor/editor/contrib/suggest/browser/suggestController'
import 'monaco-editor/languages/definitions/python/register'
import 'monaco-editor/languages/definitions/typescript/register'
import { ModuleKind, type ModuleResolutionKind, ScriptTarget, typescriptDefaults } from 'monaco-editor/languages/features/typescript/register'
// oxlint-disable-next-line import/default -- Vite makes a worker's class of the module
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
// oxlint-disable-next-line import/default
import TypeScriptWorker from './typescript.worker.ts?worker'
import { announce } from '../layout/announce.ts'
import { isMac } from '../layout/chords.ts'
import { tabMovesFocus } from '../store.ts'

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
// `diagnostics.ts` finds what is wrong.
typescriptDefaults.setModeConfiguration({ ...typescriptDefaults.modeConfiguration, diagnostics: false })
typescriptDefaults.setEagerModelSync(true)

// The page has one palette.
monaco.editor.addKeybindingRule({ keybinding: monaco.KeyCode.F1, command: null })

// Monaco's own switch tells nobody when it is thrown; ours is in the status bar.
const { CtrlCmd, Shift, WinCtrl } = monaco.KeyMod
monaco.editor.addCommand({
  id: 'managerie.toggleTab',
  run() {
    tabMovesFocus.value = !tabMovesFocus.peek()
    announce(tabMovesFocus.peek() ? 'Tab moves the focus.' : 'Tab indents.')
  },
})
monaco.editor.addKeybindingRule({
  keybinding: isMac() ? WinCtrl | Shift | monaco.KeyCode.KeyM : CtrlCmd | monaco.KeyCode.KeyM,
  command: 'managerie.toggleTab',
  when: 'editorTextFocus',
})

/** Lets the language service know the engine and Node: some megabytes of declarations, so after the first paint. */
export async function addLibraries(): Promise<void> {
  const { engineTypes, nodeTypes } = await import('./libraries.ts')
  for (const [path, text] of Object.entries(nodeTypes)) typescriptDefaults.addExtraLib(text, `file:///node_modules/@types/node/${path}`)
  for (const [path, text] of Object.entries(engineTypes)) typescriptDefaults.addExtraLib(text, `file:///node_modules/multiprocessing/${path}`)
}
