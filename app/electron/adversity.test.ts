/**
 * What goes wrong around the app, one test each: damaged files, a home that can't be written, a full disk, a second start,
 * files to open that are missing or hostile, messages of the wrong shape, and safe mode, which is for all of it.
 *
 * The main process and the preload run as a whole; the page is a small one that says what it hears.
 */
import { randomBytes } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Launched } from '../e2e/launch.ts'
import { type ProbeApp, type ProbePage, buildProbeApp, logOf, missing } from './test/probe-app.ts'

vi.setConfig({ testTimeout: 60_000 })

let probe: ProbeApp
declare const window: ProbePage & typeof globalThis

beforeAll(async () => {
  probe = await buildProbeApp('adversity-test')
})
afterEach(() => probe.closeAll())
afterAll(() => probe.remove())

const poll = <T>(read: () => T) => expect.poll(read, { timeout: 30_000 })
const SETTINGS = { theme: 'dark', language: 'typescript', python: null, fullColour: false, panes: {} }

/** Calls the host as the page would. */
async function call({ page }: Pick<Launched, 'page'>, method: string, params: object): Promise<ProbePage['heard'][number]> {
  const id = await page.evaluate(
    ([name, given]) => {
      const next = Math.max(1, ...window.heard.map((message) => message.id ?? 0)) + 1
      window.managerie.post({ jsonrpc: '2.0', id: next, method: name, params: given })
      return next
    },
    [method, params] as const,
  )
  await poll(() => page.evaluate((wanted) => window.heard.some((message) => message.id === wanted), id)).toBe(true)
  return (await page.evaluate((wanted) => window.heard.find((message) => message.id === wanted), id))!
}

/** Whether the app still does what it is for. */
async function goesOn(launched: Launched): Promise<void> {
  expect((await call(launched, 'lessonText', { lesson: 'none', language: 'python' })).error?.message).toContain('none')
  expect((await call(launched, 'hello', {})).result?.['version']).toBe('9.8.7')
}

const settingsOf = async (launched: Launched) => (await call(launched, 'hello', {})).result?.['settings']
const openedIn = ({ page }: Launched) => page.evaluate(() => window.heard.filter(({ method }) => method === 'documentOpened').map(({ params }) => params))

/** Keeps what dialogs say from now on. */
async function listen({ app }: Launched): Promise<() => Promise<string[]>> {
  await app.evaluate(({ dialog }) => {
    const told: string[] = []
    Object.assign(globalThis, { told })
    dialog.showMessageBox = async (...args: unknown[]) => {
      const { message, detail } = args.at(-1) as { message: string; detail: string }
      told.push(`${message}: ${detail}`)
      return { response: 0, checkboxChecked: false }
    }
  })
  return () => app.evaluate(() => (globalThis as unknown as { told: string[] }).told)
}

test('damaged settings are set aside, and the app begins with others', async ({ skip }) => {
  skip(missing !== undefined, missing)
  const home = probe.newHome()
  writeFileSync(join(home, 'settings.json'), '{ "theme": "dark", "pa')
  const launched = await probe.launch(home)
  expect(await settingsOf(launched)).toMatchObject({ theme: 'system' })
  expect(readdirSync(home).filter((name) => name.startsWith('settings.damaged-'))).toHaveLength(1)
  expect(logOf(home)).toContain('settings.json was damaged')
  await goesOn(launched)
})

test('damaged progress is set aside, and nothing else is lost', async ({ skip }) => {
  skip(missing !== undefined, missing)
  const home = probe.newHome()
  writeFileSync(join(home, 'progress.json'), JSON.stringify({ exposed: { met: 'everything' } }))
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ theme: 'contrast' }))
  const launched = await probe.launch(home)
  expect((await call(launched, 'hello', {})).result).toMatchObject({ progress: {}, settings: { theme: 'contrast' } })
  expect(readdirSync(home).filter((name) => name.startsWith('progress.damaged-'))).toHaveLength(1)
  await goesOn(launched)
})

test('a home that can only be read: the app opens, says that nothing is kept, and why a call failed', async ({ skip }) => {
  skip(missing !== undefined, missing)
  let home = probe.newHome()
  if (process.getuid?.() === 0) {
    // Root may write everywhere but where the system itself says no.
    skip(!existsSync('/sys/kernel'), 'root may write everywhere, and there is no /sys')
    home = '/sys/kernel/managerie-test'
  } else chmodSync(home, 0o500)
  const launched = await probe.launch(home)
  await poll(() => launched.app.output()).toContain(`nothing can be kept in ${home}: `)
  expect((await call(launched, 'saveSettings', { settings: SETTINGS })).error?.message).toMatch(/EACCES|EPERM|EROFS|ENOENT/)
  await goesOn(launched)
  expect(await launched.app.evaluate(({ app }) => app.getPath('userData'))).not.toContain(home)
})

