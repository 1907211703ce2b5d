/**
 * Every view in every theme and size: axe finds nothing, no text is cut, and each picture has its twin in words. What
 * comes from a recording looks the same each time, so its pixels are compared too; `recordings/make.ts` has made them.
 */
import type { Page } from '@playwright/test'
import { cutTexts, violations } from './checks.ts'
import { type App, expect, test } from './fixtures.ts'
import { openRecording } from './recordings/open.ts'
import { steady } from './steady.ts'
import { Work } from './work.ts'

const MODIFIER = process.platform === 'darwin' ? 'Meta' : 'Control'
const WAIT = { timeout: 30_000 }
const THEMES = ['light', 'dark', 'contrast'] as const
type Theme = (typeof THEMES)[number]
const SIZES = [[1280, 800], [1920, 1080]] as const

async function wear(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme === 'light' ? 'light' : 'dark', contrast: theme === 'contrast' ? 'more' : 'no-preference', reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
}

async function show(page: Page, view: string, beside?: string): Promise<void> {
  const tabs = page.getByRole('tablist', { name: 'Views of the traffic' })
  await tabs.getByRole('tab', { name: view }).click()
  if (beside !== undefined) await tabs.getByRole('tab', { name: beside }).click({ modifiers: ['ControlOrMeta'] })
}

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press(`${MODIFIER}+k`)
  await page.getByRole('combobox', { name: /commands/ }).fill(words)
  await expect(page.getByRole('listbox', { name: 'Commands' }).getByRole('option').first()).toContainText(words)
  await page.keyboard.press('Enter')
}

/** Two programs of lesson 3 fail; the card is that of the wrong key. */
async function explain(page: Page): Promise<void> {
  await command(page, 'Explain what went wrong')
  await page.getByRole('button', { name: /^The stranger has another key/ }).click()
  await expect(page.getByRole('region', { name: /^Diagnosis: The stranger has another key/ })).toBeVisible()
}

/** Looks at what is on the page, in all themes and sizes; on other shells than the browser once. */
class Look {
  readonly #app: App
  readonly #pictures: boolean
  constructor(app: App, pictures: boolean) {
    this.#app = app
    this.#pictures = pictures
  }

