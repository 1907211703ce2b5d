/** The web shell as a person starts it, and a Chromium of its own to look at it with. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, type FileChooser, type Page, chromium } from 'playwright-core'
import { CHROMIUM_ARGUMENTS, chromiumPath } from '../e2e/chromium.ts'
import type { Workload } from './programs.ts'
import { installProbe } from './probe.ts'

const VIEWPORT = { width: 1440, height: 900 }

export interface Stand {
  /** The built parts. */
  readonly dist: string
  /** A data folder of its own. */
  readonly home: string
  /** Where flooding programs count what they ask. */
  readonly counts: string
  /** With a profile that is kept: the second start is a warm one. */
  readonly context: BrowserContext
  readonly port: number
  readonly browserVersion: string
  close(): Promise<void>
}

export interface Shell {
  readonly process: ChildProcess
  readonly address: string
  /** Milliseconds from the start of its process to its address. */
  readonly startedIn: number
  close(): Promise<void>
}

/** Prepares a browser and folders. @throws Error that says what is missing */
export async function openStand(dist: string): Promise<Stand> {
  if (!existsSync(join(dist, 'cli/managerie.js'))) throw new Error(`${dist} has no built app. Build first: npm run build`)
  const folder = mkdtempSync(join(tmpdir(), 'managerie-bench-app-'))
  const home = join(folder, 'home')
  const counts = join(folder, 'counts')
  mkdirSync(counts)
  const executablePath = chromiumPath()
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [...CHROMIUM_ARGUMENTS],
    viewport: VIEWPORT,
    deviceScaleFactor: 1,
    colorScheme: 'light',
  })
  await context.addInitScript(installProbe)
  return {
    dist,
    home,
    counts,
    context,
    port: await freePort(),
    browserVersion: context.browser()?.version() ?? 'Chromium',
    async close() {
      await context.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** The same port each time: what the browser keeps, it keeps by address. */
export async function startShell(stand: Stand): Promise<Shell> {
  const started = performance.now()
  const child = spawn(process.execPath, [join(stand.dist, 'cli/managerie.js'), 'web', '--no-open', '--port', String(stand.port), '--json'], {
    env: { ...process.env, MANAGERIE_HOME: stand.home, BENCH_COUNTS: stand.counts },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const address = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const found = /"url":"([^"]+)"/.exec(said)
      if (found) resolve(found[1]!)
    })
    child.once('exit', (code) => reject(new Error(`the web shell ended with exit code ${code}: ${said}`)))
  })
  return {
    process: child,
    address,
    startedIn: performance.now() - started,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const limit = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await ended
      clearTimeout(limit)
    },
  }
}

/** Loads the page and waits until a program is there to be read, typed into and run. */
export async function openPage(stand: Stand, shell: Shell): Promise<Page> {
  const page = await stand.context.newPage()
  page.setDefaultTimeout(120_000)
  await page.goto(shell.address)
  await usable(page)
  return page
}

export async function usable(page: Page): Promise<void> {
  await page.waitForFunction(isUsable, undefined, { polling: 'raf' })
}

/** On the page: code is drawn, it can be typed into, and the programs can be started. */
export function isUsable(): boolean {
  const run = [...document.querySelectorAll('button')].find(({ textContent }) => textContent?.startsWith('Run all'))
  return run !== undefined && run.getAttribute('aria-disabled') !== 'true' && document.querySelector('.monaco-editor .view-line span') !== null && document.querySelector('.monaco-editor textarea, .monaco-editor .native-edit-context') !== null
}

/** Makes a workspace of these programs with the host, and shows it as one that was open before. */
export async function openWorkload(page: Page, { title, files, programs }: Workload): Promise<void> {
  const blueprint = { name: title, language: 'typescript', programs: [...programs], files: [...files].map(([name, text]) => ({ name, text })) }
  await page.evaluate(async (params) => {
    const socket = new WebSocket(new URL('port', location.href.replace(/^http/, 'ws')))
    await new Promise((resolve) => socket.addEventListener('open', resolve))
    const answered = new Promise<{ result?: { id: string }; error?: { message: string } }>((resolve) => {
      socket.addEventListener('message', (event) => {
        const message = JSON.parse(String(event.data)) as { id?: number; result?: { id: string }; error?: { message: string } }
        if (message.id === 1) resolve(message)
      })
    })
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'newWorkspace', params }))
    const { result, error } = await answered
    socket.close()
    if (!result) throw new Error(error?.message ?? 'no workspace was made')
    sessionStorage.setItem('managerie.place', result.id)
  }, blueprint)
  await page.reload()
  await usable(page)
  await page.getByRole('complementary', { name: 'Workspace', exact: true }).waitFor()
}

/** Opens a file as a person does: by its command and the browser's chooser. @returns milliseconds until all frames are there */
export async function openRecording(page: Page, file: string): Promise<number> {
  const chosen = await askForFile(page)
  const started = performance.now()
  await chosen.setFiles(file)
  await page.waitForFunction(() => Number(document.querySelector('[role="slider"][aria-label="Frame"]')?.getAttribute('aria-valuemax')) > 0, undefined, { polling: 'raf' })
  await page.evaluate(() => window.probe.painted())
  return performance.now() - started
}

/** The browser's chooser. A page that has just been loaded may take the focus for its editor: then it is asked again. */
async function askForFile(page: Page): Promise<FileChooser> {
  for (let tries = 1; ; tries++) {
    const chooser = page.waitForEvent('filechooser', { timeout: 20_000 })
    chooser.catch(() => undefined)
    try {
      await page.keyboard.press('ControlOrMeta+k')
      await page.getByRole('combobox', { name: /commands/ }).fill('Open a capsule', { timeout: 10_000 })
      await page.getByRole('listbox', { name: 'Commands' }).getByRole('option', { name: /Open a capsule/ }).first().click({ timeout: 10_000 })
      return await chooser
    } catch (error) {
      if (tries === 3) throw error
      await page.keyboard.press('Escape')
    }
  }
}

export interface Memory {
  /** Bytes of JavaScript's heap after a collection, and of the whole process that draws the page. */
  readonly heap: number
  /** NaN where the system does not say. */
  readonly resident: number
}

export async function memoryOf(page: Page): Promise<Memory> {
  const session = await page.context().newCDPSession(page)
  try {
    await session.send('HeapProfiler.collectGarbage')
    await session.send('Performance.enable')
    const { metrics } = await session.send('Performance.getMetrics')
    return { heap: metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? NaN, resident: residentBytes(await rendererOf(page)) }
  } finally {
    await session.detach()
  }
}

/** The process that draws the page: the largest of the browser's renderers, since one page is open. Undefined where nobody says. */
export async function rendererOf(page: Page): Promise<number | undefined> {
  const session = await page.context().browser()?.newBrowserCDPSession()
  if (!session) return undefined
  try {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
    return renderers.toSorted((a, b) => residentBytes(b) - residentBytes(a))[0]
  } catch {
    return undefined
  } finally {
    await session.detach()
  }
}

/** Milliseconds that the page's own thread has had a processor. NaN where the system does not say. */
export function processorTime(renderer: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${renderer}/task/${renderer}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  } catch {
    return NaN
  }
}

export function residentBytes(pid: number | undefined): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN) * 1024
  } catch {
    return NaN
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
