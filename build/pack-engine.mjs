/**
 * The engine as a package: built for `dist/`, and packed for others.
 *
 * `node build/pack-engine.mjs [folder]` builds it afresh and leaves `multiprocessing-<version>.tgz` in the folder (default
 * `dist/`); the last line of its output is the file. Install that in any project: it needs nothing else.
 */
import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { fail, root, run } from './toolbox.mjs'

const at = (...parts) => path.join(root, ...parts)
/** Doors of the engine beside the first, as in its package.json. */
export const DOORS = ['connection', 'managers', 'shared-memory', 'pickle', 'protocol', 'inspect', 'values']
/** Packages that are not part of the bundles: native, loaded when first asked for, and done without where they are not. */
const BESIDE = ['koffi']
/** What all bundles have in common. */
export const common = { bundle: true, platform: 'node', target: 'node20.19', format: 'esm', logLevel: 'warning', absWorkingDir: root, keepNames: true, legalComments: 'none' }

/** Builds the engine with its types into a folder that programs can import from. */
export async function buildEngine(folder) {
  await Promise.all([bundleEngine(folder), engineTypes(path.join(folder, 'types'))])
  writeJson(path.join(folder, 'package.json'), manifest())
}

function bundleEngine(folder) {
  return build({
    ...common,
    entryPoints: {
      index: 'engine/index.ts',
      ...Object.fromEntries(DOORS.map((door) => [door, `engine/${door}/index.ts`])),
      'child-main': 'engine/process/child-main.ts',
    },
    outdir: folder,
    splitting: true,
    // Beside the doors: a stack's own frames are told by their folder.
    chunkNames: 'part-[hash]',
    external: BESIDE,
    sourcemap: false,
  })
}

/** Declarations of the engine, for editors and for the playground's own. */
async function engineTypes(folder) {
  await run(process.execPath, [at('node_modules/typescript/bin/tsc'), '-p', 'engine/tsconfig.types.json', '--outDir', folder], { quiet: true })
}

function manifest() {
  const { name, version, license, description } = readJson(at('engine/package.json'))
  const door = (file, types) => ({ types: `./types/${types}`, default: `./${file}` })
  const exports = { '.': door('index.js', 'index.d.ts'), ...Object.fromEntries(DOORS.map((each) => [`./${each}`, door(`${each}.js`, `${each}/index.d.ts`)])) }
  return { name, version, description, license, type: 'module', exports }
}

/**
 * Packs the engine.
 * @param {string} to folder for the tarball
 * @returns {Promise<string>} the tarball
 */
export async function packEngine(to) {
  const folder = mkdtempSync(path.join(tmpdir(), 'pack-engine-'))
  try {
    await buildEngine(folder)
    completePackage(folder)
    mkdirSync(to, { recursive: true })
    const { stdout } = await promisify(execFile)('npm', ['pack', '--json', '--pack-destination', path.resolve(to)], { cwd: folder, shell: process.platform === 'win32' })
    const [{ filename }] = JSON.parse(stdout)
    return path.join(to, filename)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Adds what only those need who install it. */
function completePackage(folder) {
  const { engines } = readJson(at('package.json'))
  const { dependencies = {} } = readJson(at('engine/package.json'))
  writeJson(path.join(folder, 'package.json'), {
    ...manifest(),
    keywords: ['multiprocessing', 'manager', 'proxy', 'shared objects', 'pickle', 'python'],
    engines,
    types: './types/index.d.ts',
    main: './index.js',
    optionalDependencies: Object.fromEntries(BESIDE.map((name) => [name, dependencies[name]])),
    // The types name Node's streams.
    peerDependencies: { '@types/node': '>=20' },
    peerDependenciesMeta: { '@types/node': { optional: true } },
  })
  for (const text of ['README.md', 'PROTOCOL.md', 'DIFFERENCES.md']) copyFileSync(at('engine', text), path.join(folder, text))
  copyFileSync(at('LICENSE'), path.join(folder, 'LICENSE'))
  for (const dependency of Object.keys(dependencies)) if (!BESIDE.includes(dependency)) takeIn(dependency, folder)
  for (const door of ['index.d.ts', ...DOORS.map((each) => `${each}/index.d.ts`)]) {
    const file = path.join(folder, 'types', door)
    writeFileSync(file, `/// <reference types="node" />\n/// <reference lib="esnext.disposable" />\n${readFileSync(file, 'utf8')}`)
  }
}

/** A dependency whose code is in the bundles: its types and its licence come along. */
function takeIn(dependency, folder) {
  const from = at('node_modules', dependency)
  const { version, types } = readJson(path.join(from, 'package.json'))
  copyFileSync(path.join(from, types), path.join(folder, 'types', `${dependency}.d.ts`))
  const licence = ['LICENSE', 'LICENSE.md'].map((name) => path.join(from, name)).find(existsSync)
  if (!licence) fail(`${dependency} is bundled and has no licence to bundle with it.`)
  writeFileSync(path.join(folder, `LICENSE-${dependency}`), `${dependency} ${version} is part of this package.\n\n${readFileSync(licence, 'utf8')}`)
  for (const door of DOORS) rewriteImports(path.join(folder, 'types', door), dependency)
}

/** Points the imports of a package, in the declarations of a folder, to what lies beside it. */
function rewriteImports(folder, dependency) {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.d.ts'))) {
    const place = path.join(folder, file)
    const text = readFileSync(place, 'utf8')
    const rewritten = text.replaceAll(`from '${dependency}'`, `from '../${dependency}.js'`).replaceAll(`import("${dependency}")`, `import("../${dependency}.js")`)
    if (rewritten !== text) writeFileSync(place, rewritten)
  }
}

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))
const writeJson = (file, value) => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`)

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const tarball = await packEngine(process.argv[2] ?? at('dist')).catch((error) => fail(`The engine could not be packed: ${error.message}`))
  process.stdout.write(`${tarball}\n`)
}
