/**
 * The servers and clients of a run: real processes, in our language and in Python, that are told what to do and watched.
 * None is left when the run ends, however it ends: each ends with its stdin.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Address } from '../../engine/managers/index.ts'
import { findPythons, type Python } from '../../engine/test/support/pythons.ts'
import { ClientChild, ServerChild, type Child } from './child.ts'

/** Where processes and files of a run are. */
export class Fleet {
  readonly folder: string
  /** CPythons that can take part, the oldest first. */
  readonly pythons: readonly Python[]
  readonly #children = new Set<Child>()
  /** What went wrong with a process that nobody did anything to. */
  readonly #complain: (words: string) => void
  readonly #sweep = (): void => rmSync(this.folder, { recursive: true, force: true })
  #sockets = 0

  private constructor(folder: string, pythons: readonly Python[], complain: (words: string) => void) {
    this.folder = folder
    this.pythons = pythons
    this.#complain = complain
    // Also when somebody ends the run.
    process.once('exit', this.#sweep)
  }

  /** Bundles the programs, so that each starts as fast as what is built. */
  static async prepare(complain: (words: string) => void, pythons = [...findPythons().values()]): Promise<Fleet> {
    const folder = mkdtempSync(path.join(tmpdir(), 'faults-'))
    mkdirSync(path.join(folder, 'programs'))
    for (const [name, bytes] of await (bundles ??= bundle())) writeFileSync(path.join(folder, 'programs', name), bytes)
    const minor = ({ version }: Python) => Number(version.split('.')[1])
    return new Fleet(folder, pythons.filter((python) => python.version.startsWith('3.') && minor(python) >= 8).sort((a, b) => minor(a) - minor(b)), complain)
  }

  /** A path for a socket that nobody has. One of a victim is left when it is killed, as in CPython. */
  socketPath(of: 'server' | 'victim' = 'server'): string {
    return path.join(this.folder, `${of}${++this.#sockets}`)
  }

  /** Starts a server and waits until it listens. @param broken what is wrong with it, for tests of the checks */
  async server(address: Address, options: { readonly broken?: string | undefined; readonly python?: Python | undefined; readonly trace?: string } = {}): Promise<ServerChild> {
    const { broken, python, trace } = options
    const child = python
      ? new ServerChild(python.program, [this.#source('server.py'), JSON.stringify(address)], {}, this.#complain)
      : new ServerChild(process.execPath, ['--expose-gc', path.join(this.folder, 'programs/server.mjs'), JSON.stringify(address), ...(broken ? [broken] : [])], traced(trace, 'server'), this.#complain)
    this.#children.add(child)
    await child.ready
    return child
  }

  async client(options: { readonly python?: Python | undefined; readonly trace?: string | undefined } = {}): Promise<ClientChild> {
    const { python, trace } = options
    const child = python
      ? new ClientChild(python.program, [this.#source('client.py')], {}, this.#complain)
      : new ClientChild(process.execPath, [path.join(this.folder, 'programs/client.mjs')], traced(trace, 'client'), this.#complain)
    this.#children.add(child)
    await child.ready
    return child
  }

  #source(name: string): string {
    return fileURLToPath(new URL(`programs/${name}`, import.meta.url))
  }

  /** Ends all that still run. @returns what it has found that should not be */
  async end(): Promise<string[]> {
    const left: string[] = []
    await Promise.all([...this.#children].map((child) => child.end()))
    for (const child of this.#children) if (alive(child.pid)) left.push(`process ${child.pid} is left`)
    const sockets = readdirSync(this.folder).filter((name) => /^server\d+$/.test(name))
    if (sockets.length > 0) left.push(`sockets are left in the folder: ${sockets.join(', ')}`)
    process.off('exit', this.#sweep)
    this.#sweep()
    return left
  }
}

/** The programs, each as one file; made once a process. */
let bundles: Promise<[name: string, bytes: Uint8Array][]> | undefined

async function bundle(): Promise<[name: string, bytes: Uint8Array][]> {
  const { outputFiles } = await build({
    entryPoints: ['server', 'client'].map((name) => fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url))),
    outdir: 'programs',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['koffi'],
    sourcemap: 'inline',
    logLevel: 'silent',
  })
  return outputFiles.map((file) => [path.basename(file.path), file.contents])
}

function traced(directory: string | undefined, name: string): NodeJS.ProcessEnv {
  return directory === undefined ? {} : { MULTIPROCESSING_TRACE: directory, MULTIPROCESSING_TRACE_NAME: name }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
