/**
 * The main process and the preload as they are shipped, run as a whole: on Electron where its runtime is installed, else
 * on its double. The page is a small one of this test, which says what it hears.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type ProbeApp, type ProbePage, buildProbeApp, logOf as log, missing } from './test/probe-app.ts'

// Each test starts a Chromium or two, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 })

let app: ProbeApp
declare const window: ProbePage & typeof globalThis

beforeAll(async () => {
  app = await buildProbeApp('main-test')
})
afterEach(() => app.closeAll())
afterAll(() => app.remove())

const launch = (home?: string, more?: Parameters<ProbeApp['launch']>[1]) => app.launch(home, more)
/** Waits for what the app is about to do; the machine may be busy. */
const poll = <T>(read: () => T) => expect.poll(read, { timeout: 30_000 })

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

  test('load the page again where it crashed, and show a page with words and the way back where it crashes again', async ({ skip }) => {
    skip(missing !== undefined, missing)
    const { app, home } = await launch()
    await app.evaluate(({ dialog }) => {
      const told: string[] = []
      Object.assign(globalThis, { told })
      dialog.showMessageBox = async (...args: unknown[]) => {
        told.push((args.at(-1) as { message: string }).message)
        // Copy diagnostics.
        return { response: 1, checkboxChecked: false }
      }
    })
    const crash = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
    const address = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())
    await poll(() => log(home)).toContain('the page is there')
    await crash()
    await poll(() => app.evaluate(() => (globalThis as unknown as { told: string[] }).told)).toEqual(['The window had to be loaded again'])
    await poll(address).toBe('managerie://app/')
    expect(log(home)).toContain('the page is gone: crashed')
    expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toContain('the page is loaded again')
    await poll(() => log(home).match(/the page is there/g)).toHaveLength(2)
    await crash()
    await poll(address).toContain('managerie://app/~crash?reason=')
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
    const home = app.newHome()
    const page = join(app.dist, 'renderer/index.html')
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
