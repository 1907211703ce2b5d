/**
 * Lets Node run the engine's sources: `node --import register-typescript.mjs program.ts`. For tests, whose children are
 * started with `process.execArgv`; what is built needs none of this.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { register } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'

/** What was transpiled before: starting the transpiler takes longer than a whole child that finds all here. */
const cache = fileURLToPath(new URL('../../../node_modules/.cache/register-typescript/', import.meta.url))

// Node runs the hooks in a thread of their own, where this file is imported again.
if (isMainThread) register(import.meta.url)

/** Hook of `node:module`: a `.ts` file is a module, transpiled. */
export async function load(url, context, nextLoad) {
  if (!url.endsWith('.ts')) return nextLoad(url, context)
  const file = fileURLToPath(url)
  const text = await readFile(file, 'utf8')
  const kept = path.join(cache, `${createHash('sha256').update(`${file}\n${text}`).digest('hex')}.js`)
  const source = await readFile(kept, 'utf8').catch(() => transpile(file, text, kept))
  return { format: 'module', source, shortCircuit: true }
}

async function transpile(file, text, kept) {
  const { transform } = await import('esbuild')
  const { code } = await transform(text, { loader: 'ts', format: 'esm', target: 'node20', sourcefile: file, sourcemap: 'inline' })
  // Two processes may do this at the same time: each moves a whole file into its place.
  const whole = `${kept}.${process.pid}`
  await mkdir(cache, { recursive: true })
  await writeFile(whole, code)
  await rename(whole, kept)
  return code
}
