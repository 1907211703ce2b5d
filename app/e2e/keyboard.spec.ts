/** Each main task with the keyboard alone: nothing here clicks, and nothing is given the focus but by keys. */
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { Work } from './work.ts'

const MODIFIER = process.platform === 'darwin' ? 'Meta' : 'Control'
const WAIT = { timeout: 30_000 }

/** Presses a key until something has the focus, or holds what has it. */
async function pressUntil(page: Page, key: string, place: Locator, most = 60): Promise<void> {
  const there = () => place.evaluateAll((elements) => elements.some((element) => element.contains(document.activeElement)))
  for (let presses = 0; !(await there()); presses++) {
    if (presses === most) throw new Error(`${key} was pressed ${most} times, and ${String(place)} did not get the focus`)
    await page.keyboard.press(key)
  }
}

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press(`${MODIFIER}+k`)
  await expect(page.getByRole('combobox', { name: /commands/ })).toBeFocused()
  await page.keyboard.type(words)
  await expect(page.getByRole('listbox', { name: 'Commands' }).getByRole('option').first()).toContainText(words)
  await page.keyboard.press('Enter')
}

test('run, select, read, go to the line, filter, scrub, change the view, settings, commands: keys alone', async ({ app }) => {
  const { page } = app
  const work = new Work(page)
  await expect(work.editor.getByRole('textbox').first()).toBeAttached(WAIT)
  await page.evaluate(() => {
    for (const kind of ['pointerdown', 'mousedown', 'click']) {
      // A key that presses a button clicks as well, with no pointer.
      addEventListener(kind, (event) => ((event as PointerEvent).detail > 0 || kind !== 'click') && (document.body.dataset['pointed'] = kind), { capture: true })
    }
  })
  const selected = work.traffic.getByRole('region', { name: 'Selected frame' })
  const slider = work.traffic.getByRole('slider', { name: 'Frame' })

  await test.step('a lesson is opened and run', async () => {
    await command(page, 'Show all lessons')
    const lesson = page.getByRole('listitem').getByRole('button', { name: 'What a proxy may call' })
    await pressUntil(page, 'Tab', lesson)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { level: 1, name: 'What a proxy may call' })).toBeVisible()
    await expect(work.code('server')).toBeAttached(WAIT)
    await page.keyboard.press('F5')
    await work.program('visitor', 'exit 1', 30_000)
    await expect(work.rows.filter({ hasText: '#TRACEBACK, refused' })).toHaveCount(1)
  })

  await test.step('the refused frame is selected', async () => {
    await pressUntil(page, 'F6', work.traffic)
    await pressUntil(page, 'Tab', work.traffic.getByRole('group', { name: 'Sequence of frames' }))
    await page.keyboard.press('End')
    await expect(selected).toContainText('#TRACEBACK')
    await expect(selected).toContainText("method 'fill'")
    await page.keyboard.press('k')
    await expect(selected).toContainText('fill(20)')
    await page.keyboard.press('j')
    await expect(selected).toContainText('#TRACEBACK')
  })

  await test.step('the view is changed, and the frame stays selected', async () => {
    await page.keyboard.press(`${MODIFIER}+Shift+3`)
    await expect(page.getByRole('treegrid', { name: /^Frames/ })).toBeVisible()
    await page.keyboard.press(`${MODIFIER}+Shift+2`)
    await expect(work.traffic.getByRole('tab', { name: 'Topology' })).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press(`${MODIFIER}+Shift+1`)
    await expect(work.traffic.getByRole('tab', { name: 'Sequence' })).toHaveAttribute('aria-selected', 'true')
  })

  await test.step('Enter goes to the source line', async () => {
    await pressUntil(page, 'Tab', work.traffic.getByRole('group', { name: 'Sequence of frames' }))
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await expect(work.code('visitor')).toBeFocused()
    await expect(work.editor.getByRole('tab', { name: 'visitor.ts' })).toHaveAttribute('aria-selected', 'true')
  })

  await test.step('why it was refused is read', async () => {
    await command(page, 'Explain what went wrong')
    const diagnosis = page.getByRole('region', { name: /^Diagnosis/ })
    await expect(diagnosis).toContainText('What happened')
    await pressUntil(page, 'F6', work.traffic)
    await pressUntil(page, 'Tab', diagnosis.getByRole('button', { name: /^Go to \w+\.ts/ }))
    await page.keyboard.press('Enter')
    await expect(work.code('visitor')).toBeFocused()
    await pressUntil(page, 'F6', work.traffic)
    await pressUntil(page, 'Tab', diagnosis)
    await page.keyboard.press('Escape')
    await expect(diagnosis).toHaveCount(0)
  })

  await test.step('the frames are filtered', async () => {
    await page.keyboard.press(`${MODIFIER}+Shift+l`)
    const field = work.traffic.getByRole('textbox', { name: /[Ff]ilter/ }).or(work.traffic.getByRole('searchbox', { name: /[Ff]ilter/ })).or(work.traffic.getByRole('combobox', { name: /[Ff]ilter/ }))
    await expect(field).toBeFocused()
    await page.keyboard.type('fill')
    await expect(work.rows.filter({ hasText: 'call level()' })).toHaveCount(0)
    await expect(work.rows.filter({ hasText: 'call fill(20)' })).toHaveCount(1)
    await page.keyboard.press(`${MODIFIER}+a`)
    await page.keyboard.press('Delete')
    await expect(work.rows.filter({ hasText: 'call level()' })).toHaveCount(1)
  })

  await test.step('time is gone back and forth', async () => {
    await expect(slider).toHaveAttribute('aria-valuetext', /^Frame 44 of 44/)
    await pressUntil(page, 'Tab', slider)
    await page.keyboard.press('ArrowLeft')
    await expect(slider).toHaveAttribute('aria-valuetext', /^Frame 43 of 44/)
    await page.keyboard.press('Alt+Shift+ArrowLeft')
    await expect(slider).not.toHaveAttribute('aria-valuetext', /^Frame 4[34] of 44/)
    await page.keyboard.press('End')
    await expect(slider).toHaveAttribute('aria-valuetext', /^Frame 44 of 44/)
  })

  await test.step('the settings are opened, changed and left', async () => {
    await page.keyboard.press(`${MODIFIER}+,`)
    await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
    const dark = page.getByRole('radiogroup', { name: 'Theme' }).getByRole('radio', { name: 'Dark' })
    await pressUntil(page, 'Tab', dark)
    await page.keyboard.press('Space')
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
    await pressUntil(page, 'Shift+Tab', page.getByRole('button', { name: 'Back' }))
    await page.keyboard.press('Enter')
    await expect(work.traffic).toBeVisible()
  })

  await test.step('a file is opened from the palette, changed and run again', async () => {
    await command(page, 'server.ts')
    await expect(work.code('server')).toBeFocused()
    await page.keyboard.press(`${MODIFIER}+Home`)
    await page.keyboard.type('// by keys')
    await page.keyboard.press('Enter')
    await work.saved()
    await expect(work.editor).toContainText('// by keys')
    await page.keyboard.press('F5')
    await expect(work.status).toContainText('Run 2', WAIT)
    await work.program('visitor', 'exit 1', 30_000)
    await page.keyboard.press('Shift+F5')
    await work.program('server', /stopped|killed|exit/)
  })

  await expect(page.locator('body')).not.toHaveAttribute('data-pointed')
})
