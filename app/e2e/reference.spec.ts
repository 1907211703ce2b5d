/** The reference: opened, searched and followed by keys alone, to a lesson, to frames, and back. */
import { cutTexts, violations } from './checks.ts'
import { expect, test } from './fixtures.ts'
import { openRecording } from './recordings/open.ts'
import { Work } from './work.ts'

const MODIFIER = process.platform === 'darwin' ? 'Meta' : 'Control'
const WAIT = { timeout: 30_000 }

test.describe.configure({ timeout: 240_000 })

test('words and names are found by keys, in both spellings, and lead to lessons and frames', async ({ app }) => {
  const { page } = app
  const work = new Work(page)
  const field = page.getByRole('searchbox', { name: 'Search terms and names' })
  const entry = page.getByRole('article', { name: 'Entry' })
  const found = page.getByRole('region', { name: 'Found' })
  await expect(work.editor.getByRole('textbox').first()).toBeAttached(WAIT)

  await test.step('F1 opens it, also out of the editor, and the field has the focus', async () => {
    await work.editor.getByRole('textbox').first().focus()
    await page.keyboard.press('F1')
    await expect(page.getByRole('heading', { level: 1, name: 'Reference' })).toBeVisible()
    await expect(field).toBeFocused()
    await expect(page.getByRole('navigation', { name: 'Terms and names' }).getByRole('button', { name: /^multiprocessing\/managers \d+$/ })).toBeAttached(WAIT)
  })

  await test.step('Python’s spelling finds the name that is spelled otherwise here', async () => {
    await page.keyboard.type('get_server')
    await expect(found.getByRole('status')).toContainText('entr')
    await page.keyboard.press('ArrowDown')
    await expect(found.getByRole('button').first()).toBeFocused()
    await found.getByRole('button', { name: /^BaseManager\.getServer/ }).focus()
    await page.keyboard.press('Enter')
    await expect(entry.getByRole('heading', { level: 2, name: 'BaseManager' })).toBeVisible(WAIT)
    const member = entry.getByRole('listitem', { name: 'getServer', exact: true })
    await expect(member).toBeFocused()
    await expect(member).toContainText('get_server()')
    await expect(member).toBeInViewport()
    expect([...(await violations(page)), ...(await cutTexts(page))]).toEqual([])
  })

  await test.step('a term of a name, and back to the name', async () => {
    await entry.getByRole('button', { name: 'server', exact: true }).focus()
    await page.keyboard.press('Enter')
    await expect(entry.getByRole('heading', { level: 2, name: 'server' })).toBeFocused()
    await expect(entry.getByRole('button', { name: 'Show such frames in this run' })).toHaveAttribute('aria-disabled', 'true')
    await entry.getByRole('button', { name: 'BaseManager', exact: true }).first().press('Enter')
    await expect(entry.getByRole('heading', { level: 2, name: 'BaseManager' })).toBeVisible()
  })

  await test.step('nothing found has words, and Escape shows all again', async () => {
    await field.fill('walrus')
    await expect(found.getByRole('status')).toHaveText(/Nothing has “walrus”/)
    await field.press('Escape')
    await expect(page.getByRole('region', { name: 'Terms', exact: true })).toBeVisible()
  })

  await test.step('the palette has the terms; a term opens its lesson', async () => {
    await page.keyboard.press(`${MODIFIER}+k`)
    await page.getByRole('combobox', { name: /commands/ }).fill('method_to_typeid')
    await expect(page.getByRole('listbox', { name: 'Commands' }).getByRole('option').first()).toContainText('method_to_typeid')
    await page.keyboard.press('Enter')
    await expect(entry.getByRole('heading', { level: 2, name: 'method_to_typeid' })).toBeFocused()
    await entry.getByRole('button', { name: /^Lesson 5/ }).press('Enter')
    await expect(page.getByRole('heading', { level: 1, name: 'What a proxy may call' })).toBeVisible(WAIT)
  })

  await test.step('its frames, in a recording', async () => {
    await openRecording(page, 'tank')
    await page.keyboard.press('F1')
    await field.fill('exposed')
    await field.press('Enter')
    const show = entry.getByRole('button', { name: 'Show such frames in this run' })
    await expect(show).toHaveAttribute('aria-disabled', 'false')
    await expect(entry.getByText('1 frame', { exact: true })).toBeVisible()
    await show.press('Enter')
    const table = page.getByRole('treegrid', { name: /^Frames/ })
    await expect(table).toBeVisible(WAIT)
    await expect(work.traffic.getByRole('button', { name: 'Remove is:refused' })).toBeVisible()
    await expect(table.getByRole('row').filter({ hasText: '#TRACEBACK' })).toHaveCount(1)
    await expect(table.getByRole('row').filter({ hasText: '#RETURN' })).toHaveCount(0)
  })

  await test.step('Back goes where one was', async () => {
    await page.keyboard.press('F1')
    await page.getByRole('button', { name: 'Back', exact: true }).press('Enter')
    await expect(work.traffic).toBeVisible()
  })
})
