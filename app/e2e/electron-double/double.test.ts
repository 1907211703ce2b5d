import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Launched, launchElectron, startDouble } from '../launch.ts'
import { chromiumPath } from '../chromium.ts'

/** The preload's API as the page has it. */
interface Probe {
  readonly version: number
  readonly bytes: Uint8Array
  add(a: number, b: number): number
  callBack(fn: (value: string) => string): string
  later(value: string): Promise<string>
  fail(): void
  note(...args: unknown[]): void
  onEcho(listener: (...args: unknown[]) => void): void
  invoke(channel: string, value?: unknown): Promise<unknown>
  setByPage(): unknown
  hasNode(): string
  requireFs(): unknown
}
declare const probe: Probe
declare global {
  interface Window {
    readonly probe: Probe
  }
}

// Each test starts a Chromium or two, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 })

const chromium = chromiumPath()
if (chromium === undefined) console.warn('The double is not tested: no Chromium was found. Install it, or set CHROMIUM_PATH.')

const folder = mkdtempSync(join(tmpdir(), 'managerie-double-'))
const main = join(folder, 'main.mjs')
const preload = join(folder, 'preload.cjs')
let running: Launched | undefined

beforeAll(async () => {
  const source = join(import.meta.dirname, 'test-app')
  const common = { bundle: true, external: ['electron'], platform: 'node' as const, logLevel: 'error' as const, target: 'es2023' }
  await build({ ...common, entryPoints: [join(source, 'main.ts')], outfile: main, format: 'esm' })
  await build({ ...common, entryPoints: [join(source, 'preload.ts')], outfile: preload, format: 'cjs' })
  writeFileSync(join(folder, 'package.json'), '{ "name": "probe", "version": "1.2.3" }')
})
afterEach(async () => {
  await running?.close()
  running = undefined
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function launch(env: Record<string, string> = {}): Promise<Launched> {
  running = await launchElectron({ main, env: { PRELOAD: preload, MANAGERIE_E2E_RUNTIME: 'double', ...env } })
  return running
}
const seenBy = (page: Launched['page']): Promise<string[]> => page.evaluate(() => probe.invoke('seen') as Promise<string[]>)

/** Waits for what the app is about to do; the machine may be busy. */
const poll = <T>(read: () => T) => expect.poll(read, { timeout: 30_000 })

describe.skipIf(chromium === undefined)('the double of Electron', () => {
  test('says that it is one, and gives the page under its own scheme', async () => {
    const { page, app, runtime } = await launch()
    expect(runtime).toBe('double')
    expect(await page.title()).toBe('Probe')
    const seen = await app.evaluate(({ BrowserWindow, app: own }) => {
      const [window] = BrowserWindow.getAllWindows()
      return [window?.webContents.getURL(), own.getVersion(), window?.getBounds().width]
    })
    expect(seen).toEqual(['probe://app/', '1.2.3', 700])
    expect(await page.evaluate(() => [innerWidth, innerHeight, isSecureContext])).toEqual([700, 500, true])
  })

  test('runs the preload before the first script of the page, in a world of its own', async () => {
    const { page } = await launch()
    const seen = await page.evaluate(() => {
      const view = window as unknown as Record<string, unknown>
      view.setByPage = 'seen?'
      return {
        early: view.early,
        secret: typeof view.secretOfThePreload,
        require: typeof view.require,
        process: typeof view.process,
        setByPage: String(probe.setByPage()),
        node: probe.hasNode(),
        leaked: Object.getOwnPropertyNames(view).filter((name) => /double|ipc|electron/i.test(name)),
      }
    })
    expect(seen).toEqual({ early: 'object', secret: 'undefined', require: 'undefined', process: 'undefined', setByPage: 'undefined', node: 'undefined', leaked: [] })
  })

  test('gives a frame inside the page no preload', async () => {
    const { page } = await launch()
    const frame = page.frames()[1]
    expect(await frame?.evaluate(() => typeof (window as unknown as Record<string, unknown>).probe)).toBe('undefined')
  })

  test('gives a sandboxed preload no Node', async () => {
    const { page } = await launch()
    expect(await page.evaluate(() => String((() => { try { return probe.requireFs() } catch (error) { return error } })()))).toBe('Error: module not found: node:fs')
  })

  test('carries values, functions, promises and errors over the context bridge, and freezes them', async () => {
    const { page } = await launch()
    const seen = await page.evaluate(async () => {
      const failure = (() => { try { probe.fail() } catch (error) { return error instanceof TypeError ? 'a TypeError' : String(error) } })()
      const replaced = (() => { try { (window as unknown as Record<string, unknown>).probe = 1; return typeof window.probe } catch (error) { return String(error) } })()
      return [probe.version, [...probe.bytes], probe.add(2, 3), probe.callBack((value) => `${value} and back`), await probe.later('on'), failure, replaced, Object.isFrozen(probe)]
    })
    expect(seen).toEqual([7, [1, 2, 3], 5, 'from the preload and back', 'later on', 'TypeError: refused', 'object', true])
  })

  test('carries messages both ways and says who sent them', async () => {
    const { page } = await launch()
    const echoed = await page.evaluate(() => new Promise((resolve) => {
      probe.onEcho((...args) => resolve(args))
      probe.note('a', 1, { list: [true, null] })
    }))
    expect(echoed).toEqual(['a', 1, { list: [true, null] }])
    expect(await seenBy(page)).toContain('probe://app probe://app/ ["a",1,{"list":[true,null]}]')
  })

  test('answers invoked calls, with results and with errors, and refuses what can not be cloned', async () => {
    const { page } = await launch()
    const message = (text: string) => expect.stringContaining(text)
    const seen = await page.evaluate(async () => [
      await probe.invoke('double', 21),
      await probe.invoke('fail').catch((error: Error) => error.message),
      await probe.invoke('nowhere').catch((error: Error) => error.message),
      await probe.invoke('double', () => 1).catch((error: Error) => error.message),
    ])
    expect(seen).toEqual([42, message('RangeError: too far'), message("No handler registered for 'nowhere'"), message('could not be cloned')])
  })

  test('keeps a navigation away that the app prevents, and lets one go that it does not', async () => {
    const { page } = await launch()
    await page.evaluate(() => { location.href = 'https://elsewhere.invalid/' })
    await poll(() => seenBy(page)).toContain('navigate https://elsewhere.invalid/')
    expect(await page.title()).toBe('Probe')
    await page.evaluate(() => { location.href = 'probe://app/two'.replace('probe://app', location.origin) })
    await page.waitForFunction(() => document.title === 'Two')
    expect(await seenBy(page)).toContain('navigate probe://app/two')
  })

  test('opens no window that the app denies', async () => {
    const { page } = await launch()
    await page.evaluate(() => void window.open('https://elsewhere.invalid/new'))
    await poll(() => seenBy(page)).toContain('window https://elsewhere.invalid/new')
    await poll(() => page.context().pages().length).toBe(1)
    expect(await seenBy(page)).not.toContain('request https://elsewhere.invalid/new')
  })

  test('stops a request that the app cancels, and lets it go when the app does not care', async () => {
    let reached = 0
    const server = createServer((socket) => {
      socket.once('data', () => {
        reached++
        socket.end('HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 2\r\n\r\nhi')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const get = (page: Launched['page']) => page.evaluate((url) => fetch(url).then((answer) => answer.text()).catch(String), address)
    try {
      const guarded = await launch()
      expect(await get(guarded.page)).toBe('TypeError: Failed to fetch')
      expect(await seenBy(guarded.page)).toContain(`request ${address}`)
      expect(reached).toBe(0)
      await guarded.close()
      const open = await launch({ OPEN: '1' })
      expect(await get(open.page)).toBe('hi')
      expect(reached).toBe(1)
      await open.close()
      const strict = await launch({ OPEN: '1', CSP: "default-src 'self'" })
      expect(await get(strict.page)).toBe('TypeError: Failed to fetch')
      expect(reached).toBe(1)
    } finally {
      server.close()
    }
  })

  test('denies the permissions that the app denies, and grants them where it has no handler', async () => {
    const states = (page: Launched['page']) => page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'clipboard-read'] as PermissionName[]
      return await Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state))
    })
    const guarded = await launch()
    expect(await states(guarded.page)).toEqual(['denied', 'denied', 'denied'])
    expect(await seenBy(guarded.page)).toContain('permission geolocation')
    await guarded.close()
    const open = await launch({ OPEN: '1' })
    expect(await states(open.page)).toEqual(['granted', 'granted', 'granted'])
  })

  test('clicks menu items by id', async () => {
    const { page, app } = await launch()
    await page.evaluate(() => {
      const heard: unknown[] = []
      Object.assign(window, { heard })
      probe.onEcho((...args) => heard.push(args))
    })
    await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('greet')?.click())
    await poll(() => page.evaluate(() => (window as unknown as Record<string, unknown>).heard)).toEqual([['from the menu']])
  })

  test('records what the app asks the desktop for', async () => {
    const { app } = await launch()
    const seen = await app.evaluate(async (electron) => {
      await electron.shell.openExternal('https://example.org/')
      await electron.clipboard.writeText('words')
      return [(electron as unknown as { recorded: { openedExternal: string[] } }).recorded.openedExternal, await electron.clipboard.readText()]
    })
    expect(seen).toEqual([['https://example.org/'], 'words'])
  })

  test('follows the theme of the app', async () => {
    const { page, app } = await launch()
    const dark = () => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
    expect(await dark()).toBe(false)
    await app.evaluate(({ nativeTheme }) => { nativeTheme.themeSource = 'dark' })
    await poll(dark).toBe(true)
  })

  test('reloads with a fresh preload, and forgets what was on its way to the old page', async () => {
    const { page } = await launch()
    await page.evaluate(() => { (window as unknown as Record<string, unknown>).mark = 1 })
    await page.reload()
    expect(await page.evaluate(() => [(window as unknown as Record<string, unknown>).mark ?? 'none', probe.add(1, 1)])).toEqual(['none', 2])
  })

  test('tells the app of a crash, and shows what it loads then', async () => {
    const { app } = await launch()
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
    await poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())).toBe('probe://app/two')
  })

  test('has one instance: the second one ends, and the first hears of it', async () => {
    const data = join(folder, 'instance')
    const setData = join(folder, 'with-data.mjs')
      writeFileSync(setData, `import { app } from 'electron'\napp.setPath('userData', ${JSON.stringify(data)})\nawait import('./main.mjs')\n`)
    const options = { main: setData, env: { PRELOAD: preload, MANAGERIE_E2E_RUNTIME: 'double' } }
    running = await launchElectron(options)
    const second = await startDouble({ ...options, args: ['a-file'] })
    expect(await second.app.exited).toBe(3)
    expect(second.app.output()).toContain('second instance')
    await poll(() => seenBy((running as Launched).page)).toContain('second a-file')
  })

  test('refuses windows that it could not tell from safe ones', async () => {
    const { app } = await launch()
    const careless: [string, unknown, string][] = [
      ['contextIsolation', false, 'contextIsolation: true; got false'],
      ['sandbox', false, 'sandbox: true; got false'],
      ['nodeIntegration', true, 'nodeIntegration: false; got true'],
      ['webSecurity', false, 'webSecurity: true; got false'],
      ['somethingNew', true, "does not know the web preference 'somethingNew'"],
    ]
    for (const [name, value, message] of careless) {
      const made = app.evaluate(({ BrowserWindow }, preferences) => void new BrowserWindow({ webPreferences: preferences }), { [name]: value })
      await expect(made).rejects.toThrow(message)
    }
  })

  test('refuses a listener for an event that it never emits', async () => {
    const { app } = await launch()
    await expect(app.evaluate(({ app: own }) => void own.on('login', () => {}))).rejects.toThrow("app has no event 'login'")
  })

  test('rejects when the app ends before it has a window', async () => {
    const broken = join(folder, 'broken.mjs')
      writeFileSync(broken, "throw new Error('not today')")
    await expect(launchElectron({ main: broken, env: { MANAGERIE_E2E_RUNTIME: 'double' } })).rejects.toThrow('not today')
  })

  test('leaves no Chromium behind when the main process is killed', async () => {
    const { app } = await launch()
    const data = await app.evaluate(({ app: own }) => own.getPath('userData'))
    app.process().kill('SIGKILL')
    await app.exited
    const alive = () => execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n').filter((line) => line.includes(data)).length
    await poll(alive).toBe(0)
    rmSync(data, { recursive: true, force: true })
  })
})
