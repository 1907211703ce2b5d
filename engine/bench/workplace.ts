/**
 * Where a run takes place: a folder of its own with a copy of the built engine and the measured programs in plain
 * JavaScript, so that nothing is compiled while it is measured, and a build beside it disturbs nothing.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'
import type { Python } from '../test/support/pythons.ts'
import { Partner, type PartnerOptions } from './partner.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const programs = fileURLToPath(new URL('./programs/', import.meta.url))
/** Packages that programs and the built engine take as they are installed. */
const PACKAGES = ['koffi', 'comlink', 'workerpool', 'piscina', 'birpc']

/** Which engine a program runs with: as built, or the same without a tracer in it. */
export type EngineVariant = 'built' | 'untraced'

export class Workplace {
  readonly folder: string
  readonly #engine: string
  readonly #ready = new Map<EngineVariant, Promise<string>>()
  #sockets = 0

  /** @param engine folder of the built engine; default `dist/engine` @throws Error when nothing is built there */
  constructor(engine: string = path.join(root, 'dist/engine')) {
    if (!existsSync(path.join(engine, 'managers.js'))) {
      throw new Error(`there is no built engine in ${engine}: run "node build/setup.mjs" first`)
    }
    this.#engine = engine
    this.folder = mkdtempSync(path.join(tmpdir(), 'bench-'))
  }

  /** An address for a server to listen at. */
  address(family: 'unix' | 'tcp'): string | [string, number] {
    return family === 'tcp' ? ['127.0.0.1', 0] : path.join(this.folder, `s${++this.#sockets}`)
  }

  /** A new folder for files of a contest. */
  makeFolder(): string {
    return mkdtempSync(path.join(this.folder, 'files-'))
  }

  /** A program of `programs/`, by its name without ending, in plain Node. */
  async node(name: string, args: readonly string[] = [], options: PartnerOptions & { readonly engine?: EngineVariant } = {}): Promise<Partner> {
    const folder = await this.#prepared(options.engine ?? 'built')
    return Partner.start([process.execPath, path.join(folder, `${name}.js`), ...args], options)
  }

  /** A program of `programs/` in a CPython. */
  async python(python: Python, name: string, args: readonly string[] = [], options: PartnerOptions = {}): Promise<Partner> {
    return Partner.start([python.program, '-B', path.join(programs, `${name}.py`), ...args], options)
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** The folder with the programs and one variant of the engine. */
  #prepared(variant: EngineVariant): Promise<string> {
    let ready = this.#ready.get(variant)
    if (!ready) this.#ready.set(variant, (ready = this.#prepare(variant)))
    return ready
  }

  async #prepare(variant: EngineVariant): Promise<string> {
    const folder = path.join(this.folder, variant)
    const modules = path.join(folder, 'node_modules')
    mkdirSync(modules, { recursive: true })
    writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }\n')
    const engine = path.join(modules, 'multiprocessing')
    cpSync(this.#engine, engine, { recursive: true, filter: (file) => !file.endsWith('.d.ts') })
    if (variant === 'untraced') takeTracerOut(engine)
    for (const name of PACKAGES) symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name), 'junction')
    const sources = readdirSync(programs).filter((file) => file.endsWith('.ts'))
    await Promise.all(
      sources.map(async (file) => {
        const text = readFileSync(path.join(programs, file), 'utf8').replace(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'")
        const { code } = await transform(text, { loader: 'ts', format: 'esm', target: 'node20', sourcefile: file })
        writeFileSync(path.join(folder, file.replace(/\.ts$/, '.js')), code)
      }),
    )
    return folder
  }
}

/** Has `tracing()` say `false` outright, so that the compiler drops whatever hangs on it. @throws Error when it is not found exactly once */
function takeTracerOut(engine: string): void {
  let found = 0
  for (const file of readdirSync(engine)) {
    if (!file.endsWith('.js')) continue
    const text = readFileSync(path.join(engine, file), 'utf8')
    const changed = text.replace(/(function tracing\(\) \{\s*)return [^;}]+;/g, (_, head: string) => {
      found++
      return `${head}return false;`
    })
    // Files must stay apart from those that others have open by a hard link.
    if (changed !== text) writeFileSync(path.join(engine, file), changed)
  }
  if (found === 0) throw new Error(`the tracer is not where it is looked for: no file of ${engine} has "function tracing() { return … }"`)
}
