/**
 * Vite plugin: leaves out Monaco's own TypeScript worker, nine megabytes that ours (`editor/typescript.worker.ts`)
 * stands in for. Monaco asks `MonacoEnvironment.getWorker` first and would never start it.
 */
import type { Plugin } from 'vite'

const FILE = 'features/typescript/workerManager.js'
const CREATION = /createWorker: \(\) => new Worker\(.*\),/

export function oneTypeScriptWorker(): Plugin {
  return {
    name: 'one-typescript-worker',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes(FILE)) return undefined
      if (!CREATION.test(code)) this.error(`${FILE} does not make its worker as expected: see ${import.meta.filename}`)
      return { code: code.replace(CREATION, ''), map: null }
    },
  }
}
