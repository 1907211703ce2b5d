/**
 * Workspaces, recordings, settings, help and export on the page, in a real browser under the shells' policy, on a host in
 * memory. One build and one browser serve all of it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Download, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { lessons } from 'managerie-lessons'
import type { Settings, Workspace } from '../../contract/host.ts'
import { openBuiltPage, type BuiltPage } from '../test/built-page.ts'
import type { Given } from '../test/memory-host.ts'
import { blueprintOf, TEMPLATES } from './templates.ts'

const PROJECT = join(import.meta.dirname, '../../..')
const TEST = join(import.meta.dirname, '../test')
const LESSON = join(PROJECT, 'lessons/exposed')
const TRACE = readFileSync(join(TEST, 'tank.ndjson'))

const lesson = (language: 'typescript' | 'python'): Workspace => {
  const folder = join(LESSON, language, 'start')
  const ending = language === 'python' ? 'py' : 'ts'
  return {
    id: `exposed-${language}`,
    lesson: 'exposed',
    language,
    files: readdirSync(folder).map((name) => {
      const text = readFileSync(join(folder, name), 'utf8')
      return { name, text, original: text }
    }),
    programs: [
      { name: 'server', role: 'server', file: `server.${ending}` },
      { name: 'visitor', role: 'client', file: `visitor.${ending}` },
    ],
  }
}
const SETTINGS: Settings = { theme: 'system', language: 'typescript', python: null, fullColour: false, panes: {} }
const NODE = { id: 'node', language: 'typescript', label: 'Node 20.20', version: '20.20.0' } as const
const PYTHON = { id: 'cpython-3.13.0', language: 'python', label: 'CPython 3.13.0', version: '3.13.0' } as const
const others = Object.fromEntries(lessons.filter((one) => one.id !== 'exposed').map((one) => [one.id, { met: [], step: 0, predictions: {}, done: true }]))
const given: Given = {
  hello: { version: '0.1.0', shell: 'web', platform: 'linux', runtimes: [NODE, PYTHON], settings: SETTINGS, progress: others },
  workspaces: { typescript: lesson('typescript'), python: lesson('python') },
  lessonText: { id: 'exposed', text: readFileSync(join(LESSON, 'text.md'), 'utf8'), solution: [] },
}

vi.setConfig({ testTimeout: 60_000 })

let built: BuiltPage
let complaints: string[] = []

beforeAll(async () => {
  built = await openBuiltPage()
}, 120_000)

afterAll(() => built?.close())

afterEach(async () => {
  for (const context of built.browser.contexts()) await context.close()
  expect(complaints).toEqual([])
  complaints = []
})

async function open(): Promise<Page> {
  const context = await built.browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'light', reducedMotion: 'reduce', acceptDownloads: true })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  await page.addInitScript((data) => void (window.given = data), given)
  await page.goto(built.address)
  await page.locator('.monaco-editor .view-line').first().waitFor()
  return page
}

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: /commands/ }).fill(words)
  await page.getByRole('listbox', { name: 'Commands' }).getByRole('option', { name: words }).first().waitFor()
  await page.keyboard.press('Enter')
}

async function makeWorkspace(page: Page): Promise<void> {
  await command(page, 'New workspace')
  await page.getByRole('dialog', { name: 'New workspace' }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('complementary', { name: 'Workspace', exact: true }).waitFor()
}

/** Opens a recording as a person does, from a file. */
async function openFile(page: Page, name: string, content: Buffer): Promise<void> {
  const file = join(built.folder, name)
  writeFileSync(file, content)
  const chooser = page.waitForEvent('filechooser')
  await command(page, 'Open a capsule or a trace')
  await (await chooser).setFiles(file)
}

async function openTrace(page: Page): Promise<void> {
  await openFile(page, 'tank.ndjson', TRACE)
  await page.getByRole('complementary', { name: 'Recording' }).waitFor()
}

const namesOfCalls = (page: Page) => page.evaluate(() => window.harness.memory.calls.map((call) => call.name))

async function textOf(download: Download): Promise<string> {
  return readFileSync(await download.path(), 'utf8')
}

