/** Workspaces of one's own and recordings, on both shells: made, run, saved as a file, opened with nothing running, forked. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { type App, expect, test } from './fixtures.ts'
import { Work } from './work.ts'

// Programs are started several times in each.
test.describe.configure({ timeout: 120_000 })

const MODIFIER = process.platform === 'darwin' ? 'Meta' : 'Control'

/** Where dialogs of the system would be, the spec answers them; in the browser, files are chosen and downloaded. */
async function saveWith(app: App, file: string, ask: () => Promise<void>): Promise<void> {
  if (app.electron) {
    await app.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = (async () => ({ canceled: false, filePath })) as never
    }, file)
    await ask()
    await expect.poll(() => existsSync(file)).toBe(true)
    return
  }
  const download = app.page.waitForEvent('download')
  await ask()
  await (await download).saveAs(file)
}

async function openWith(app: App, file: string, ask: () => Promise<void>): Promise<void> {
  if (app.electron) {
    await app.electron.evaluate(({ dialog }, filePath) => {
      dialog.showOpenDialog = (async () => ({ canceled: false, filePaths: [filePath] })) as never
    }, file)
    return ask()
  }
  const chooser = app.page.waitForEvent('filechooser')
  await ask()
  await (await chooser).setFiles(file)
}

/** Types a part of a command's name into the palette, and does it. */
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press(`${MODIFIER}+k`)
  await page.getByRole('combobox', { name: /commands/ }).fill(words)
  await expect(page.getByRole('listbox', { name: 'Commands' }).getByRole('option').first()).toContainText(words)
  await page.keyboard.press('Enter')
}

const workspacePane = (page: Page) => page.getByRole('complementary', { name: 'Workspace', exact: true })
const recordingPane = (page: Page) => page.getByRole('complementary', { name: 'Recording', exact: true })

async function editorReady(app: App): Promise<Work> {
  const work = new Work(app.page)
  await expect(work.editor.getByRole('textbox').first()).toBeAttached({ timeout: 30_000 })
  return work
}

/** Makes a workspace of the first template, keyboard alone. */
async function makeWorkspace(app: App, name: string): Promise<Work> {
  const work = await editorReady(app)
  await command(app.page, 'New workspace')
  const dialog = app.page.getByRole('dialog', { name: 'New workspace' })
  await expect(dialog.getByRole('radio', { name: /Server and client/ })).toBeFocused()
  await dialog.getByLabel('Name').fill(name)
  await app.page.keyboard.press('Enter')
  await expect(workspacePane(app.page)).toBeVisible()
  await expect(app.page.getByRole('textbox', { name: 'Name of the workspace' })).toHaveValue(name)
  await expect(work.code('client')).toBeAttached({ timeout: 20_000 })
  return work
}

/** What the Objects view says of the servers: registry and live objects, without idents, pids and times. */
async function serverState(page: Page): Promise<string> {
  const tables = await page.getByRole('region', { name: /^(Live objects|Registry of)/ }).allInnerTexts()
  return tables.join('\n').replace(/\b[0-9a-f]{2,8}…[0-9a-f]{2,8}\b/g, 'ident').replace(/\b[\d.,]+ (µs|ms|s)\b/g, 'a while')
}

async function runToTheEnd(work: Work): Promise<void> {
  await work.run()
  await work.program('client', 'exit 0', 30_000)
}

