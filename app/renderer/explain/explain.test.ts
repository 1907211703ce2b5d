/** The explanation in a real browser, in the traffic pane alone, on recorded traces (`traffic/test/harness.tsx`). */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { usePaneBrowser, violations } from '../traffic/test/pane-browser.ts'

const { open } = usePaneBrowser()

const card = (page: Page) => page.locator('.dx')
const headings = (page: Page) => page.locator('.dxb h3').allTextContents()

test('a refused frame is explained: its title, its words, and numbers that lead to frames and lines', async () => {
  const page = await open('trace=exposed&select=122')
  await page.getByRole('button', { name: 'Explain', exact: true }).click()
  expect(await card(page).locator('h2').textContent()).toBe('vent is not in exposed')
  expect(await card(page).locator('.dxh .mono').textContent()).toMatch(/^AttributeError: method 'vent' of /)
  expect(await headings(page)).toEqual(['What happened', 'Why', 'How to fix it'])
  expect(await page.locator('.seq-row .nb-circle').allTextContents()).toEqual(['2'])
  expect(await card(page).locator('.nb').allTextContents()).toEqual(['1', '2', '3'])
  await card(page).getByRole('button', { name: 'server.py:5' }).click()
  expect(await page.getAttribute('body', 'data-source')).toBe('server.py:5')
  await card(page).getByRole('button', { name: /^Go to visitor\.py:9$/ }).click()
  expect(await page.getAttribute('body', 'data-source')).toBe('visitor.py:9')
  expect(await violations(page)).toEqual([])
})

test('Esc closes it, the frame stays selected, and it opens again', async () => {
  const page = await open('trace=exposed&select=122')
  await page.getByRole('button', { name: 'Explain', exact: true }).click()
  await page.locator('.rows').focus()
  await page.keyboard.press('Escape')
  await expect.poll(() => card(page).count()).toBe(0)
  expect(await page.locator('.peek .ph > span').first().textContent()).toBe('Frame 122')
  expect(await page.locator('.seq-row .nb-circle').count()).toBe(0)
  await page.getByRole('button', { name: 'Explain', exact: true }).press('Enter')
  expect(await card(page).locator('h2').textContent()).toBe('vent is not in exposed')
})

test('several causes go from one to the next, and there is a list of all', async () => {
  const page = await open('trace=errors&view=frames&select=70')
  await page.getByRole('button', { name: 'Explain', exact: true }).click()
  await page.getByRole('button', { name: 'Next diagnosis' }).click()
  await page.getByRole('button', { name: /^\d of 2$/ }).click()
  expect(await page.locator('.dxl-title').allTextContents()).toEqual(['The result of numbers cannot be sent', 'mow is not in exposed'])
  expect(await violations(page)).toEqual([])
  await page.locator('.dxl button').first().click()
  expect(await card(page).locator('h2').textContent()).toBe('The result of numbers cannot be sent')
})

test('what no frame shows is explained from its line', async () => {
  const page = await open('trace=nobody-there')
  await page.locator('.incidents').getByRole('button', { name: 'Explain' }).click()
  expect(await card(page).locator('h2').textContent()).toBe("Nobody listens at ('127.0.0.1', 50000)")
})

test('a refused handshake stands beside one that went well, where the run has one', async () => {
  const page = await open('trace=nested&select=79', 640)
  await page.getByRole('button', { name: 'Explain', exact: true }).click()
  expect(await card(page).locator('h2').textContent()).toBe('The key was lost inside a pickled proxy')
  await page.getByRole('button', { name: 'Compare with a good handshake' }).click()
  const rows = page.getByRole('table', { name: 'The two handshakes, step by step' }).getByRole('row')
  expect(await rows.nth(3).textContent()).toMatch(/#WELCOME#.*#FAILURE# refused/)
  expect(await rows.nth(6).textContent()).toMatch(/#WELCOME#never sent$/)
})

test('without one there is no such button', async () => {
  const page = await open('trace=wrong-key&select=3')
  await page.getByRole('button', { name: 'Explain', exact: true }).click()
  expect(await card(page).locator('h2').textContent()).toBe('The visitor has another key than the server')
  expect(await page.getByRole('button', { name: /Compare/ }).count()).toBe(0)
})
