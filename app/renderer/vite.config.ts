import { defineConfig } from 'vite'
import { engineTypes } from './vite/engine-types.ts'

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [engineTypes(new URL('../../dist/engine/types/', import.meta.url))],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es' },
  build: {
    outDir: '../../dist/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    // The content security policy allows fonts and scripts of our own address only: nothing is put into data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 12_000,
    reportCompressedSize: false,
    sourcemap: false,
  },
})
