/** Builds everything into dist/: a table of bundles, the engine's types, the page, and the files that are copied. */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, chmodSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { buildEngine, common } from './pack-engine.mjs'
import { root } from './toolbox.mjs'

const at = (...parts) => path.join(root, ...parts)
/** Doors that have no state and no side effects: whoever needs one carries it. */
const PURE = ['pickle', 'protocol', 'inspect', 'values']

/** Packages that are CommonJS ask for `require`. */
const requireBanner = { js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);" }

/** The engine with state is one: programs that serve take it from dist/engine, never a copy. */
const engineBeside = {
  name: 'engine-beside',
  setup(plugin) {
    plugin.onResolve({ filter: /^multiprocessing(\/|$)/ }, ({ path: name }) => {
      const door = name.split('/')[1] ?? 'index'
      return PURE.includes(door) ? { path: at('engine', door, 'index.ts') } : { path: `../engine/${door}.js`, external: true }
    })
  },
}

const bundles = [
  {
    ...common,
    entryPoints: { managerie: 'app/cli/managerie.ts' },
    outdir: 'dist/cli',
    splitting: true,
    // Beside the program: `../engine` is the engine for all of them.
    chunkNames: '[name]-[hash]',
    external: ['esbuild'],
    plugins: [engineBeside],
    banner: requireBanner,
  },
  { ...common, entryPoints: { keeper: 'app/host/keeper-main.ts' }, outdir: 'dist/host' },
  {
    ...common,
    entryPoints: { main: 'app/electron/main.ts' },
    outdir: 'dist/electron',
    // The log is opened before anything that may be missing is loaded.
    splitting: true,
    chunkNames: 'part-[hash]',
    external: ['electron', 'esbuild'],
    plugins: [engineBeside],
    banner: requireBanner,
  },
  { ...common, format: 'cjs', platform: 'node', entryPoints: { preload: 'app/electron/preload.ts' }, outdir: 'dist/electron', outExtension: { '.js': '.cjs' }, external: ['electron'] },
]

/** Builds all parts; where that fails, the build before stays. @param {(text: string) => void} say progress */
export async function buildAll(say) {
  const before = at('dist.before')
  rmSync(before, { recursive: true, force: true })
  if (existsSync(at('dist'))) renameSync(at('dist'), before)
  mkdirSync(at('dist'), { recursive: true })
  try {
    await buildParts(say)
  } catch (error) {
    rmSync(at('dist'), { recursive: true, force: true })
    if (existsSync(before)) renameSync(before, at('dist'))
    throw error
  }
  rmSync(before, { recursive: true, force: true })
}

async function buildParts(say) {
  say('  engine, host, shells, command line')
  await Promise.all([...bundles.map((bundle) => build(bundle)), buildEngine(at('dist/engine'))])
  copyLessons()
  cpSync(at('engine/cpython'), at('dist/cpython'), { recursive: true, filter: (file) => !/__pycache__|\.test\./.test(file) })
  chmodSync(at('dist/cli/managerie.js'), 0o755)
  say('  page')
  const { build: buildPage } = await import('vite')
  await buildPage({ configFile: at('app/renderer/vite.config.ts'), logLevel: 'error', clearScreen: false })
}

/** Words and programs of lessons; what checks them is in the bundles. */
function copyLessons() {
  for (const entry of readdirSync(at('lessons'), { withFileTypes: true })) {
    const from = at('lessons', entry.name)
    if (!entry.isDirectory() || !existsSync(path.join(from, 'text.md'))) continue
    for (const part of ['text.md', 'typescript', 'python', 'attempts']) {
      if (!existsSync(path.join(from, part))) continue
      cpSync(path.join(from, part), at('dist/lessons', entry.name, part), { recursive: true, filter: (file) => !file.includes('__pycache__') })
    }
  }
}
