/**
 * Vite plugin: the declaration files of the engine and of Node as one module, for the editor's IntelliSense.
 *
 * `import { engineTypes, nodeTypes } from 'virtual:library-types'` gives `{ 'managers/index.d.ts': '…' }`: paths are
 * relative to the package. Read when the module is loaded, so the engine's types must be built first; where there are
 * none, `engineTypes` is empty and the build says so.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Plugin } from 'vite'

const ID = 'virtual:library-types'
const RESOLVED = `\0${ID}`

export interface LibraryFolders {
  /** Folder of the engine's .d.ts files. */
  readonly engine: string
  /** Folder of `@types/node`. */
  readonly node: string
}

export function libraryTypes({ engine, node }: LibraryFolders): Plugin {
  return {
    name: 'library-types',
    resolveId: (id) => (id === ID ? RESOLVED : undefined),
    load(id) {
      if (id !== RESOLVED) return undefined
      const engineTypes = readDeclarations(engine)
      if (Object.keys(engineTypes).length === 0) this.warn(`no declaration files in ${engine}: the editor will not know the engine`)
      // Declarations for older TypeScript, and for things that a program in a terminal has no use for.
      const nodeTypes = readDeclarations(node, (name) => !name.startsWith('ts5.') && !name.startsWith('compatibility/'))
      return `export const engineTypes = ${JSON.stringify(engineTypes)}\nexport const nodeTypes = ${JSON.stringify(nodeTypes)}`
    },
  }
}

/** Every .d.ts under a folder, by its path from there. */
export function readDeclarations(folder: string, wanted: (name: string) => boolean = () => true): Record<string, string> {
  if (!existsSync(folder)) return {}
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(sep).join('/'))
    .filter((name) => name.endsWith('.d.ts') && wanted(name))
  return Object.fromEntries(names.toSorted().map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}
