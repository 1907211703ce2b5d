/**
 * Reference screenshots. What they show is asserted on the page elsewhere; here it is the look that must not change unseen.
 * They stand in `screenshots/`; `node app/e2e/renew-screenshots.mjs` renews them.
 */
import { type App, expect, test } from './fixtures.ts'
import { steady } from './steady.ts'
import { Work } from './work.ts'

/** With another set of interpreters the page has other words and lines. */
async function needsPython(work: Work): Promise<void> {
  const none = (await work.status.textContent())?.includes('No Python found') === true
  test.skip(none, 'no CPython was found on this machine: the references show one')
}

async function afterRun(app: App): Promise<Work> {
  const work = new Work(app.page)
  await work.ready()
  await needsPython(work)
  await work.run()
  await work.program('visitor', 'exit 1')
  await work.showTerminal('visitor')
  await expect(work.terminal('visitor')).toContainText('visitor ended with exit code 1')
  await expect(work.editor.getByRole('button', { name: /refused fill/ })).toBeVisible()
  await expect(work.status).toContainText('1 refused')
  return work
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [width, height] of [[1280, 800], [1920, 1080]] as const) {
    test.describe(`${colorScheme} at ${width}×${height}`, () => {
      test.use({ colorScheme, viewport: { width, height } })
      const name = (view: string): string => `${view}-${colorScheme}-${width}x${height}.png`

      test('the lesson with a refused call in the sequence, and in the table', async ({ app }) => {
        const work = await afterRun(app)
        await work.traffic.locator('svg text', { hasText: '#TRACEBACK refused' }).click()
        await expect(work.traffic.getByRole('region', { name: 'Selected frame' })).toBeVisible()
        await steady(app.page)
        await expect(app.page).toHaveScreenshot(name('sequence'))

        await app.page.getByRole('tab', { name: 'Frames' }).click()
        await expect(app.page.getByRole('treegrid', { name: /^Frames/ })).toBeVisible()
        await steady(app.page)
        await expect(app.page).toHaveScreenshot(name('frames'))
      })

      test('the page of all lessons', async ({ app }) => {
        const work = new Work(app.page)
        await work.ready()
        await needsPython(work)
        await work.showLessons()
        await steady(app.page)
        await expect(app.page).toHaveScreenshot(name('lessons'))
      })

      test('the reference: a name, with Python’s spelling beside it', async ({ app }) => {
        const work = new Work(app.page)
        await work.ready()
        await app.page.keyboard.press('F1')
        await app.page.getByRole('article', { name: 'Entry' }).getByRole('button', { name: 'BaseManager', exact: true }).click()
        await expect(app.page.getByRole('heading', { level: 2, name: 'BaseManager' })).toBeVisible()
        await expect(app.page.getByText('get_server()')).toBeAttached()
        await steady(app.page)
        await expect(app.page).toHaveScreenshot(name('reference'))
      })
    })
  }
}

test('the tolerance does not let a moved letter through', async ({ app }, info) => {
  test.skip(info.config.updateSnapshots === 'all' || info.config.updateSnapshots === 'changed', 'references are being renewed')
  test.skip(process.platform !== 'linux', 'the references are those of Linux')
  const work = new Work(app.page)
  await work.ready()
  await needsPython(work)
  await work.showLessons()
  await steady(app.page)
  await expect(app.page).toHaveScreenshot('lessons-light-1280x800.png')
  await app.page.addStyleTag({ content: '.start-word { position: relative; left: 1px }' })
  await expect(expect(app.page).toHaveScreenshot('lessons-light-1280x800.png', { timeout: 1000 })).rejects.toThrow(/pixels .*are different/)
})