test('the start page says that nothing is there yet, then lists what is made, newest first', async () => {
  const page = await open()
  await page.getByRole('button', { name: 'Lessons', exact: true }).click()
  await page.getByText('Nothing here yet. A workspace you open or make is listed here, newest first.').waitFor()
  await makeWorkspace(page)
  await page.getByRole('button', { name: 'Lessons', exact: true }).click()
  await makeWorkspace(page)
  await page.getByRole('button', { name: 'Lessons', exact: true }).click()
  const list = page.getByRole('list', { name: 'Recent' }).getByRole('listitem')
  expect(await list.allTextContents()).toEqual(['Server and client 2TypeScript', 'Server and clientTypeScript'])
  await list.first().getByRole('button', { name: 'Remove Server and client 2' }).click()
  await page.locator('.toast').getByText('“Server and client 2” was removed.').waitFor()
})

test.each(TEMPLATES)('$title: a workspace has the template’s files and programs', (template) => {
  for (const language of ['typescript', 'python'] as const) {
    const { files, programs } = blueprintOf(template, language, 'x')
    for (const program of programs) expect(files.map((file) => file.name)).toContain(program.file)
  }
})

test('programs and files are changed by what is said in the pane', async () => {
  const page = await open()
  await makeWorkspace(page)
  await page.getByRole('button', { name: 'Start client earlier' }).click()
  await expect.poll(() => page.getByRole('textbox', { name: 'Name of program 1' }).inputValue()).toBe('client')
  await page.getByRole('button', { name: 'server is no program' }).click()
  await page.getByRole('button', { name: 'Add a program' }).click()
  await page.getByRole('textbox', { name: 'Name of program 2' }).waitFor()
  await page.getByRole('button', { name: 'Add a file' }).click()
  await page.keyboard.type('extra')
  await page.keyboard.press('Enter')
  await page.getByRole('tab', { name: 'extra.ts' }).waitFor()
  await page.getByRole('button', { name: 'Remove extra.ts' }).click()
  await page.locator('.toast').getByText('extra.ts was removed.').waitFor()
  await page.getByRole('tab', { name: 'extra.ts' }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('tab', { name: 'extra.ts' }).waitFor()
})

test('a file changed on disk is said with a choice, and typing goes on beside it', async () => {
  const page = await open()
  await makeWorkspace(page)
  await page.evaluate(() => window.harness.memory.emit('fileOnDisk', { workspace: 'own-1', file: 'client.ts', text: '// theirs\n' }))
  await page.getByText('client.ts was changed on disk by another program.').waitFor()
  await page.getByRole('button', { name: 'Keep what is here' }).click()
  await page.locator('.toast').getByText('client.ts is saved as it is here.').waitFor()
  expect(await page.evaluate(() => window.harness.memory.calls.filter((call) => call.name === 'saveFile').at(-1)?.params)).toMatchObject({ file: 'client.ts', over: true })
  await page.evaluate(() => window.harness.memory.emit('fileOnDisk', { workspace: 'own-1', file: 'client.ts', text: null }))
  await page.getByText('client.ts was removed from the folder by another program.').waitFor()
})

test('a trace opens as a recording, and nothing is asked of the host for it', async () => {
  const page = await open()
  const before = (await namesOfCalls(page)).length
  await openTrace(page)
  await page.locator('.work-bar.recording').getByText('A recording. Nothing is running. Scrub it.').waitFor()
  await page.getByText('44 frames, 150 events').waitFor()
  await page.getByRole('table', { name: 'Sequence of frames, as text' }).getByRole('row').nth(3).waitFor({ state: 'attached' })
  const asked = (await namesOfCalls(page)).slice(before)
  expect(asked.filter((name) => !['saveSettings'].includes(name))).toEqual([])
  // A trace has no programs: nothing to run, and the reason is said.
  expect(await page.getByRole('button', { name: /Run a/ }).getAttribute('aria-disabled')).toBe('true')
})

test('a capsule of a lesson says what was taken out, and its notes are words, whatever they are', async () => {
  const page = await open()
  await command(page, 'Save as a capsule')
  await page.getByRole('textbox', { name: 'Notes' }).fill('<img src=x onerror="window.pwned=1"> [go](javascript:window.pwned=2) <script>window.pwned=3</script>')
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const file = readFileSync(await (await saving).path())
  await page.locator('.toast').getByText('One authkey was taken out.').waitFor()
  expect(file.toString('latin1')).not.toContain('rain in may')
  await openFile(page, 'notes.managerie', file)
  const pane = page.getByRole('complementary', { name: 'Recording' })
  await pane.getByText('<script>').waitFor()
  expect(await pane.locator('.prose img, .prose script, .prose a').count()).toBe(0)
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
  await page.getByRole('tab', { name: 'place.ts' }).click()
  await page.getByText('authkey-1-removed').first().waitFor()
  // It cannot be typed into.
  await page.locator('#editor-0 .view-line').first().click()
  await page.keyboard.type('mine')
  expect(await page.locator('#editor-0').textContent()).not.toContain('mine')
  expect(await namesOfCalls(page)).not.toContain('run')
})

test('a file that is dropped on the window is opened; one that is none says why', async () => {
  const page = await open()
  const drop = async (name: string, text: string) => {
    const data = await page.evaluateHandle(
      ([file, content]) => {
        const transfer = new DataTransfer()
        transfer.items.add(new File([content], file))
        return transfer
      },
      [name, text] as const,
    )
    await page.dispatchEvent('body', 'dragover', { dataTransfer: data })
    await page.getByText('Drop a capsule or a trace to open it.').waitFor()
    await page.dispatchEvent('body', 'drop', { dataTransfer: data })
  }
  await drop('letter.ndjson', 'Dear reader\n')
  await page.getByRole('alert').getByText('This is no trace that can be read').waitFor()
  await drop('tank.ndjson', TRACE.toString('utf8'))
  await page.getByRole('complementary', { name: 'Recording' }).waitFor()
})

test('the view is exported as a picture that needs nothing else, the sequence as Mermaid, the trace as lines', async () => {
  const page = await open()
  await openTrace(page)
  await page.getByText('44 frames, 150 events').waitFor()
  const give = async (words: string): Promise<Download> => {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: words }).click()
    return download
  }
  const svg = await textOf(await give('View as SVG'))
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/)
  expect(svg).toContain('<title>tank: sequence, 44 frames</title>')
  expect(svg).toContain('@font-face{font-family:&quot;JetBrains Mono Variable&quot;')
  // Nothing is loaded from anywhere.
  expect([...svg.matchAll(/url\(([^)]{0,12})/g)].map((match) => match[1]!.slice(0, 5)).filter((start) => start !== 'data:' && !start.startsWith('#') && !start.startsWith('&quo'))).toEqual([])
  const parsed = await page.evaluate((text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror')?.textContent ?? null, svg)
  expect(parsed).toBeNull()
  const png = readFileSync(await (await give('View as PNG')).path())
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  expect(png.readUInt32BE(16)).toBeGreaterThan(900)
  expect(png.length).toBeGreaterThan(20_000)
  expect(await textOf(await give('Sequence as Mermaid'))).toMatch(/^sequenceDiagram\n {2}participant p0 as /)
  const lines = (await textOf(await give('Trace as NDJSON'))).trim().split('\n')
  expect(lines).toHaveLength(150)
})

