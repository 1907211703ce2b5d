/** Monaco as we use it: features, languages, workers. Loaded when an editor is first shown. */
import * as monaco from 'monaco-editor/editor'
// All features: the language services load them too, but later than the first editor, which would then lack them.
import 'monaco-editor/features/register.all'
import 'monaco-editor/editor/contrib/gotoSymbol/browser/goToCommands'
import 'monaco-editor/editor/contrib/suggest/browser/suggestController'
import 'monaco-editor/languages/definitions/python/register'
import 'monaco-editor/languages/definitions/typescript/register'
import { typescriptDefaults } from 'monaco-editor/languages/features/typescript/register'
// oxlint-disable-next-line import/default -- Vite makes a worker's class of the module
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
// oxlint-disable-next-line import/default
import TypeScriptWorker from './typescript.worker.ts?worker'
import { announce } from '../layout/announce.ts'
import { isMac } from '../layout/chords.ts'
import { tabMovesFocus } from '../store.ts'
import { COMPILER_OPTIONS, libraryFiles } from './compiler-options.ts'

export { monaco }
export { WORKSPACE } from './compiler-options.ts'

globalThis.MonacoEnvironment = {
  getWorker: (_module: string, label: string) => (label === 'typescript' ? new TypeScriptWorker({ name: label }) : new EditorWorker({ name: label })),
}

typescriptDefaults.setCompilerOptions(COMPILER_OPTIONS)
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
  for (const [name, text] of libraryFiles(await import('./libraries.ts'))) typescriptDefaults.addExtraLib(text, name)
}
