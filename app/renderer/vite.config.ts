import { join } from 'node:path'
import { defineConfig } from 'vite'
import { engineReference } from './vite/engine-reference.ts'
import { libraryTypes } from './vite/library-types.ts'
import { oneTypeScriptWorker } from './vite/one-typescript-worker.ts'

const root = import.meta.dirname
const project = join(root, '../..')
const types = process.env['MANAGERIE_ENGINE_TYPES'] ?? join(project, 'dist/engine/types')

export default defineConfig({
  root,
  base: './',
  plugins: [
    engineReference(types),
    libraryTypes({ engine: types, node: join(project, 'node_modules/@types/node') }),
    oneTypeScriptWorker(),
  ],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es' },
  build: {
    outDir: join(project, 'dist/renderer'),
    emptyOutDir: true,
    target: 'chrome130',
    // The content security policy allows fonts and scripts of our own address only: nothing is put into data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 12_000,
    reportCompressedSize: false,
  },
})
