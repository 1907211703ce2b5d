/** What the editor pane loads when it is first shown: everything that needs Monaco. */
export { applyColours } from './colours.ts'
export { CodeEditor } from './code-editor.ts'
export { diagnose } from './diagnostics.ts'
export { SolutionView } from './solution-view.ts'
export { filesWithErrors, followWorkspace } from './models.ts'
export { addLibraries } from './monaco.ts'
export { lineNow, trackLines } from './line-tracker.ts'
export { assistPython } from './python/providers.ts'
