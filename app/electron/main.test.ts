/**
 * The main process and the preload as they are shipped, run as a whole: on Electron where its runtime is installed, else
 * on its double. The page is a small one of this test, which says what it hears.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { chromiumPath } from '../e2e/chromium.ts'
import { type Launched, electronRuntime, launchElectron } from '../e2e/launch.ts'

// Each test starts a Chromium or two, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 })

const ROOT = join(import.meta.dirname, '../..')
/** Built inside the project, so that what is not bundled is found. */
const dist = join(ROOT, `node_modules/.cache/managerie/main-test-${process.pid}`)
const main = join(dist, 'electron/main.js')
const homes = mkdtempSync(join(tmpdir(), 'managerie-main-'))
const missing = chromiumPath() === undefined && electronRuntime() === undefined ? 'neither Chromium nor Electron was found' : undefined
let running: Launched[] = []

interface Page {
  readonly heard: { id?: number; method?: string; params?: unknown; result?: { shell: string; version: string }; error?: { message: string } }[]
  readonly violations: string[]
  readonly evaluated: unknown
  readonly managerie: { post(message: unknown): void }
}
declare const window: Page & typeof globalThis

beforeAll(async () => {
  const common = { bundle: true, platform: 'node' as const, logLevel: 'error' as const, target: 'node20.19' }
  const require = "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);"
  await Promise.all([
    build({ ...common, format: 'esm', entryPoints: [join(import.meta.dirname, 'main.ts')], outfile: main, external: ['electron', 'esbuild'], banner: { js: require } }),
    build({ ...common, format: 'cjs', entryPoints: [join(import.meta.dirname, 'preload.ts')], outfile: join(dist, 'electron/preload.cjs'), external: ['electron'] }),
  ])
  mkdirSync(join(dist, 'renderer'), { recursive: true })
  writeFileSync(join(dist, 'package.json'), '{ "name": "managerie", "version": "9.8.7", "type": "module", "main": "electron/main.js" }')
  writeFileSync(join(dist, 'renderer/index.html'), '<!doctype html><title>Probe</title><h1>Probe</h1><script src="/page.js"></script>')
  writeFileSync(
    join(dist, 'renderer/page.js'),
    `window.heard = []
     window.violations = []
     addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective))
     // Not from a test's own evaluation: that may always evaluate.
     try { window.evaluated = eval('1 + 1') } catch (error) { window.evaluated = error.name }
     managerie.onMessage((message) => window.heard.push(message))
     managerie.post({ jsonrpc: '2.0', id: 1, method: 'hello', params: {} })`,
  )
})
afterEach(async () => {
  for (const one of running.splice(0)) await one.close()
})
afterAll(() => {
  rmSync(dist, { recursive: true, force: true })
  rmSync(homes, { recursive: true, force: true })
})

async function launch(home = mkdtempSync(join(homes, 'home-')), more: { args?: string[] } = {}): Promise<Launched & { home: string }> {
  const launched = await launchElectron({ main, env: { MANAGERIE_HOME: home }, ...more })
  running.push(launched)
  return { ...launched, home }
}
/** Waits for what the app is about to do; the machine may be busy. */
const poll = <T>(read: () => T) => expect.poll(read, { timeout: 10_000 })
const log = (home: string): string => readFileSync(join(home, 'logs/main.log'), 'utf8')