test('what is set takes effect at once and is kept; a reset can be undone', async () => {
  const page = await open()
  await page.keyboard.press('Control+,')
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
  await page.getByRole('radio', { name: 'Dark' }).click()
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
  await page.getByLabel('Size of code').fill('99')
  await page.keyboard.press('Tab')
  expect(await page.getByLabel('Size of code').inputValue()).toBe('28')
  await page.getByRole('radio', { name: 'Reduced' }).click()
  expect(await page.locator('html').getAttribute('data-motion')).toBe('reduced')
  const kept = () => page.evaluate(() => window.harness.memory.calls.filter((call) => call.name === 'saveSettings').at(-1)?.params)
  await expect.poll(kept).toMatchObject({ settings: { theme: 'dark', fontSize: 28, motion: 'reduced' } })
  await page.getByRole('region', { name: 'Your data' }).getByRole('button', { name: 'Reset' }).last().click()
  expect(await page.getByLabel('Size of code').inputValue()).toBe('13')
  await page.getByRole('button', { name: 'Undo' }).click()
  expect(await page.getByLabel('Size of code').inputValue()).toBe('28')
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await expect.poll(() => page.evaluate(() => getComputedStyle(document.querySelector('#editor-0 .view-lines') ?? document.body).fontSize)).toBe('28px')
})

