/** Parts with the real engine, built here, and the real tracer for Python; and the Pythons that are on this machine. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Parts } from '../paths.ts'
import { Runtimes, searchPlaces, theNode } from '../runtimes.ts'
import type { FoundRuntime } from '../runtimes.ts'
import { temporaryFolder } from './folders.ts'
import { testParts } from './parts.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const DOORS = ['connection', 'managers', 'shared-memory', 'pickle', 'protocol', 'inspect', 'values']

export async function realParts(): Promise<Parts> {
  const engine = path.join(temporaryFolder(), 'engine')
  const [parts] = await Promise.all([
    testParts(),
    build({
      entryPoints: {
        index: 'engine/index.ts',
        ...Object.fromEntries(DOORS.map((door) => [door, `engine/${door}/index.ts`])),
        'child-main': 'engine/process/child-main.ts',
      },
      outdir: engine,
      absWorkingDir: root,
      bundle: true,
      splitting: true,
      keepNames: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      external: ['koffi'],
      logLevel: 'error',
    }),
  ])
  const exports = Object.fromEntries([['.', './index.js'], ...DOORS.map((door) => [`./${door}`, `./${door}.js`])])
  writeFileSync(path.join(engine, 'package.json'), JSON.stringify({ name: 'multiprocessing', type: 'module', exports }))
  return { ...parts, engine, cpython: path.join(root, 'engine/cpython') }
}

/** Node, and the newest CPythons of these minor versions. Those that are not here are said, and left out. */
export async function runtimesFor(...minors: string[]): Promise<FoundRuntime[]> {
  const found = await new Runtimes(temporaryFolder(), () => {}, searchPlaces()).all()
  const pythons = minors.map((minor) => found.find(({ language, version }) => language === 'python' && version.startsWith(`${minor}.`)))
  for (const [at, minor] of minors.entries()) if (!pythons[at]) process.stderr.write(`No CPython ${minor} here: its tests are left out.\n`)
  return [theNode(), ...pythons.filter((python) => python !== undefined)]
}