test('from a template to a capsule, from the capsule to a run: by keyboard alone', async ({ app, home }) => {
  const { page } = app
  const work = await makeWorkspace(app, 'Counting desk')
  await work.write('client.ts', readTemplate('client.ts').replace('[1, 2, 3]', '[10, 20]'))
  await runToTheEnd(work)
  await work.showTerminal('client')
  await expect(work.terminal('client')).toContainText('added 20 and have 30')
  await expect(work.rows.filter({ hasText: 'call add(20)' })).toHaveCount(1)

  const file = join(home, 'desk.managerie')
  await saveWith(app, file, async () => {
    await command(page, 'Save as a capsule')
    await expect(page.getByRole('textbox', { name: 'Title' })).toBeFocused()
    await page.getByRole('textbox', { name: 'Notes' }).fill('Two calls. <b onclick="x()">Bold</b>')
    await page.getByRole('textbox', { name: 'Title' }).focus()
    await page.keyboard.press('Enter')
  })
  await expect(page.locator('.toast').getByText('One authkey was taken out.')).toBeVisible()
  expect(readFileSync(file).includes('change me')).toBe(false)

  // The programs of the live run are stopped: what is seen next runs nowhere.
  await page.keyboard.press('Shift+F5')
  await expect.poll(() => programsOf(app)).toEqual([])
  await openWith(app, file, () => command(page, 'Open a capsule or a trace'))
  await expect(recordingPane(page)).toContainText('Counting desk')
  await expect(page.locator('.work-bar.recording').getByText('A recording. Nothing is running. Scrub it, or run it again from here.')).toBeVisible()
  await expect(recordingPane(page)).toContainText('Bold</b>')
  await expect(recordingPane(page)).toContainText('One authkey was taken out.')
  await expect(work.rows.filter({ hasText: 'call add(20)' })).toHaveCount(1)
  await expect(work.terminal('client')).toContainText('added 20 and have 30')
  expect(programsOf(app)).toEqual([])

  // It scrubs as a live run does.
  const slider = work.traffic.getByRole('slider')
  await expect(slider).toHaveAttribute('aria-valuetext', /Frame \d+ of \d+/)
  await slider.focus()
  await page.keyboard.press('Home')
  await expect(slider).toHaveAttribute('aria-valuetext', /Frame 1 of/)
  await page.keyboard.press('End')

  await command(page, 'Make a workspace of these files')
  await expect(page.getByRole('textbox', { name: 'Name of the workspace' })).toHaveValue('Counting desk 2')
  await work.program('client', 'exit 0', 30_000)
  await work.showTerminal('client')
  await expect(work.terminal('client')).toContainText('added 20 and have 30')
  await work.openFile('place.ts')
  await expect(work.editor).toContainText('authkey-1-removed')
})

test('run again from a frame: the calls before it come back as they were, then each waits', async ({ app, home }) => {
  const { page } = app
  const work = await makeWorkspace(app, 'Steps')
  await runToTheEnd(work)
  const file = join(home, 'steps.managerie')
  await saveWith(app, file, async () => {
    await command(page, 'Save as a capsule')
    await page.getByRole('textbox', { name: 'Title' }).focus()
    await page.keyboard.press('Enter')
  })
  await page.keyboard.press('Shift+F5')
  await expect.poll(() => programsOf(app)).toEqual([])
  await openWith(app, file, () => command(page, 'Open a capsule or a trace'))
  await expect(recordingPane(page)).toBeVisible()
  // To the first call's frame: one call back from the end is the last one, and there are three.
  const slider = work.traffic.getByRole('slider')
  for (let calls = 0; calls < 3; calls++) {
    const before = await slider.getAttribute('aria-valuetext')
    await slider.focus()
    await page.keyboard.press('Alt+Shift+ArrowLeft')
    await expect(slider).not.toHaveAttribute('aria-valuetext', before ?? '')
  }
  await command(page, 'Show objects')
  const recorded = await serverState(page)
  expect(recorded).toContain('Counter')
  expect(programsOf(app)).toEqual([])
  await command(page, 'Show sequence')
  await page.getByRole('button', { name: 'Run it again from here' }).click()
  await expect(workspacePane(page)).toBeVisible()
  await work.showTerminal('client')
  await expect(work.terminal('client')).toContainText('added 1 and have 1', { timeout: 30_000 })
  // The second call waits at the gate: nobody has let it go.
  await expect(work.rows.filter({ hasText: 'add(2)' })).toHaveCount(1)
  await expect(work.terminal('client')).not.toContainText('added 2')
  await command(page, 'Show objects')
  // Real processes hold now what the recording says that they held then.
  await expect.poll(() => serverState(page)).toBe(recorded)
  await page.keyboard.press('Shift+F5')
})

