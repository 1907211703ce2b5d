/** The checks of `managerie doctor`, one by one. */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { loadCompiler } from '../host/compile.ts'
import type { Parts } from '../host/paths.ts'
import { freePort } from '../host/ports.ts'
import { Runtimes, type SearchPlaces } from '../host/runtimes.ts'
import { hasDisplay } from './terminal.ts'

/** `ok` · `missing`: not there, and what it is for does without or not · `failed`: there, and it does not work. */
export type State = 'ok' | 'missing' | 'failed'

interface Seen {
  readonly state: State
  /** What was found, or what is wrong. */
  readonly detail: string
  /** What to do about it. */
  readonly advice?: string
}

export interface Check {
  readonly id: string
  readonly title: string
  /** Nothing goes without it. */
  readonly needed: boolean
  look(): Promise<Seen> | Seen
}

export interface Finding extends Seen {
  readonly id: string
  readonly title: string
  readonly needed: boolean
}

export interface Surroundings {
  readonly dist: string
  readonly parts: Parts
  readonly data: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  /** Where to look for Python; this machine without it. */
  readonly places?: SearchPlaces
  /** Why a folder can't be written. */
  unwritable(folder: string): string | undefined
}

const LEAST_NODE = [20, 19] as const
/** How long what is started may take, in milliseconds. */
const LIMIT = 20_000

export function checks(around: Surroundings): Check[] {
  const { dist, parts, data, env, platform, unwritable } = around
  return [
    { id: 'node', title: 'Node', needed: true, look: node },
    { id: 'parts', title: 'Parts of the app', needed: true, look: () => built(dist, parts) },
    {
      id: 'data',
      title: 'Your work',
      needed: true,
      look() {
        const why = unwritable(data)
        if (why === undefined) return { state: 'ok', detail: `is kept in ${data}` }
        return { state: 'failed', detail: `can not be kept in ${data}: ${why}`, advice: 'Set MANAGERIE_HOME to a folder that you may write.' }
      },
    },
    { id: 'programs', title: 'Programs', needed: true, look: programs },
    { id: 'compiler', title: 'Compiler', needed: true, look: compiler },
    { id: 'engine', title: 'Engine', needed: true, look: () => engine(parts) },
    { id: 'ports', title: 'Ports', needed: true, look: async () => ({ state: 'ok', detail: `there are free ones on 127.0.0.1, such as ${await freePort()}` }) },
    { id: 'python', title: 'Python', needed: false, look: () => pythons(data, around.places) },
    { id: 'shared-memory', title: 'Shared memory', needed: false, look: () => sharedMemory(parts) },
    { id: 'electron', title: 'Desktop app', needed: false, look: () => electron(dist, env, platform) },
    { id: 'browser', title: 'Browser', needed: false, look: () => browser(env, platform) },
    { id: 'chromium', title: 'Chromium', needed: false, look: () => chromium(env, platform) },
  ]
}

function node(): Seen {
  const { versions, execPath } = process
  const [major = 0, minor = 0] = versions.node.split('.').map(Number)
  const [least, then] = LEAST_NODE
  const detail = `${versions.node}${versions['electron'] === undefined ? '' : `, that of Electron ${versions['electron']}`}, ${execPath}`
  if (major > least || (major === least && minor >= then)) return { state: 'ok', detail }
  return { state: 'failed', detail, advice: `Managerie needs ${LEAST_NODE.join('.')} or newer: nodejs.org.` }
}

function built(dist: string, parts: Parts): Seen {
  const files = { engine: path.join(parts.engine, 'package.json'), lessons: parts.lessons, 'tracer for Python': parts.cpython, keeper: parts.keeper, page: path.join(parts.renderer, 'index.html') }
  const absent = Object.entries(files).filter(([, file]) => !existsSync(file)).map(([name]) => name)
  if (absent.length === 0) return { state: 'ok', detail: `all there, in ${dist}` }
  return { state: 'failed', detail: `not there: ${absent.join(', ')}`, advice: 'In a clone, npm start builds them. An installed app has to be installed again.' }
}

/** Runs a line of code as a program is run. @returns what it printed */
async function run(code: string): Promise<string> {
  const env = { ...process.env, ...(process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }), NODE_OPTIONS: '' }
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { env, timeout: LIMIT, windowsHide: true })
  return stdout
}

