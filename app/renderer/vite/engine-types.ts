/**
 * Vite plugin: the engine's declaration files as one module, for the editor's IntelliSense.
 *
 * `import { engineTypes } from 'virtual:engine-types'` gives `{ 'managers/index.d.ts': '…' }`: paths are relative to the
 * package. Read when the module is loaded, so the engine's types must be built first; where there are none, it is empty.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const ID = 'virtual:engine-types'
const RESOLVED = `\0${ID}`

/** @param folder where the engine's .d.ts files are */
export function engineTypes(folder: URL): Plugin {
  return {
    name: 'engine-types',
    resolveId: (id) => (id === ID ? RESOLVED : undefined),
    load(id) {
      if (id !== RESOLVED) return undefined
      const files = readDeclarations(fileURLToPath(folder))
      if (Object.keys(files).length === 0) this.warn(`no declaration files in ${fileURLToPath(folder)}: the editor will not know the engine`)
      return `export const engineTypes = ${JSON.stringify(files)}`
    },
  }
}

/** Every .d.ts under a folder, by its path from there. */
export function readDeclarations(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {}
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts'))
  return Object.fromEntries(names.toSorted().map((name) => [name.split(sep).join('/'), readFileSync(join(folder, name), 'utf8')]))
}