describe('the main process and the preload', () => {
  test('answer the page over the port', async ({ skip }) => {
    skip(missing !== undefined, missing)
    const { page } = await launch()
    await poll(() => page.evaluate(() => window.heard.find(({ id }) => id === 1)?.result)).toMatchObject({ shell: 'electron', version: '9.8.7' })
    await page.evaluate(() => window.managerie.post({ jsonrpc: '2.0', id: 2, method: 'constructor', params: {} }))
    await poll(() => page.evaluate(() => window.heard.find(({ id }) => id === 2)?.error?.message)).toContain("no call named 'constructor'")
    await page.evaluate(() => window.managerie.post({ jsonrpc: '2.0', id: 3, method: 'openLesson', params: { lesson: 7 } }))
    await poll(() => page.evaluate(() => window.heard.find(({ id }) => id === 3)?.error?.message)).toContain('openLesson: lesson')
  })

  test('keep the page in: no navigation, no window, no request, no eval, no Node', async ({ skip }) => {
    skip(missing !== undefined, missing)
    const { page, app, home } = await launch()
    await app.evaluate(({ shell }) => {
      const opened: string[] = []
      Object.assign(globalThis, { opened })
      shell.openExternal = async (address) => void opened.push(address)
    })
    const seen = await page.evaluate(async () => {
      location.href = 'https://example.invalid/gone'
      window.open('https://example.invalid/new')
      window.open('https://docs.python.org/3/')
      const attempt = async (action: () => unknown) => {
        try {
          return await action()
        } catch (error) {
          return (error as Error).name
        }
      }
      return {
        fetched: await attempt(() => fetch('https://example.invalid/')),
        evaluated: window.evaluated,
        process: typeof (globalThis as Record<string, unknown>).process,
        require: typeof (globalThis as Record<string, unknown>).require,
        bridge: Object.keys(window.managerie).toSorted(),
        geolocation: (await navigator.permissions.query({ name: 'geolocation' })).state,
      }
    })
    expect(seen).toEqual({ fetched: 'TypeError', evaluated: 'EvalError', process: 'undefined', require: 'undefined', bridge: ['onClose', 'onMessage', 'post'], geolocation: 'denied' })
    await poll(() => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)).toEqual(['https://docs.python.org/3/'])
    await poll(() => log(home)).toContain('denied: navigation to https://example.invalid/gone')
    expect(log(home)).toContain('denied: a window for https://example.invalid/new')
    expect(await page.evaluate(() => window.violations)).toEqual(expect.arrayContaining(['connect-src']))
    expect(await page.title()).toBe('Probe')
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  test('make a command of each choice in the menu', async ({ skip }) => {
    skip(missing !== undefined, missing)
    const { page, app } = await launch()
    await poll(() => page.evaluate(() => window.heard.length)).toBeGreaterThan(0)
    await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('show-frames')?.click())
    await poll(() => page.evaluate(() => window.heard.find(({ method }) => method === 'command')?.params)).toEqual({ id: 'show-frames' })
  })

  test('copy diagnostics without any page', async ({ skip }) => {
    skip(missing !== undefined, missing)
    const { app } = await launch()
    const copied = await app.evaluate(({ Menu, clipboard }) => {
      Menu.getApplicationMenu()?.getMenuItemById('copy-diagnostics')?.click()
      return clipboard.readText()
    })
    expect(copied).toMatch(/^managerie 9\.8\.7\nnode /)
    expect(copied).toContain('start 9.8.7')
  })

  test('follow the theme that is chosen', async ({ skip }) => {
    skip(missing !== undefined, missing)
    const { page, app } = await launch()
    const settings = { theme: 'dark', language: 'typescript', python: null, fullColour: false, panes: {} }
    await page.evaluate((chosen) => window.managerie.post({ jsonrpc: '2.0', id: 4, method: 'saveSettings', params: { settings: chosen } }), settings)
    await poll(() => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true)
    expect(await app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark')
  })

  test('serve a reloaded page anew', async ({ skip }) => {
    skip(missing !== undefined, missing)
    const { page } = await launch()
    await page.reload()
    await poll(() => page.evaluate(() => window.heard.filter(({ id }) => id === 1).length)).toBe(1)
  })

  test('show a page with words where the page crashed, and the way back', async ({ skip }) => {
    skip(missing !== undefined, missing)
    const { app, home } = await launch()
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
    const address = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())
    await poll(address).toContain('managerie://app/~crash?reason=')
    expect(log(home)).toContain('the page is gone: crashed')
  })

  test('have one window: a second start shows it and ends', async ({ skip }) => {
    skip(missing !== undefined, missing)
    const { app, home } = await launch()
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
    await expect(launch(home)).rejects.toThrow()
    await poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isMinimized()))).toEqual([false])
    expect(log(home)).toContain('another instance is running')
  })

  test('keep where the window was, and open it there again', async ({ skip }) => {
    skip(missing !== undefined, missing)
    const first = await launch()
    await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 50, width: 1111, height: 777 }))
    await first.close()
    expect(JSON.parse(readFileSync(join(first.home, 'window.json'), 'utf8'))).toMatchObject({ width: 1111, height: 777, maximized: false, theme: 'system' })
    const second = await launch(first.home)
    expect(await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())).toMatchObject({ width: 1111, height: 777 })
  })

  test('end with exit code 0 when the window is closed', async ({ skip }) => {
    skip(missing !== undefined, missing)
    const { app } = await launch()
    await app.evaluate(({ BrowserWindow }) => void setImmediate(() => BrowserWindow.getAllWindows()[0]?.close()))
    expect(await app.exited).toBe(0)
  })

  test('say so and end where the page was not built', async ({ skip }) => {
    skip(missing !== undefined, missing)
    const home = mkdtempSync(join(homes, 'home-'))
    const page = join(dist, 'renderer/index.html')
    const text = readFileSync(page)
    rmSync(page)
    try {
      await expect(launch(home)).rejects.toThrow(/Managerie has to end[^]*no index\.html[^]*npm run build/)
      expect(log(home)).toContain('the app could not start')
    } finally {
      writeFileSync(page, text)
    }
  })
})
