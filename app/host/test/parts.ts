/**
 * Parts for tests: the real keeper, built here, and an engine of a few lines that lets a program say in its trace that
 * it listens. So the host is tested with real processes and without the engine.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Plugin } from 'esbuild'
import type { Parts } from '../paths.ts'
import { temporaryFolder } from './folders.ts'

const here = path.dirname(fileURLToPath(import.meta.url))

export async function testParts(): Promise<Parts> {
  const dist = temporaryFolder()
  const engine = path.join(dist, 'engine')
  mkdirSync(engine)
  writeFileSync(path.join(engine, 'package.json'), '{ "name": "multiprocessing", "type": "module", "exports": "./index.js" }')
  writeFileSync(path.join(engine, 'index.js'), SMALL_ENGINE)
  const cpython = path.join(dist, 'cpython')
  mkdirSync(cpython)
  writeFileSync(path.join(cpython, 'shim_is_here.py'), '')
  const keeper = path.join(dist, 'keeper.js')
  await bundle(path.join(here, '..', 'keeper-main.ts'), keeper)
  return { engine, cpython, keeper, lessons: path.join(here, 'lessons'), renderer: path.join(dist, 'renderer') }
}

/** esbuild is a program of its own: bundles take the one that is installed here. */
export const esbuildInPlace: Plugin = {
  name: 'esbuild-in-place',
  setup(plugin) {
    plugin.onResolve({ filter: /^esbuild$/ }, () => ({ path: fileURLToPath(import.meta.resolve('esbuild')), external: true }))
  },
}

/** Makes one file of a program of ours that runs in plain Node. */
export async function bundle(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    plugins: [esbuildInPlace],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  })
  writeFileSync(path.join(path.dirname(outfile), 'package.json'), '{ "type": "module" }')
}

const SMALL_ENGINE = `
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
const id = process.pid + '-test'
let seq = 0
export function say(name, body) {
  const time = Number(process.hrtime.bigint() / 1000n)
  appendFileSync(join(process.env.MULTIPROCESSING_TRACE, id + '.ndjson'), JSON.stringify({ v: 1, process: id, seq: seq++, time, name, ...body }) + '\\n')
}
export function listening(at) {
  say('listener/bound', { listener: 'l', address: ['127.0.0.1', Number(process.env.PORT)], at })
}
say('process/started', { pid: process.pid, ppid: process.ppid, label: process.env.MULTIPROCESSING_TRACE_NAME, runtime: 'node', version: process.versions.node, wall: Date.now() * 1000 })
process.on('exit', (code) => say('process/exited', { pid: process.pid, code, signal: null }))
`
