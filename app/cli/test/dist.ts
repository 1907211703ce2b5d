/** Builds the parts that the command line needs into a folder of the test's own, the way they lie in dist/. */
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { BuildOptions } from 'esbuild'
import { temporaryFolder } from '../../host/test/folders.ts'
import { esbuildInPlace } from '../../host/test/parts.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const DOORS = ['connection', 'managers', 'shared-memory', 'pickle', 'protocol', 'inspect', 'values']
const PURE = ['pickle', 'protocol', 'inspect', 'values']

const at = (...parts: string[]): string => path.join(root, ...parts)

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  keepNames: true,
  splitting: true,
  logLevel: 'error',
  absWorkingDir: root,
}

/** @returns the folder; `cli/managerie.js` in it is the program */
export async function buildDist(): Promise<string> {
  const dist = path.join(temporaryFolder(), 'dist')
  mkdirSync(dist)
  await Promise.all([
    build({
      ...common,
      entryPoints: {
        index: 'engine/index.ts',
        ...Object.fromEntries(DOORS.map((door) => [door, `engine/${door}/index.ts`])),
        'child-main': 'engine/process/child-main.ts',
      },
      outdir: path.join(dist, 'engine'),
    }),
    build({
      ...common,
      entryPoints: { managerie: 'app/cli/managerie.ts' },
      outdir: path.join(dist, 'cli'),
      banner: { js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);" },
      plugins: [
        esbuildInPlace,
        {
          name: 'parts-beside',
          setup(plugin) {
            // The engine that has state is one.
            plugin.onResolve({ filter: /^multiprocessing(\/|$)/ }, ({ path: name }) => {
              const door = name.split('/')[1] ?? 'index'
              return PURE.includes(door) ? { path: at('engine', door, 'index.ts') } : { path: `../engine/${door}.js`, external: true }
            })
          },
        },
      ],
    }),
    build({ ...common, entryPoints: { keeper: 'app/host/keeper-main.ts' }, outdir: path.join(dist, 'host') }),
  ])
  const exports = Object.fromEntries([['.', './index.js'], ...DOORS.map((door) => [`./${door}`, `./${door}.js`])])
  writeFileSync(path.join(dist, 'engine', 'package.json'), JSON.stringify({ name: 'multiprocessing', type: 'module', exports }))
  writeFileSync(path.join(dist, 'package.json'), '{ "type": "module" }')
  for (const name of readdirSync(at('lessons'))) {
    if (existsSync(at('lessons', name, 'text.md'))) cpSync(at('lessons', name), path.join(dist, 'lessons', name), { recursive: true })
  }
  if (existsSync(at('engine/cpython'))) cpSync(at('engine/cpython'), path.join(dist, 'cpython'), { recursive: true })
  mkdirSync(path.join(dist, 'renderer'))
  writeFileSync(path.join(dist, 'renderer', 'index.html'), '<!doctype html><title>the page</title>')
  return dist
}
