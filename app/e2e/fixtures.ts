/**
 * The app under test: `app` is a started shell with a page, in a home of its own. Afterwards everything is closed, and a
 * process that is left over fails the test.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, type Page, test as base, expect } from '@playwright/test'
import { type ElectronApp, type Runtime, launchElectron } from './launch.ts'
import { type Packaged, preparePackage } from './package.ts'
import { type Running, processesWith } from './processes.ts'

export { expect }

const ROOT = join(import.meta.dirname, '../..')
/** The built app: the project's, or another's (an unpacked package) named by MANAGERIE_DIST. */
const DIST = process.env.MANAGERIE_DIST ?? join(ROOT, 'dist')
const CLI = join(DIST, 'cli/managerie.js')
const MAIN = join(DIST, 'electron/main.js')

/** `packaged`: Electron's shell, as it is in the package. */
export type Shell = 'web' | 'electron' | 'packaged'

export interface ShellOptions {
  /** Which shell the project's specs run on. */
  shell: Shell
}

export interface App {
  readonly page: Page
  readonly shell: Shell
  /** What the page really runs on. */
  readonly runtime: Runtime | 'browser'
  /** `MANAGERIE_HOME` of this test. */
  readonly home: string
  /** Electron's main process, or its double's; undefined in the browser. */
  readonly electron: ElectronApp | undefined
  /** The process that holds the host. */
  readonly process: ChildProcess
  /** All processes of this test that run now; undefined where the system does not say. */
  running(): Running[] | undefined
  close(): Promise<void>
}

export interface AppFixtures {
  app: App
  /** Starts the app again in the same home, after `app.close()` or a kill. */
  startAgain: () => Promise<App>
  home: string
}

interface WorkerFixtures {
  /** The packaged app, where it is what is tested. */
  readonly packaged: Packaged | undefined
}

export const test = base.extend<AppFixtures, ShellOptions & WorkerFixtures>({
  shell: ['web', { option: true, scope: 'worker' }],

  // Making it has a time of its own: it is no part of the first test.
  packaged: [async ({ shell }, use) => use(shell === 'packaged' ? await preparePackage() : undefined), { scope: 'worker', timeout: 600_000 }],

  home: async ({}, use) => {
    const home = mkdtempSync(join(tmpdir(), 'managerie-e2e-'))
    await use(home)
    const left = await leftOver(home)
    for (const { pid } of left) process.kill(pid, 'SIGKILL')
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    expect(left, 'processes that are left when the app has ended').toEqual([])
  },

  startAgain: async ({ shell, packaged, home, browser, contextOptions, viewport, colorScheme }, use, info) => {
    const started: App[] = []
    const options: BrowserContextOptions = { ...contextOptions, viewport, colorScheme, deviceScaleFactor: 1 }
    await use(async () => {
      const app = await start(shell, packaged, home, browser, options)
      info.annotations.push({ type: 'runtime', description: app.runtime })
      started.push(app)
      return app
    })
    for (const app of started) await app.close()
  },

  app: async ({ startAgain }, use) => {
    await use(await startAgain())
  },
})

async function start(shell: Shell, packaged: Packaged | undefined, home: string, browser: Browser, options: BrowserContextOptions): Promise<App> {
  switch (shell) {
    case 'web':
      return await startWeb(home, browser, options)
    case 'electron':
      needBuilt(MAIN)
      return await startElectron(home, options, { main: MAIN, executable: undefined })
    case 'packaged':
      if (packaged === undefined) throw new Error('the package was not made')
      return await startElectron(home, options, packaged)
  }
}

async function startWeb(home: string, browser: Browser, options: BrowserContextOptions): Promise<App> {
  needBuilt(CLI)
  const child = spawn(process.execPath, [CLI, 'web', '--no-open', '--port', '0'], {
    env: { ...process.env, MANAGERIE_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const address = await firstAddress(child)
  const context = await browser.newContext(options)
  const page = await context.newPage()
  await page.goto(address)
  return {
    page,
    shell: 'web',
    runtime: 'browser',
    electron: undefined,
    home,
    process: child,
    running: () => processesWith('MANAGERIE_HOME', home),
    async close() {
      await context.close()
      await end(child)
    },
  }
}

async function startElectron(home: string, options: BrowserContextOptions, { main, executable }: Packaged): Promise<App> {
  const { colorScheme } = options
  const launched = await launchElectron({
    main,
    env: { MANAGERIE_HOME: home },
    ...(executable === undefined ? {} : { executable }),
    ...(colorScheme === 'dark' ? { colorScheme } : {}),
  })
  const { page, app, runtime } = launched
  if (options.viewport) await page.setViewportSize(options.viewport)
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: colorScheme === 'dark' ? 'dark' : 'light' })
  return {
    page,
    shell: 'electron',
    runtime,
    electron: app,
    home,
    process: app.process(),
    running: () => processesWith('MANAGERIE_HOME', home),
    close: () => launched.close(),
  }
}

function needBuilt(file: string): void {
  if (!existsSync(file)) throw new Error(`${file} is not there. Build first: npm run build`)
}

/** The address that the web shell prints, or its own words when it ends before. */
function firstAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const read = (chunk: Buffer): void => {
      text += chunk.toString()
      const address = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(text)?.[0]
      if (address !== undefined && text.includes('\n')) resolve(address)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the web shell ended with exit code ${code}: ${text}`)))
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const limit = setTimeout(() => child.kill('SIGKILL'), 5000)
  await ended
  clearTimeout(limit)
}

/** Processes of a home that do not end by themselves within three seconds. */
async function leftOver(home: string): Promise<Running[]> {
  for (let round = 0; ; round++) {
    const left = processesWith('MANAGERIE_HOME', home) ?? []
    if (left.length === 0 || round === 30) return left
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