test('files and programs are changed, and all of it is there after a kill in mid-edit', async ({ app, startAgain }) => {
  const { page } = app
  const work = await makeWorkspace(app, 'Kept')
  const pane = workspacePane(page)
  await pane.getByRole('button', { name: 'Add a file' }).click()
  await pane.getByRole('textbox', { name: 'Name of the new file' }).fill('helper')
  await page.keyboard.press('Enter')
  await expect(work.editor.getByRole('tab', { name: 'helper.ts' })).toBeVisible()
  await work.write('helper.ts', 'export const step = 7\n')
  await pane.getByRole('button', { name: 'Rename helper.ts' }).click()
  await pane.getByRole('textbox', { name: 'New name of helper.ts' }).fill('steps.ts')
  await page.keyboard.press('Enter')
  await expect(work.editor.getByRole('tab', { name: 'steps.ts' })).toBeVisible()
  await pane.getByRole('textbox', { name: 'Name of program 2' }).fill('counter')
  await page.keyboard.press('Tab')
  await expect(work.terminals.getByRole('tab', { name: /^counter/ })).toBeVisible()
  await pane.getByRole('combobox', { name: 'Role of counter' }).selectOption('worker')
  await work.write('client.ts', '// typed just now\n')
  process.kill(app.process.pid!, 'SIGKILL')
  await app.close()

  const again = await startAgain()
  const later = await editorReady(again)
  await expect(workspacePane(again.page)).toBeVisible()
  await expect(again.page.getByRole('textbox', { name: 'Name of the workspace' })).toHaveValue('Kept')
  await later.openFile('steps.ts')
  await expect(later.editor).toContainText('export const step = 7')
  await later.openFile('client.ts')
  await expect(later.editor).toContainText('// typed just now')
  await expect(workspacePane(again.page).getByRole('combobox', { name: 'Role of counter' })).toHaveValue('worker')
})

test('a page that is loaded again takes up the run that goes on', async ({ app }) => {
  const { page } = app
  const work = await makeWorkspace(app, 'Going on')
  await work.write('client.ts', `${readTemplate('client.ts').split('for (')[0]}for (let turn = 1; ; turn++) {\n  console.log('turn', turn, await counter.add(1))\n  await new Promise((resolve) => setTimeout(resolve, 200))\n}\n`)
  await work.run()
  await work.showTerminal('client')
  await expect(work.terminal('client')).toContainText('turn 2', { timeout: 30_000 })
  await page.reload()
  const again = await editorReady(app)
  await expect(workspacePane(page)).toBeVisible()
  await again.program('client', 'running', 30_000)
  await again.showTerminal('client')
  await expect(again.terminal('client')).toContainText('turn 1', { timeout: 30_000 })
  await expect(again.rows.first()).toBeAttached()
  await expect(again.rows.filter({ hasText: "create('Counter')" })).toHaveCount(1)
  if (app.shell === 'web') {
    const second = await page.context().newPage()
    await second.goto(page.url())
    const other = new Work(second)
    await expect(workspacePane(second)).toBeVisible({ timeout: 30_000 })
    await other.program('client', 'running', 30_000)
    await expect(other.rows.filter({ hasText: "create('Counter')" })).toHaveCount(1)
    await second.close()
  }
  await page.keyboard.press('Shift+F5')
  await again.program('client', /stopped|killed|exit/)
  await expect.poll(() => programsOf(app)).toEqual([])
})

test('a folder on disk is opened, saved into, and what another program writes there is not lost', async ({ app, home }) => {
  const { page } = app
  const folder = join(home, 'garden')
  mkdirSync(folder)
  writeFileSync(join(folder, 'server.ts'), 'await new Promise(() => {}) // serveForever\n')
  writeFileSync(join(folder, 'visitor.ts'), "console.log('hello')\n")
  const work = await editorReady(app)
  if (app.electron) await openWith(app, folder, () => command(page, 'Open a folder'))
  else {
    await command(page, 'Open a folder')
    const dialog = page.getByRole('dialog', { name: 'Open a folder' })
    await expect(dialog).toBeVisible()
    await walkTo(page, folder)
    await dialog.getByRole('button', { name: 'Open', exact: true }).click()
  }
  await expect(workspacePane(page)).toContainText('A folder on this computer')
  await expect(page.getByRole('textbox', { name: 'Name of program 1' })).toHaveValue('server')
  await work.write('visitor.ts', "console.log('mine')\n")
  expect(readFileSync(join(folder, 'visitor.ts'), 'utf8')).toBe("console.log('mine')\n")

  writeFileSync(join(folder, 'visitor.ts'), "console.log('theirs')\n")
  await expect(page.locator('.work-bar.disk').getByText('visitor.ts was changed on disk by another program.')).toBeVisible({ timeout: 30_000 })
  await work.write('visitor.ts', "console.log('mine again')\n")
  expect(readFileSync(join(folder, 'visitor.ts'), 'utf8')).toBe("console.log('theirs')\n")
  await page.getByRole('button', { name: 'Take what is on disk' }).click()
  await expect(work.editor).toContainText("console.log('theirs')")
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(work.editor).toContainText("console.log('mine again')")
  await work.saved()
  await expect.poll(() => readFileSync(join(folder, 'visitor.ts'), 'utf8')).toBe("console.log('mine again')\n")
  expect(readdirSync(folder).toSorted()).toEqual(['server.ts', 'visitor.ts'])
})