test('a shortcut is changed, works, shows where it is said, and taken keys are refused with a reason', async () => {
  const page = await open()
  await page.keyboard.press('Control+,')
  const change = page.getByRole('button', { name: 'Change the shortcut of Show or hide the terminals' })
  await change.click()
  await page.keyboard.press('Control+b')
  await page.locator('.shortcut-awaited').getByText('Ctrl B is “Show or hide the lesson”').waitFor()
  await page.keyboard.press('a')
  await page.locator('.shortcut-awaited').getByText('With Ctrl or Alt, or one of F1 to F12').waitFor()
  await page.keyboard.press('Control+Shift+U')
  await page.getByRole('row', { name: /Show or hide the terminals/ }).getByText('Ctrl Shift U').waitFor()
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await page.keyboard.press('Control+Shift+U')
  await page.getByRole('button', { name: 'Show terminals' }).waitFor()
  await page.keyboard.press('Control+,')
  await page.getByRole('button', { name: 'Shortcut of Show or hide the terminals as it was' }).click()
  await page.getByRole('row', { name: /Show or hide the terminals/ }).getByText('Ctrl Shift U').waitFor({ state: 'detached' })
})

test('progress goes into a file and comes back from it; another file changes nothing', async () => {
  const page = await open()
  await page.keyboard.press('Control+,')
  const data = page.getByRole('region', { name: 'Your data' })
  const download = page.waitForEvent('download')
  await data.getByRole('button', { name: 'Export' }).click()
  const file = await (await download).path()
  await data.getByRole('button', { name: 'Reset' }).first().click()
  await data.getByText('No lesson has been begun.').waitFor()
  const choose = async (path: string) => {
    const chooser = page.waitForEvent('filechooser')
    await data.getByRole('button', { name: 'Import' }).click()
    await (await chooser).setFiles(path)
  }
  writeFileSync(join(built.folder, 'other.json'), '{"progress": 3}')
  await choose(join(built.folder, 'other.json'))
  await page.getByRole('alert').getByText('“other.json” is no progress of Managerie').waitFor()
  await data.getByText('No lesson has been begun.').waitFor()
  await choose(file)
  await data.getByText(/lessons have been begun/).waitFor()
})

test('help lists the keys that work here, and copies what somebody who helps needs', async () => {
  const page = await open()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await command(page, 'Keyboard shortcuts')
  await page.getByRole('row', { name: 'Run all F5' }).waitFor()
  // The browser keeps it: it is not promised.
  expect(await page.getByRole('row', { name: /New workspace/ }).count()).toBe(0)
  await page.getByRole('button', { name: 'Copy diagnostics' }).click()
  await page.locator('.toast').getByText('Diagnostics are on the clipboard.').waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('Managerie')
})

test('no page of these breaks a rule of accessibility, in any theme', async () => {
  const page = await open()
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  await page.evaluate(axe)
  // The editor's own colours are looked at in `test/page.test.ts`.
  const found: string[] = []
  const check = async (where: string) => {
    const violations = await page.evaluate(async () => {
      const { axe: checker } = globalThis as unknown as { axe: { run(context: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }
      return (await checker.run({ exclude: [['.monaco-editor']] })).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)
    })
    for (const one of violations) found.push(`${where}: ${one}`)
  }
  await makeWorkspace(page)
  for (const theme of ['Light theme', 'Dark theme', 'High contrast theme']) {
    await command(page, theme)
    await check(`workspace, ${theme}`)
    await command(page, 'Settings')
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    await check(`settings, ${theme}`)
    await command(page, 'Keyboard shortcuts')
    await page.getByRole('heading', { level: 1, name: 'Help' }).waitFor()
    await check(`help, ${theme}`)
    await page.getByRole('button', { name: 'Back', exact: true }).click()
    await command(page, 'New workspace')
    await page.getByRole('dialog').waitFor()
    await check(`new workspace, ${theme}`)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  await page.getByRole('button', { name: 'Lessons', exact: true }).click()
  await page.getByRole('list', { name: 'Recent' }).waitFor()
  await check('start')
  await openTrace(page)
  await check('recording')
  expect(found).toEqual([])
})
