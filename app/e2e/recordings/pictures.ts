/** The pictures of docs/design.md: states of the running app, light and dark. Needs a CPython. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { type App, expect, test } from '../fixtures.ts'
import { steady } from '../steady.ts'
import { Work } from '../work.ts'

const FOLDER = join(import.meta.dirname, '../../../docs/design')
const WAIT = { timeout: 60_000 }

test.use({ viewport: { width: 1440, height: 900 } })
test.describe.configure({ timeout: 120_000 })

async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true })
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    await steady(page, { recorded: true })
    await page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}.png`), caret: 'hide' })
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
}

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: /commands/ }).fill(words)
  await expect(page.getByRole('listbox', { name: 'Commands' }).getByRole('option').first()).toContainText(words)
  await page.keyboard.press('Enter')
}

async function workspace(app: App, language: string, name: string, text: string): Promise<Work> {
  const { page } = app
  const work = new Work(page)
  await expect(work.editor.getByRole('textbox').first()).toBeAttached(WAIT)
  await command(page, 'New workspace')
  const dialog = page.getByRole('dialog', { name: 'New workspace' })
  await dialog.getByRole('radio', { name: /start\(\) in one program/ }).press('Space')
  await dialog.getByRole('radio', { name: language }).press('Space')
  await dialog.getByLabel('Name').fill(name)
  await page.keyboard.press('Enter')
  await expect(work.code('main')).toBeAttached(WAIT)
  await work.write(`main.${language === 'Python' ? 'py' : 'ts'}`, text)
  return work
}

test('the index, the main sequence, frames', async ({ app }) => {
  const { page } = app
  const work = new Work(page)
  await work.ready()
  await expect(work.status).toContainText('CPython', WAIT)
  await work.showLessons()
  await picture(page, 'lesson-index')
  await page.getByRole('listitem').getByRole('button', { name: 'What a proxy may call' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'What a proxy may call' })).toBeVisible()
  await expect(work.code('server')).toBeAttached(WAIT)
  await work.run()
  await work.program('visitor', 'exit 1', 60_000)
  await work.showTerminal('visitor')
  await expect(work.status).toContainText('1 refused')
  await work.traffic.locator('svg text', { hasText: '#TRACEBACK refused' }).click()
  await picture(page, 'main-sequence')
  await page.getByRole('tab', { name: 'Frames' }).click()
  await page.keyboard.press('Control+Shift+m')
  await work.traffic.getByRole('row').filter({ hasText: 'create' }).first().click()
  await picture(page, 'frames')
})

test('a diagnosis', async ({ app }) => {
  const { page } = app
  const work = new Work(page)
  await work.ready()
  await work.showLessons()
  await page.getByRole('listitem').getByRole('button', { name: 'Address, port, authkey' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Address, port, authkey' })).toBeVisible()
  await expect(work.code('treehouse')).toBeAttached(WAIT)
  await work.run()
  await expect(work.status).toContainText('2 causes found', WAIT)
  await command(page, 'Explain what went wrong')
  await page.getByRole('button', { name: /^The stranger has another key/ }).click()
  await work.showTerminal('stranger')
  await picture(page, 'diagnosis')
})

test('topology and objects', async ({ app }) => {
  const { page } = app
  const work = await workspace(app, 'Python', 'Desk', readFileSync(join(import.meta.dirname, '../../renderer/traffic/test/traces/sharing/sharing.py'), 'utf8'))
  await work.run()
  await work.showTerminal('main')
  await expect(work.terminal('main')).toContainText('ready', WAIT)
  const tabs = page.getByRole('tablist', { name: 'Views of the traffic' })
  await tabs.getByRole('tab', { name: 'Topology' }).click()
  await tabs.getByRole('tab', { name: 'Objects' }).click({ modifiers: ['Control'] })
  await page.keyboard.press('Control+Shift+m')
  await page.locator('.view-objects tr', { hasText: 'gate' }).first().click()
  await picture(page, 'topology-objects')
  await page.keyboard.press('Shift+F5')
})

const RACE = `import { Process, isMainProcess } from 'multiprocessing'
import { Manager, type DictProxy } from 'multiprocessing/managers'

export async function visit(d: DictProxy<string, number>) {
  await d.set('n', (await d.item('n')) + 1)
}

if (isMainProcess()) {
  const manager = await Manager()
  const d = await manager.dict({ n: 0 })
  const clerks = ['A', 'B'].map((name) => new Process({ name, target: visit, args: [d] }))
  for (const clerk of clerks) await clerk.start()
  for (const clerk of clerks) await clerk.join()
  console.log('one more visit', await d.item('n'))
}
`

test('frames held', async ({ app }) => {
  const { page } = app
  const work = await workspace(app, 'TypeScript', 'Race', RACE)
  await page.keyboard.press('Control+Shift+h')
  await work.run()
  const director = page.getByRole('region', { name: 'Interleaving director' })
  const card = (process: string, method: string) => director.getByRole('region', { name: new RegExp(`^${process}, frame`) }).filter({ hasText: method })
  for (const process of ['A', 'B']) {
    await card(process, '__getitem__').getByRole('button', { name: /^Release/ }).click()
    await expect(card(process, '__setitem__')).toBeVisible(WAIT)
  }
  await picture(page, 'hold-frames')
  await page.keyboard.press('Shift+F5')
})