test('a pickle that would make a file is opened, filtered, exported and photographed, and makes none', async ({ app, home }) => {
  const { page } = app
  const work = await editorReady(app)
  const evil = join(home, 'evil')
  // ('7f', 'fill', (os.system('touch …'),), {}): what a call of fill() with that for an argument would be.
  const pickle = Buffer.from(`(S'7f'\nS'fill'\n(cos\nsystem\n(S'touch ${evil}'\ntRt}t.`, 'latin1').toString('base64')
  const trace = readFileSync(join(import.meta.dirname, '../renderer/test/tank.ndjson'), 'utf8')
  const hostile = trace.replace(/("index":(?:[4-9]|\d\d),"size":)\d+,"payload":"[^"]*"/g, (_, before: string) => `${before}${Buffer.from(pickle, 'base64').length},"payload":"${pickle}"`)
  expect(hostile).not.toBe(trace)
  const file = join(home, 'hostile.ndjson')
  writeFileSync(file, hostile)
  await openWith(app, file, () => command(page, 'Open a capsule or a trace'))
  await expect(recordingPane(page)).toBeVisible()
  await expect(work.rows.filter({ hasText: 'call fill(' }).first()).toBeAttached()
  await work.traffic.locator('svg text', { hasText: 'fill(' }).first().click()
  await expect(work.traffic.getByRole('region', { name: 'Selected frame' })).toContainText('os.system')
  await page.getByLabel('Filter frames').fill('method:fill')
  await expect(work.rows.filter({ hasText: 'call level(' })).toHaveCount(0)
  await saveWith(app, join(home, 'hostile.mmd'), () => command(page, 'Export the sequence as Mermaid'))
  await saveWith(app, join(home, 'hostile.png'), () => command(page, 'Export the view as PNG'))
  await saveWith(app, join(home, 'again.ndjson'), () => command(page, 'Export the trace as NDJSON'))
  expect((await page.screenshot()).length).toBeGreaterThan(10_000)
  expect(existsSync(evil)).toBe(false)
  expect(programsOf(app)).toEqual([])
})

test('files that are no capsules say what is wrong, and what was open stays', async ({ app, home }) => {
  const { page } = app
  const work = await makeWorkspace(app, 'Stays')
  const cases: [string, Buffer | string, string][] = [
    ['letter.managerie', 'Dear reader', '“letter.managerie” is no capsule'],
    ['half.managerie', Buffer.from('PK\u0003\u0004half'), 'It may have been cut off on its way'],
    ['later.ndjson', '{"v":2,"process":"1-a","seq":0,"time":1,"name":"trace/lost","count":1}\n', 'open it with the Managerie that wrote it'],
    ['letter.ndjson', 'Dear reader\n', 'This is no trace that can be read'],
  ]
  for (const [name, content, words] of cases) {
    const file = join(home, name)
    writeFileSync(file, content)
    await openWith(app, file, () => command(page, 'Open a capsule or a trace'))
    await expect(page.getByRole('alert').filter({ hasText: words })).toBeVisible()
    await page.getByRole('alert').getByRole('button', { name: 'Close' }).click()
  }
  await expect(workspacePane(page)).toBeVisible()
  await runToTheEnd(work)
})

function readTemplate(file: string): string {
  return readFileSync(join(import.meta.dirname, '../templates/server-and-client/typescript', file), 'utf8')
}

/** Learner programs that run now. Where the system does not say, none. */
function programsOf(app: App): string[] {
  return (app.running() ?? []).map(({ command: line }) => line).filter((line) => /programs[\\/]\w+\.(js|py)/.test(line))
}

/** Goes from the home folder up to the top, then down to a folder, by names. */
async function walkTo(page: Page, folder: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Open a folder' })
  const up = dialog.getByRole('button', { name: 'To the folder above' })
  const name = dialog.locator('.folders-head b')
  await expect(dialog.getByRole('listitem').first()).toBeVisible()
  while ((await up.getAttribute('aria-disabled')) === 'false') {
    const before = await name.textContent()
    await up.click()
    await expect(name).not.toHaveText(before ?? '')
  }
  for (const part of folder.split(/[\\/]/).filter(Boolean)) {
    await dialog.getByRole('button', { name: part, exact: true }).click()
    await expect(name).toHaveText(part)
  }
}
