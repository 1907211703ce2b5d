/** The thin line through everything: change `exposed`, run two processes, see the refused call, meet the goals. */
import { expect, test } from './fixtures.ts'
import { changed, lessonFile } from './programs.ts'
import { Work } from './work.ts'

const REFUSED = 'rgb(179, 38, 30)'

test('a lesson is opened, its program changed and run until all goals are met', async ({ app }) => {
  const work = new Work(app.page)
  await work.ready()
  const { page } = app

  await test.step('the program as it is given: `fill` is refused', async () => {
    await expect(work.traffic).toContainText('No frames yet.')
    await work.run()
    await work.program('visitor', 'exit 1')
    await work.program('server', 'serving')
    await expect(work.rows.filter({ hasText: '#TRACEBACK, refused' })).toHaveCount(1)
    await expect(work.rows.filter({ hasText: 'call fill(20)' })).toHaveCount(1)
    await expect(work.status).toContainText('1 refused')
    await expect(work.goal('is answered').getByRole('img', { name: 'not yet' })).toBeVisible()
  })

  await test.step('the refused call is red in the sequence, and its words are one click away', async () => {
    const label = work.traffic.locator('svg text', { hasText: '#TRACEBACK refused' })
    await expect(label).toHaveCSS('fill', REFUSED)
    await label.click()
    const selected = work.traffic.getByRole('region', { name: 'Selected frame' })
    await expect(selected).toContainText("AttributeError: method 'fill' of <class 'Tank'> object is not in exposed={'level', 'drain'}")
    await expect(selected).toContainText('server to visitor')
  })

  await test.step('`drain` becomes `fill` in `exposed`, typed in the editor', async () => {
    await work.openFile('server.ts')
    await work.editor.getByText("'drain'").dblclick()
    await page.keyboard.type('fill')
    await expect(work.editor.getByText("'fill'")).toBeVisible()
    await work.run()
    await work.program('visitor', 'exit 1')
    await work.meets(/exposed has level and fill/, /fill is answered/, /refuses drain/)
    await expect(work.goal('still ends with 0').getByRole('img', { name: 'not yet' })).toBeVisible()
  })

  await test.step('the visitor lives through the refusal', async () => {
    await work.write('visitor.ts', lessonFile('visitor.ts', 'solution'))
    await work.run()
    await work.program('visitor', 'exit 0')
    await work.meets(/exposed has level and fill/, /fill is answered/, /refuses drain/, /still ends with 0/)
    await expect(work.lesson).toContainText('4 of 4 met in run 3')
    await expect(work.rows.filter({ hasText: '#TRACEBACK, refused' })).toHaveCount(1)
  })

  await test.step('a goal points at its frame', async () => {
    await work.goal(/refuses drain/).getByRole('button', { name: /^frame \d+$/ }).click()
    await expect(work.traffic.getByRole('region', { name: 'Selected frame' })).toContainText("method 'drain'")
  })
})

test('the frames are a table as well, with the refused reply in it', async ({ app }) => {
  const work = new Work(app.page)
  await work.ready()
  await work.run()
  await work.program('visitor', 'exit 1')
  await app.page.getByRole('tab', { name: 'Frames' }).click()
  const table = app.page.getByRole('treegrid', { name: /^Frames/ })
  await expect(table.getByRole('row').filter({ hasText: '#TRACEBACK' })).toHaveCount(1)
  await expect(table.getByRole('row').filter({ hasText: 'fill(20)' })).toHaveCount(1)
})

test('the same lesson runs in Python', async ({ app }) => {
  const work = new Work(app.page)
  await work.ready()
  const none = (await work.status.textContent())?.includes('No Python found') === true
  test.skip(none, 'no CPython was found on this machine')
  await app.page.getByRole('radio', { name: 'Python' }).click()
  await expect(work.editor.getByRole('tab', { name: 'server.py' })).toBeVisible()
  await work.run()
  await work.program('visitor', 'exit 1', 30_000)
  await expect(work.rows.filter({ hasText: '#TRACEBACK, refused' })).toHaveCount(1)
  await work.showTerminal('visitor')
  await expect(work.terminal('visitor')).toContainText('multiprocessing.managers.RemoteError')
  await work.write('server.py', lessonFile('server.py', 'solution', 'python'))
  await work.write('visitor.py', lessonFile('visitor.py', 'solution', 'python'))
  await work.run()
  await work.program('visitor', 'exit 0', 30_000)
  await work.meets(/exposed has level and fill/, /fill is answered/, /refuses drain/, /still ends with 0/)
})

test('what was typed and what was met is there at the next start, also after a kill', async ({ app, startAgain }) => {
  const work = new Work(app.page)
  await work.ready()
  await work.write('server.ts', changed(lessonFile('server.ts'), "'drain'", "'fill'"))
  await work.run()
  await work.meets(/fill is answered/)
  await work.program('visitor', 'exit 1')
  // Kept as it is typed: nothing is asked to save it.
  await work.write('place.ts', `${lessonFile('place.ts')}// typed last\n`)
  app.process.kill('SIGKILL')
  await expect.poll(() => app.running()?.filter(({ command }) => /programs\/(server|visitor)\.js/.test(command)) ?? [], { message: 'programs of the killed app' }).toEqual([])
  await app.close()

  const again = new Work((await startAgain()).page)
  await again.ready()
  await again.openFile('server.ts')
  await expect(again.editor.getByText("'fill'")).toBeVisible()
  await again.openFile('place.ts')
  await expect(again.editor.getByText('// typed last')).toBeVisible()
})

test('the files go back to the start, and Undo brings the edits back', async ({ app }) => {
  const work = new Work(app.page)
  await work.ready()
  await work.write('tank.ts', '// emptied\n')
  await app.page.getByRole('button', { name: 'Reset' }).click()
  await expect(work.editor.getByText('Rain water for the whole street.')).toBeVisible()
  await app.page.getByRole('button', { name: 'Undo' }).click()
  await expect(work.editor.getByText('// emptied')).toBeVisible()
})
