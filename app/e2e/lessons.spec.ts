/**
 * Every lesson, done from its first step to its last as a person would: predict, run, read on, mend, run, and be told why.
 * The browser page does them in TypeScript, the desktop app in Python.
 *
 * `LESSON_PICTURES=<folder>` keeps a picture of each step.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cutTexts } from './checks.ts'
import { expect, test } from './fixtures.ts'
import { Work } from './work.ts'

const LESSONS = join(import.meta.dirname, '../../lessons')
const PICTURES = process.env['LESSON_PICTURES']
const WAIT = { timeout: 60_000 }

/** Files of the solution that are not as the start has them. */
function changedFiles(lesson: string, language: 'typescript' | 'python'): Map<string, string> {
  const texts = (stage: string): Map<string, string> => {
    const folder = join(LESSONS, lesson, language, stage)
    return new Map(readdirSync(folder).filter((name) => /\.(ts|py)$/.test(name)).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
  }
  const before = texts('start')
  return new Map([...texts('solution')].filter(([name, text]) => before.get(name) !== text))
}

test('all eighteen lessons can be done from start to end', async ({ app }) => {
  test.setTimeout(15 * 60_000)
  test.skip(app.shell === 'packaged', 'the same page and host as in the desktop app')
  const { page } = app
  const work = new Work(page)
  await expect(work.editor.getByRole('textbox').first()).toBeAttached(WAIT)
  await expect(work.status).toContainText(/CPython|No Python found/, WAIT)
  const language = app.shell === 'web' || (await work.status.textContent())?.includes('No Python found') ? 'typescript' : 'python'
  await page.getByRole('radio', { name: language === 'python' ? 'Python' : 'TypeScript' }).click()

  const look = async (name: string): Promise<void> => {
    const wide = await page.evaluate(() => [...document.querySelectorAll('.lesson-scroll')].filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(() => 'the lesson is wider than its pane'))
    expect.soft([...(await cutTexts(page)), ...wide], name).toEqual([])
    if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}-${language}.png`) })
  }

  await work.showLessons()
  const entries = page.getByRole('region', { name: 'Lessons' }).getByRole('listitem').locator('.lesson-card')
  const count = await entries.count()
  for (let nth = 0; nth < count; nth++) {
    if (nth > 0) await work.showLessons()
    await entries.nth(nth).click()
    const heading = page.getByRole('heading', { level: 1 })
    await expect(work.lesson.getByText(`Lesson ${nth + 1} of ${count}`)).toBeVisible()
    await test.step(`${nth + 1}: ${await heading.textContent()}`, async () => {
      const id = await lessonAt(nth + 1)
      const goals = await work.lesson.getByRole('region', { name: 'Goals' }).getByRole('listitem').count()
      await work.lesson.getByRole('radiogroup', { name: 'Prediction' }).getByRole('radio').first().click()
      await look(`${nth + 1}-predict`)
      await work.run()
      // The start leaves something to do.
      await expect(work.lesson).toContainText(new RegExp(`\\d of ${goals} met in run`), WAIT)
      const step = page.getByRole('button', { name: 'Next step' })
      for (let turn = 2; (await step.getAttribute('aria-disabled')) !== 'true' && (await work.lesson.getByRole('button', { name: 'Fix' }).getAttribute('aria-current')) !== 'step'; turn++) {
        await step.click()
        await look(`${nth + 1}-step-${turn}`)
      }
      for (const [file, text] of changedFiles(id, language)) await work.write(file, text)
      await work.run()
      await expect(work.lesson).toContainText(new RegExp(`${goals} of ${goals} met in run`), WAIT)
      while ((await step.getAttribute('aria-disabled')) !== 'true') await step.click()
      await expect(work.lesson.getByRole('button', { name: 'Explain' })).toHaveAttribute('aria-current', 'step')
      await look(`${nth + 1}-explain`)
    })
  }
  await work.showLessons()
  await expect(page.getByText(`${count} of ${count} done`)).toBeVisible()
  await look('all-done')
})

/** Id of the lesson with that number: its folder says it. */
async function lessonAt(number: number): Promise<string> {
  const folders = readdirSync(LESSONS, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const found = folders.find(({ name }) => {
    try {
      return new RegExp(`^  number: ${number},$`, 'm').test(readFileSync(join(LESSONS, name, 'lesson.ts'), 'utf8'))
    } catch {
      return false
    }
  })
  if (!found) throw new Error(`no lesson has the number ${number}`)
  return found.name
}