test('a full disk: a call that has to write says so, nothing half is left, and writing goes on when there is room', async ({ skip }) => {
  skip(missing !== undefined, missing)
  const home = probe.newHome()
  const flag = join(probe.newHome(), 'full')
  const injection = pathToFileURL(join(import.meta.dirname, 'test/full-disk.mjs')).href
  const launched = await probe.launch(home, { env: { NODE_OPTIONS: `--import=${injection}`, MANAGERIE_TEST_FULL: flag } })
  expect((await call(launched, 'saveSettings', { settings: SETTINGS })).error).toBeUndefined()
  writeFileSync(flag, '')
  expect((await call(launched, 'saveSettings', { settings: { ...SETTINGS, theme: 'light' } })).error?.message).toMatch(/ENOSPC|full/)
  expect(JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8'))).toMatchObject({ theme: 'dark' })
  expect(readdirSync(home).filter((name) => name.includes('unfinished'))).toEqual([])
  // The log can't be written either: it goes where somebody may see it.
  await poll(() => launched.app.output()).toContain('settings.json could not be written')
  rmSync(flag)
  expect((await call(launched, 'saveSettings', { settings: { ...SETTINGS, theme: 'light' } })).error).toBeUndefined()
  expect(JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8'))).toMatchObject({ theme: 'light' })
  await goesOn(launched)
})

test('a disk that is full at the start: the app opens and says that nothing is kept', async ({ skip }) => {
  skip(missing !== undefined, missing)
  const flag = join(probe.newHome(), 'full')
  writeFileSync(flag, '')
  const injection = pathToFileURL(join(import.meta.dirname, 'test/full-disk.mjs')).href
  const launched = await probe.launch(undefined, { env: { NODE_OPTIONS: `--import=${injection}`, MANAGERIE_TEST_FULL: flag } })
  await poll(() => launched.app.output()).toContain(': the disk is full')
  await goesOn(launched)
})

test('a second start gives its file to the first, and ends', async ({ skip }) => {
  skip(missing !== undefined, missing)
  const first = await probe.launch()
  const file = join(probe.newHome(), 'recorded run.ndjson')
  writeFileSync(file, '{}\n')
  await expect(probe.launch(first.home, { args: [file] })).rejects.toThrow('exit code 0')
  await poll(() => openedIn(first)).toEqual([{ name: 'recorded run.ndjson', data: Buffer.from('{}\n').toString('base64') }])
  expect(await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  await goesOn(first)
})

test('a file that it is started with waits for the page', async ({ skip }) => {
  skip(missing !== undefined, missing)
  const file = join(probe.newHome(), 'garden.managerie')
  writeFileSync(file, 'capsule')
  const launched = await probe.launch(undefined, { args: [pathToFileURL(file).href] })
  await poll(() => openedIn(launched)).toEqual([{ name: 'garden.managerie', data: Buffer.from('capsule').toString('base64') }])
})

test("macOS' way to open a file is heard, also for one that is not there", async ({ skip }) => {
  skip(missing !== undefined, missing)
  const launched = await probe.launch()
  const told = await listen(launched)
  const file = join(probe.newHome(), 'gone.managerie')
  const prevented = await launched.app.evaluate(({ app }, name) => {
    let seen = false
    app.emit('open-file', { preventDefault: () => (seen = true) }, name)
    return seen
  }, file)
  expect(prevented).toBe(true)
  await poll(told).toEqual([`The file could not be opened: ${file} is not there any more.`])
})

test('a file association to a missing file: a message with its name, and the app goes on', async ({ skip }) => {
  skip(missing !== undefined, missing)
  const launched = await probe.launch()
  const told = await listen(launched)
  const file = join(probe.newHome(), 'missing.ndjson')
  await expect(probe.launch(launched.home, { args: [file] })).rejects.toThrow('exit code 0')
  await poll(told).toEqual([`The file could not be opened: ${file} is not there any more.`])
  expect(logOf(launched.home)).toContain(`opening ${file}`)
  expect(await openedIn(launched)).toEqual([])
  await goesOn(launched)
})

test('hostile files reach the page as bytes or not at all: garbage, a bomb, a folder, a pipe, a file of gigabytes', async ({ skip }) => {
  skip(missing !== undefined, missing)
  const launched = await probe.launch()
  const told = await listen(launched)
  const folder = probe.newHome()
  const at = (name: string) => join(folder, name)
  const garbage = randomBytes(70_000)
  // A local header of a zip that promises four gigabytes, and has none.
  const bomb = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(14), Buffer.from('ffffffff00ffffff', 'hex'), Buffer.alloc(64)])
  writeFileSync(at('garbage.managerie'), garbage)
  writeFileSync(at('bomb.managerie'), bomb)
  mkdirSync(at('folder.managerie'))
  writeFileSync(at('huge.managerie'), '')
  truncateSync(at('huge.managerie'), 5 * 1024 ** 3)
  const names = ['folder.managerie', 'huge.managerie', 'garbage.managerie', 'bomb.managerie']
  if (process.platform !== 'win32') {
    execFileSync('mkfifo', [at('pipe.ndjson')])
    names.unshift('pipe.ndjson')
  }
  await expect(probe.launch(launched.home, { args: names.map(at) })).rejects.toThrow('exit code 0')
  await poll(() => openedIn(launched)).toHaveLength(2)
  expect(await openedIn(launched)).toEqual([
    { name: 'garbage.managerie', data: garbage.toString('base64') },
    { name: 'bomb.managerie', data: bomb.toString('base64') },
  ])
  const words = (await told()).join('\n')
  expect(words).toContain(`${at('folder.managerie')} is not a file.`)
  expect(words).toMatch(/huge\.managerie.*MiB/)
  if (process.platform !== 'win32') expect(words).toContain(`${at('pipe.ndjson')} is not a file.`)
  await goesOn(launched)
})

test('messages of the wrong shape are answered with an error or not at all, and the app goes on', async ({ skip }) => {
  skip(missing !== undefined, missing)
  const launched = await probe.launch()
  await launched.page.evaluate(() => {
    const post = (message: unknown): void => window.managerie.post(message)
    const shapes: unknown[] = [null, undefined, 0, '', 'hello', [], [[]], {}, { jsonrpc: '1.0' }, { jsonrpc: '2.0' }, { jsonrpc: '2.0', id: {}, method: 'hello' }, { jsonrpc: '2.0', id: 5, result: 1 }]
    for (const shape of shapes) post(shape)
    post({ jsonrpc: '2.0', method: 'hello', params: {} })
    post({ jsonrpc: '2.0', id: 901, method: 'hello', params: null })
    post({ jsonrpc: '2.0', id: 902, method: '__proto__', params: {} })
    post({ jsonrpc: '2.0', id: 903, method: 'toString', params: {} })
    post({ jsonrpc: '2.0', id: 904, method: 'saveFile', params: { workspace: '../../etc', file: '../passwd', text: 'x' } })
    post({ jsonrpc: '2.0', id: 905, method: 'saveFile', params: { workspace: 'x', file: 'a.ts', text: { length: 3 } } })
    post({ jsonrpc: '2.0', id: 906, method: 'run', params: [1, 2, 3] })
    post({ jsonrpc: '2.0', id: 907, method: 'openExternal', params: { url: 'file:///etc/passwd' } })
    post({ jsonrpc: '2.0', id: 908, method: 'saveSettings', params: { settings: { theme: 'pink' } } })
  })
  for (const id of [902, 903, 904, 905, 907, 908]) {
    await poll(() => launched.page.evaluate((wanted) => window.heard.find((message) => message.id === wanted)?.error?.message ?? '', id)).not.toBe('')
  }
  await goesOn(launched)
  expect(existsSync(join(launched.home, 'settings.json'))).toBe(false)
})

test('in safe mode nothing is restored, nothing of it is kept, and everything that was there still is', async ({ skip }) => {
  skip(missing !== undefined, missing)
  const home = probe.newHome()
  const settings = JSON.stringify({ ...SETTINGS, theme: 'contrast', panes: { lesson: 9000 } })
  const place = JSON.stringify({ x: 3, y: 4, width: 1111, height: 777, maximized: false, theme: 'contrast' })
  writeFileSync(join(home, 'settings.json'), settings)
  writeFileSync(join(home, 'window.json'), place)
  writeFileSync(join(home, 'progress.json'), JSON.stringify({ exposed: { met: ['a'], step: 2, predictions: {}, done: false } }))
  const launched = await probe.launch(home, { args: ['--safe'] })
  expect(await launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle())).toBe('Managerie (safe mode)')
  expect(await launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())).not.toMatchObject({ width: 1111 })
  expect(await launched.app.evaluate(({ app }) => app.getPath('sessionData'))).not.toContain(home)
  expect((await call(launched, 'hello', {})).result).toMatchObject({ settings: { theme: 'system', panes: {} }, progress: { exposed: { met: ['a'] } } })
  await call(launched, 'saveSettings', { settings: SETTINGS })
  expect(await settingsOf(launched)).toMatchObject({ theme: 'dark' })
  await launched.close()
  expect(readFileSync(join(home, 'settings.json'), 'utf8')).toBe(settings)
  expect(readFileSync(join(home, 'window.json'), 'utf8')).toBe(place)
  expect(logOf(home)).toContain('in safe mode')
})

test('safe mode is a choice in the menu: the app is asked to start again with it', async ({ skip }) => {
  skip(missing !== undefined, missing)
  const { app } = await probe.launch()
  const asked = await app.evaluate((electron) => {
    const given: unknown[] = []
    Object.assign(electron.app, { relaunch: (options: unknown) => given.push(options), quit: () => given.push('quit') })
    electron.Menu.getApplicationMenu()?.getMenuItemById('start-safely')?.click()
    return given
  })
  expect(asked).toEqual([{ args: expect.arrayContaining(['--safe']) }, 'quit'])
})
