/** How the editor's language service reads programs. Numbers are the compiler's own, since Monaco's tables of them need a page. */
import type { ModuleKind, ModuleResolutionKind, ScriptTarget } from 'monaco-editor/languages/features/typescript/register'

/** Where workspace files live for the language service; `./tank` beside them resolves. */
export const WORKSPACE = 'file:///workspace/'

const ES_NEXT = 99
/** Extensionless imports, and packages by their folders. */
const BUNDLER = 100
/** Modules are told by their contents: every file is one. */
const FORCE = 3

export const COMPILER_OPTIONS = {
  target: ES_NEXT as ScriptTarget,
  module: ES_NEXT as ModuleKind,
  moduleResolution: BUNDLER as ModuleResolutionKind,
  moduleDetection: FORCE,
  lib: ['esnext'],
  types: [],
  strict: true,
  noEmit: true,
  allowNonTsExtensions: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
}

/** Declarations by the name under which the service finds them. */
export function libraryFiles({ engineTypes, nodeTypes }: Readonly<Record<'engineTypes' | 'nodeTypes', Readonly<Record<string, string>>>>): [name: string, text: string][] {
  return [
    ...Object.entries(nodeTypes).map(([path, text]): [string, string] => [`file:///node_modules/@types/node/${path}`, text]),
    ...Object.entries(engineTypes).map(([path, text]): [string, string] => [`file:///node_modules/multiprocessing/${path}`, text]),
  ]
}
