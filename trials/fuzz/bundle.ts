/** A target with the explorer as one file for a worker: guided, with counters in the modules that it is about, or plain. */
import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { build, transformSync } from 'esbuild'
import type { Plugin } from 'esbuild'
import { COUNTER_LIMIT, COUNTERS_MODULE, COUNTERS_NAME } from './counters.ts'
import { instrument } from './instrument.ts'

/** Folder of the repository. */
export const ROOT = path.resolve(import.meta.dirname, '../..')

/** Where a target is, and what of the product it is about. */
export interface Row {
  readonly name: string
  /** From the repository's folder. */
  readonly file: string
  /** Beginnings of paths of modules that get counters. */
  readonly sources: readonly string[]
  /** Of all inputs, how many parts are for this one. */
  readonly share: number
  /** Modules that are not wanted here (sockets, disks), and what takes their place. */
  readonly standIns?: Readonly<Record<string, string>>
}

const DOORS: Readonly<Record<string, string>> = { multiprocessing: 'engine', 'managerie-lessons': 'lessons' }

export interface Bundle {
  readonly file: string
  /** How many counters are in it. */
  readonly counters: number
}

const made = new Map<string, Promise<Bundle>>()

/** Writes it into the folder, once: what is edited while a long run goes on does not count for it. */
export function bundle(row: Row, guided: boolean, folder: string): Promise<Bundle> {
  const key = `${folder}\n${row.file}\n${guided}`
  let known = made.get(key)
  if (!known) made.set(key, (known = makeBundle(row, guided, folder)))
  return known
}

async function makeBundle(row: Row, guided: boolean, folder: string): Promise<Bundle> {
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, `${row.name.replaceAll(' ', '-')}.${guided ? 'guided' : 'plain'}.mjs`)
  const counters = { next: 1 }
  await build({
    stdin: {
      contents: `import { target } from './${row.file}'\nimport { work } from './trials/fuzz/worker.ts'\nawait work(target)\n`,
      resolveDir: ROOT,
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outfile: file,
    // Native, and never loaded here.
    external: ['koffi'],
    // For packages that are no modules.
    banner: { js: "import { createRequire as requireOf } from 'node:module'\nconst require = requireOf(import.meta.url)" },
    logLevel: 'error',
    plugins: [modules(row, guided, counters)],
  })
  return { file, counters: counters.next - 1 }
}

function modules(row: Row, guided: boolean, counters: { next: number }): Plugin {
  return {
    name: 'modules',
    setup(plugin) {
      plugin.onResolve({ filter: /^(multiprocessing|managerie-lessons)(\/|$)/ }, ({ path: name }) => {
        const [home = '', ...door] = name.split('/')
        const folder = path.join(ROOT, DOORS[home]!)
        if (home === 'managerie-lessons' && door[0] === 'schema') return { path: path.join(folder, 'schema.ts') }
        return { path: path.join(folder, ...door, 'index.ts') }
      })
      plugin.onResolve({ filter: new RegExp(`^${COUNTERS_MODULE}$`) }, () => ({ path: COUNTERS_MODULE, namespace: 'fuzz' }))
      plugin.onLoad({ filter: /.*/, namespace: 'fuzz' }, () => ({
        contents: `export const ${COUNTERS_NAME} = globalThis.__fuzzCounters = new Uint8Array(${COUNTER_LIMIT})`,
        loader: 'js',
      }))
      for (const [from, to] of Object.entries(row.standIns ?? {})) {
        if (from.startsWith('node:')) {
          plugin.onResolve({ filter: new RegExp(`^${from}$`) }, ({ importer }) =>
            importer.startsWith(path.join(ROOT, 'trials')) ? undefined : { path: path.join(ROOT, to) },
          )
        } else {
          const base = path.basename(from).replaceAll('.', '\\.')
          plugin.onResolve({ filter: new RegExp(`(^|/)${base}$`) }, ({ path: name, resolveDir, importer }) =>
            path.resolve(resolveDir, name) === path.join(ROOT, from) && importer !== path.join(ROOT, to) ? { path: path.join(ROOT, to) } : undefined,
          )
        }
      }
      if (!guided) return
      plugin.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
        const name = path.relative(ROOT, file).split(path.sep).join('/')
        if (!row.sources.some((source) => name.startsWith(source))) return undefined
        const { code } = transformSync(readFileSync(file, 'utf8'), { loader: 'ts', format: 'esm', target: 'node20', sourcefile: name })
        const counted = instrument(code, name, counters.next)
        counters.next = counted.next
        return { contents: counted.code, loader: 'js', resolveDir: path.dirname(file) }
      })
    },
  }
}
