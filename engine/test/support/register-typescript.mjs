/**
 * Lets Node run the engine's sources: `node --import register-typescript.mjs program.ts`. For tests, whose children are
 * started with `process.execArgv`; what is built needs none of this.
 */
import { readFile } from 'node:fs/promises'
import { register } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { transform } from 'esbuild'

// Node runs the hooks in a thread of their own, where this file is imported again.
if (isMainThread) register(import.meta.url)

/** Hook of `node:module`: a `.ts` file is a module, transpiled. */
export async function load(url, context, nextLoad) {
  if (!url.endsWith('.ts')) return nextLoad(url, context)
  const path = fileURLToPath(url)
  const { code } = await transform(await readFile(path, 'utf8'), {
    loader: 'ts',
    format: 'esm',
    target: 'node20',
    sourcefile: path,
    sourcemap: 'inline',
  })
  return { format: 'module', source: code, shortCircuit: true }
}
