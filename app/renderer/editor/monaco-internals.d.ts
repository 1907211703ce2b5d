/** Monaco's entry points that come without types of their own: what we use of them. */

declare module 'monaco-editor/languages/features/typescript/ts.worker' {
  export interface MirrorModel {
    readonly uri: { toString(): string }
    readonly version: number
    getValue(): string
  }
  export interface WorkerContext {
    getMirrorModels(): readonly MirrorModel[]
  }
  export type WorkerData = unknown
  export class TypeScriptWorker {
    constructor(context: WorkerContext, data: WorkerData)
    _getScriptText(fileName: string): string | undefined
    getScriptVersion(fileName: string): string
  }
  export function initialize(create: (context: WorkerContext, data: WorkerData) => TypeScriptWorker): void
}

declare module 'monaco-editor/languages/features/typescript/lib/typescriptServices' {
  export const typescript: typeof import('./syntax.ts')
}

declare module 'monaco-editor/editor/contrib/gotoSymbol/browser/goToCommands' {}
declare module 'monaco-editor/editor/contrib/suggest/browser/suggestController' {}
