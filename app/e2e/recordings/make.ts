/**
 * Runs real programs in the app and saves each as a capsule beside this file. `views.spec.ts` opens them: a recording
 * looks the same every time. Needs a CPython 3.13.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type App, expect, test } from '../fixtures.ts'
import { Work } from '../work.ts'

const ROOT = join(import.meta.dirname, '../../..')
const WAIT = { timeout: 60_000 }

async function command(app: App, words: string): Promise<void> {
  await app.page.keyboard.press('Control+k')
  await app.page.getByRole('combobox', { name: /commands/ }).fill(words)
  await expect(app.page.getByRole('listbox', { name: 'Commands' }).getByRole('option').first()).toContainText(words)
  await app.page.keyboard.press('Enter')
}

async function save(app: App, name: string): Promise<void> {
  const download = app.page.waitForEvent('download')
  await command(app, 'Save as a capsule')
  await app.page.getByRole('textbox', { name: 'Title' }).fill(name)
  await app.page.keyboard.press('Enter')
  await (await download).saveAs(join(import.meta.dirname, `${name.toLowerCase()}.managerie`))
}

async function lesson(app: App, title: string): Promise<Work> {
  const work = new Work(app.page)
  await work.ready()
  await work.showLessons()
  await app.page.getByRole('listitem').getByRole('button', { name: title }).click()
  await expect(app.page.getByRole('heading', { level: 1, name: title })).toBeVisible()
  return work
}

test('a refused call: lesson 5 as it is given', async ({ app }) => {
  const work = await lesson(app, 'What a proxy may call')
  await work.run()
  await work.program('visitor', 'exit 1')
  await work.showTerminal('visitor')
  await expect(work.terminal('visitor')).toContainText('ended with exit code 1')
  await work.openFile('visitor.ts')
  await save(app, 'Tank')
})

test('a wrong key: lesson 3 as it is given', async ({ app }) => {
  const work = await lesson(app, 'Address, port, authkey')
  await work.run()
  await expect(work.status).toContainText('refused', WAIT)
  await expect.poll(() => app.page.getByRole('region', { name: 'Terminals' }).getByRole('tab').filter({ hasText: 'exit' }).count(), WAIT).toBe(2)
  await save(app, 'Treehouse')
})

test('two who wait for a lock: a program of five processes', async ({ app }) => {
  const work = new Work(app.page)
  await work.ready()
  await command(app, 'New workspace')
  const dialog = app.page.getByRole('dialog', { name: 'New workspace' })
  await dialog.getByRole('radio', { name: /start\(\) in one program/ }).press('Space')
  await dialog.getByRole('radio', { name: 'Python' }).press('Space')
  await dialog.getByLabel('Name').fill('Desk')
  await app.page.keyboard.press('Enter')
  await expect(work.code('main')).toBeAttached(WAIT)
  await work.write('main.py', readFileSync(join(ROOT, 'app/renderer/traffic/test/traces/sharing/sharing.py'), 'utf8'))
  await work.run()
  await work.showTerminal('main')
  await expect(work.terminal('main')).toContainText('ready', WAIT)
  await save(app, 'Desk')
})

test('shared memory: lesson 16 as it is solved', async ({ app }) => {
  const work = await lesson(app, 'No server at all')
  await work.write('mill.ts', readFileSync(join(ROOT, 'lessons/shared-memory/typescript/solution/mill.ts'), 'utf8'))
  await work.run()
  await work.program('mill', 'exit 0', 60_000)
  await save(app, 'Sacks')
})