async function programs(): Promise<Seen> {
  const version = await run('process.stdout.write(process.versions.node)')
  return { state: 'ok', detail: `in TypeScript run with Node ${version}` }
}

async function compiler(): Promise<Seen> {
  const { transform, version } = await loadCompiler()
  const { code } = await transform('const answer: number = 42', { loader: 'ts' })
  if (!code.includes('const answer = 42')) throw new Error(`esbuild ${version} made ${JSON.stringify(code)}`)
  return { state: 'ok', detail: `esbuild ${version} compiles` }
}

/** A server, a client and a list, in a process of their own. */
async function engine({ engine: folder }: Parts): Promise<Seen> {
  const managers = pathToFileURL(path.join(folder, 'managers.js')).href
  const said = await run(`
    import { SyncManager } from ${JSON.stringify(managers)}
    const authkey = new Uint8Array(32).fill(7)
    const server = new SyncManager({ address: ['127.0.0.1', 0], authkey }).getServer()
    await server.ready
    void server.serveForever()
    const manager = new SyncManager({ address: server.address, authkey })
    await manager.connect()
    const list = await manager.list([1])
    await list.append(2)
    process.stdout.write(await list.str(), () => process.exit(0))`)
  if (said !== '[1, 2]') throw new Error(`a manager's list [1] with 2 appended is ${said}`)
  return { state: 'ok', detail: 'a manager serves, and a client calls it' }
}

async function pythons(data: string, places: SearchPlaces | undefined): Promise<Seen> {
  const found = (await new Runtimes(data, () => {}, places).all()).filter(({ language }) => language === 'python')
  if (found.length > 0) return { state: 'ok', detail: found.map(({ label }) => label).join(', ') }
  return { state: 'missing', detail: 'no CPython 3.8 or newer was found', advice: 'Lessons run in TypeScript without. For Python: python.org/downloads.' }
}

async function sharedMemory({ engine: folder }: Parts): Promise<Seen> {
  const require = createRequire(path.join(folder, 'index.js'))
  let koffi
  try {
    koffi = require.resolve('koffi')
  } catch {
    return { state: 'missing', detail: 'koffi is not installed', advice: 'Lessons on shared memory need it: npm ci.' }
  }
  // In a process of its own: what goes wrong in foreign code ends the process that it runs in.
  const version = await run(`import { createRequire } from 'node:module'
    const koffi = createRequire(import.meta.url)(${JSON.stringify(koffi)})
    if (koffi.sizeof('int') !== 4) throw new Error('koffi does not work')
    process.stdout.write(koffi.version)`)
  return { state: 'ok', detail: `koffi ${version} reaches the system` }
}

function electron(dist: string, env: Surroundings['env'], platform: NodeJS.Platform): Seen {
  const own = process.versions['electron']
  if (own !== undefined) return { state: 'ok', detail: `this is it, Electron ${own}` }
  const home = path.join(dist, '../node_modules/electron')
  const named = path.join(home, 'path.txt')
  const override = env['ELECTRON_OVERRIDE_DIST_PATH']
  const name = existsSync(named) ? readFileSync(named, 'utf8').trim() : platform === 'win32' ? 'electron.exe' : platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron'
  const program = override ? path.join(override, name) : path.join(home, 'dist', name)
  if (existsSync(program)) return { state: 'ok', detail: `Electron's runtime is at ${program}` }
  return { state: 'missing', detail: "Electron's runtime is not installed", advice: 'npm start fetches it where it can; else the playground opens in the browser.' }
}

function browser(env: Surroundings['env'], platform: NodeJS.Platform): Seen {
  if (hasDisplay(env, platform)) return { state: 'ok', detail: 'managerie web opens one' }
  return { state: 'missing', detail: 'there is no screen to open one on', advice: 'managerie web prints an address; through SSH, forward its port: ssh -L 8000:127.0.0.1:PORT.' }
}

const BROWSERS: Readonly<Record<string, readonly string[]>> = {
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'],
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe'],
}

function chromium(env: Surroundings['env'], platform: NodeJS.Platform): Seen {
  const found = [env['CHROMIUM_PATH'], ...(BROWSERS[platform] ?? [])].find((file) => file !== undefined && file !== '' && existsSync(file))
  if (found !== undefined) return { state: 'ok', detail: `${found}, for the project's own tests` }
  return { state: 'missing', detail: "not found; only the project's own tests need it", advice: 'Install it, or set CHROMIUM_PATH.' }
}
