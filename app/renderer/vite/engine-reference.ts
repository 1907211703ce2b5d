/**
 * Vite plugin: the pages of the reference, read from the engine's declaration files.
 *
 * `import { pages } from 'virtual:engine-reference'`. Read when the module is loaded, so the engine's types must be built
 * first; where there are none, `pages` is empty and the build says so.
 */
import type { Plugin } from 'vite'
import { referencePages } from '../../reference/pages.ts'

const ID = 'virtual:engine-reference'
const RESOLVED = `\0${ID}`

/** @param engine folder of the engine's .d.ts files */
export function engineReference(engine: string): Plugin {
  return {
    name: 'engine-reference',
    resolveId: (id) => (id === ID ? RESOLVED : undefined),
    load(id) {
      if (id !== RESOLVED) return undefined
      try {
        // A text that is parsed is read faster than a program.
        return `export const pages = JSON.parse(${JSON.stringify(JSON.stringify(referencePages(engine)))})`
      } catch (error) {
        this.warn(`the reference has no pages: ${error instanceof Error ? error.message : String(error)}`)
        return 'export const pages = []'
      }
    },
  }
}
