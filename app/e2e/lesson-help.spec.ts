/** What lessons offer besides their words: predicting frames, comparing with the solution, teaching, cards, the search. */
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { Work } from './work.ts'

// Three programs are run, one of them quietly and more than once.
test.describe.configure({ timeout: 180_000 })

const MODIFIER = process.platform === 'darwin' ? 'Meta' : 'Control'

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press(`${MODIFIER}+k`)
  await page.getByRole('combobox', { name: /commands/ }).fill(words)
  await expect(page.getByRole('listbox', { name: 'Commands' }).getByRole('option').first()).toContainText(words)
  await page.keyboard.press('Enter')
}

test('a person predicts frames, sees where the run parts from the solution, is taught, and answers a card', async ({ app }) => {
  const { page } = app
  const work = new Work(page)
  await expect(work.editor.getByRole('textbox').first()).toBeAttached({ timeout: 30_000 })

  const wire = page.getByRole('region', { name: 'Predict the wire' })
  await wire.getByRole('spinbutton', { name: /^call/ }).fill('1')
  await wire.getByRole('spinbutton', { name: /#RETURN/ }).fill('1')
  await wire.getByRole('button', { name: 'Predict' }).click()
  await page.keyboard.press('F5')
  await expect(wire.getByText(/You predicted 2 frames; there were 10\./)).toBeVisible({ timeout: 60_000 })

  await page.getByRole('button', { name: 'Where did it part from the solution?' }).click()
  const compared = page.getByRole('region', { name: 'Compared with the solution' })
  await expect(compared.getByText(/^marsh asks for list\(\); in the solution/)).toBeVisible({ timeout: 120_000 })
  await compared.getByRole('button', { name: /^frame / }).click()
  // Nothing is solved by it, and none of the solution's text is shown.
  await expect(work.lesson.getByText('1 of 3 met in run 1')).toBeVisible()

  await command(page, 'Teach this lesson')
  const teaching = page.getByRole('region', { name: /^Teaching/ })
  await expect(teaching.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('PageDown')
  await expect(teaching.getByText('Stop 2 of')).toBeVisible()
  await page.keyboard.press('b')
  await expect(page.getByRole('button', { name: 'The screen is black. Show it again' })).toBeVisible()
  await page.keyboard.press('b')
  await teaching.getByRole('button', { name: 'Stop teaching' }).click()
  await expect(teaching).toBeHidden()

  await command(page, 'Interview cards')
  await expect(page.getByRole('article', { name: 'Card 1 of 30' })).toBeVisible()
  for (let card = 1; card < 5; card++) await page.keyboard.press('ArrowRight')
  const card = page.getByRole('article', { name: 'Card 5 of 30' })
  await card.getByRole('radio', { name: '2', exact: true }).click()
  await expect(card.getByText('You knew it.')).toBeVisible()
  await card.getByRole('button', { name: 'Open as a workspace, to run it' }).click()
  await expect(work.code('card')).toBeAttached({ timeout: 30_000 })

  await command(page, 'Compare two runtimes')
  await page.getByRole('combobox', { name: 'Lesson' }).selectOption('exposed')
  // The run in the window is of another lesson.
  await expect(page.getByRole('combobox', { name: 'One', exact: true }).getByRole('option', { name: 'The run in the window' })).toHaveCount(0)
  if ((await page.getByRole('combobox', { name: 'The other' }).getByRole('option', { name: /CPython/ }).count()) > 0) {
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    const found = page.getByRole('region', { name: 'What differs' })
    await expect(found.getByRole('row', { name: /drain\(\) of Tank/ })).toContainText("'tank.Tank'", { timeout: 120_000 })
  }

  await command(page, 'Show all lessons')
  await page.getByRole('searchbox', { name: 'Search the lessons' }).fill('deadlock')
  await expect(page.getByRole('region', { name: 'Found lessons' }).getByRole('button', { name: /Tour: waiting/ })).toBeVisible()
})