  async at(name: string, { picture = true } = {}): Promise<void> {
    const { page, shell } = this.#app
    const faults: string[] = []
    for (const [width, height] of shell === 'web' ? SIZES : SIZES.slice(0, 1)) {
      await page.setViewportSize({ width, height })
      for (const theme of shell === 'web' ? THEMES : THEMES.slice(0, 1)) {
        await wear(page, theme)
        await steady(page, { recorded: picture })
        const where = `${name}, ${theme} at ${width}×${height}`
        // Another theme has other colours, and nothing else.
        for (const fault of [...(await violations(page, theme === 'light' ? undefined : 'color-contrast')), ...(theme === 'light' ? await cutTexts(page) : [])]) faults.push(`${where}: ${fault}`)
        if (picture && this.#pictures) await expect.soft(page).toHaveScreenshot(`views-${name}-${theme}-${width}x${height}.png`)
      }
    }
    expect.soft(faults).toEqual([])
    await page.setViewportSize({ width: 1280, height: 800 })
    await wear(page, 'light')
  }
}

async function begin(app: App): Promise<{ page: Page; work: Work; look: Look; python: boolean }> {
  const { page } = app
  const work = new Work(page)
  await expect(work.editor.getByRole('textbox').first()).toBeAttached(WAIT)
  // Where no CPython is, the page has other words and lines than the references.
  await expect(work.status).toContainText(/CPython|No Python found/, WAIT)
  const python = (await work.status.textContent())?.includes('CPython') === true
  return { page, work, python, look: new Look(app, app.shell === 'web' && python) }
}

test.describe.configure({ timeout: 240_000 })

test('views of recordings: in all themes and sizes, accessible, whole, and as they were', async ({ app }) => {
  const { page, work, look } = await begin(app)
  const selected = work.traffic.getByRole('region', { name: 'Selected frame' })

  await test.step('a refused call: sequence, frames, details', async () => {
    await openRecording(page, 'tank')
    await expect(work.rows.filter({ hasText: '#TRACEBACK, refused' })).toHaveCount(1)
    await work.traffic.locator('svg text', { hasText: '#TRACEBACK refused' }).click()
    await expect(selected).toBeVisible()
    await expect(work.traffic.getByRole('img', { name: /^Sequence of \d+ frames/ })).toBeAttached()
    await look.at('sequence')

    await show(page, 'Frames')
    await expect(page.getByRole('treegrid', { name: /^Frames/ })).toBeVisible()
    await look.at('frames')

    await page.keyboard.press(`${MODIFIER}+Shift+m`)
    for (const part of ['Decoded', 'Pickle', 'Bytes']) await expect(work.traffic.getByRole('heading', { name: new RegExp(`^${part}`) })).toBeVisible()
    await look.at('details')
    await page.keyboard.press(`${MODIFIER}+Shift+m`)
  })

  await test.step('a wrong key, explained', async () => {
    await openRecording(page, 'treehouse')
    await explain(page)
    await look.at('explain')
    await page.keyboard.press('Escape')
  })

  await test.step('five processes and four objects: topology, objects, both', async () => {
    await openRecording(page, 'desk')
    await show(page, 'Topology')
    await expect(page.locator('.topo-card')).toHaveCount(4)
    await expect(page.getByRole('tree', { name: 'Topology, as text' })).toBeAttached()
    await look.at('topology')

    await show(page, 'Objects')
    await page.locator('.view-objects tr', { hasText: 'gate' }).first().click()
    await look.at('objects')

    await show(page, 'Topology', 'Objects')
    await page.keyboard.press(`${MODIFIER}+Shift+m`)
    await expect(page.getByRole('tabpanel')).toHaveCount(2)
    await look.at('beside')
    await page.keyboard.press(`${MODIFIER}+Shift+m`)
  })

  await test.step('shared memory', async () => {
    await openRecording(page, 'sacks')
    await show(page, 'Memory')
    await expect(page.getByRole('grid', { name: /^Segments of shared memory/ })).toBeVisible()
    await look.at('memory')
  })

  await test.step('every picture has a twin in words', async () => {
    for (const [recording, view, twin] of TWINS) {
      await openRecording(page, recording)
      await show(page, view)
      await work.traffic.getByRole('button', { name: 'View as text' }).click()
      await expect(twin(page), `${view}, as text`).toBeVisible()
      expect.soft([...(await violations(page)), ...(await cutTexts(page))], `${view}, as text`).toEqual([])
    }
    await expect(work.traffic.getByRole('slider', { name: 'Frame' })).toHaveAttribute('aria-valuetext', /^Frame \d+ of \d+/)
  })
})

const TWINS = [
  ['tank', 'Sequence', (page) => page.getByRole('table', { name: 'Sequence of frames, as text' })],
  ['desk', 'Topology', (page) => page.getByRole('tree', { name: 'Topology, as text' })],
  ['desk', 'Objects', (page) => page.getByRole('region', { name: 'Objects, as text' })],
  ['sacks', 'Memory', (page) => page.getByRole('region', { name: 'Shared memory, as text' })],
] as const satisfies readonly (readonly [string, string, (page: Page) => ReturnType<Page['locator']>])[]

test('the checks find what is wrong', async ({ app }) => {
  const { page, work } = await begin(app)
  await work.showLessons()
  expect([...(await violations(page)), ...(await cutTexts(page))]).toEqual([])
  await page.evaluate(() => {
    const wrong = document.createElement('div')
    wrong.style.cssText = 'position:fixed;inset:0 auto auto 0;z-index:99;width:300px;background:#fff;color:#000'
    wrong.innerHTML = '<p style="color:#999">grey on white</p><p style="width:40px;overflow:hidden;white-space:nowrap;text-overflow:ellipsis">words that do not fit</p><p style="position:relative;left:-30px">out on the left</p><p style="height:8px;overflow:hidden">only its upper half</p>'
    document.querySelector('main')?.append(wrong)
  })
  expect((await violations(page)).join('\n')).toMatch(/^color-contrast: <p .*grey on white/m)
  expect((await cutTexts(page)).join('\n')).toMatch(/an ellipsis without the rest: “words that do not fit”[^]*outside of the window: “out on the left”[^]*cut above or below: “only its upper half”/)
})

test('pages, lessons and held frames: in all themes and sizes, accessible and whole', async ({ app }) => {
  const { page, work, look, python } = await begin(app)

  await test.step('the page of all lessons, settings, help', async () => {
    await work.showLessons()
    await look.at('start', { picture: false })
    await command(page, 'Settings')
    await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
    await look.at('settings', { picture: false })
    await command(page, 'Keyboard shortcuts')
    await expect(page.getByRole('heading', { level: 1, name: 'Help' })).toBeVisible()
    await look.at('help', { picture: false })
    await command(page, 'Compare two runtimes')
    await expect(page.getByRole('heading', { level: 1, name: 'Two runtimes' })).toBeVisible()
    if (python) {
      await page.getByRole('button', { name: 'Compare', exact: true }).click()
      await expect(page.getByRole('region', { name: 'What differs' })).toBeVisible({ timeout: 120_000 })
    }
    await look.at('two-runtimes', { picture: false })
  })

  await test.step('lesson 3 with its first run explained', async () => {
    await command(page, 'Show all lessons')
    await page.getByRole('listitem').getByRole('button', { name: 'Address, port, authkey' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Address, port, authkey' })).toBeVisible()
    await work.run()
    await expect(work.terminals.getByRole('tab').filter({ hasText: /exit [1-9]/ }).first()).toBeVisible(WAIT)
    await expect(work.status).toContainText('2 causes found', WAIT)
    await explain(page)
    await look.at('lesson-3', { picture: false })
    await page.keyboard.press('Shift+F5')
  })

  await test.step('frames held', async () => {
    await work.showLessons()
    await page.getByRole('listitem').getByRole('button', { name: 'What a proxy may call' }).click()
    await expect(work.code('server')).toBeAttached(WAIT)
    await page.keyboard.press(`${MODIFIER}+Shift+h`)
    await work.run()
    await expect(page.getByRole('region', { name: 'Holding frames' })).toContainText(/waits? for you/, WAIT)
    await look.at('hold', { picture: false })
    await page.keyboard.press('Shift+F5')
    await work.program('server', /stopped|killed|exit/)
  })
})
