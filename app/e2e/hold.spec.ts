/** Frames held, released in a chosen order, replayed; a process killed and its cause named: on both shells, by keyboard alone. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import { type App, expect, test } from './fixtures.ts'
import { Work } from './work.ts'

const MODIFIER = process.platform === 'darwin' ? 'Meta' : 'Control'
const WAIT = { timeout: 30_000 }

/** Two clients that read a number and write one more: the smallest lost update. */
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
  console.log('counted', await d.item('n'))
}
`

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press(`${MODIFIER}+k`)
  await page.getByRole('combobox', { name: /commands/ }).fill(words)
  await expect(page.getByRole('listbox', { name: 'Commands' }).getByRole('option').first()).toContainText(words)
  await page.keyboard.press('Enter')
}

/** A workspace of one's own with the race in it. */
async function makeRace({ page }: App): Promise<Work> {
  const work = new Work(page)
  await expect(work.editor.getByRole('textbox').first()).toBeAttached(WAIT)
  await command(page, 'New workspace')
  const dialog = page.getByRole('dialog', { name: 'New workspace' })
  await dialog.getByRole('radio', { name: /start\(\) in one program/ }).press('Space')
  await dialog.getByLabel('Name').fill('Race')
  await page.keyboard.press('Enter')
  await expect(work.code('main')).toBeAttached(WAIT)
  await work.write('main.ts', RACE)
  return work
}

class Holding {
  readonly page: Page
  readonly director
  readonly strip
  constructor(page: Page) {
    this.page = page
    this.director = page.getByRole('region', { name: 'Interleaving director' })
    this.strip = page.getByRole('region', { name: 'Holding frames' })
  }

  card(process: string, method: string) {
    return this.director.getByRole('region', { name: new RegExp(`^${process}, frame`) }).filter({ hasText: method })
  }

  /** Waits for a process's frame, and releases it by the key that stands on its card. */
  async release(process: string, method: string): Promise<void> {
    const card = this.card(process, method)
    await expect(card).toBeVisible(WAIT)
    // On a busy machine the palette may take the focus back once more, and a key with it.
    await expect(async () => {
      if ((await card.count()) === 0) return
      await command(this.page, 'Go to the held frames')
      await expect(this.director).toBeFocused()
      const key = await card.getByRole('button', { name: /^Release/ }).getAttribute('aria-keyshortcuts')
      await this.page.keyboard.press(key!)
      await expect(card).toHaveCount(0, { timeout: 10_000 })
    }).toPass({ timeout: 60_000 })
  }

  result(run: number) {
    return this.director.getByRole('row', { name: new RegExp(`^Run ${run} `) })
  }
}

test('who goes first decides what is counted, and the order is replayed on real processes', async ({ app }) => {
  const { page } = app
  const work = await makeRace(app)
  const holding = new Holding(page)

  await test.step('frames are held from the start, and nothing takes the focus', async () => {
    await expect(work.code('main')).toBeFocused()
    await page.keyboard.press(`${MODIFIER}+Shift+h`)
    await expect(page.getByRole('button', { name: 'Hold frames' })).toHaveAttribute('aria-pressed', 'true')
    await work.run()
    await expect(holding.strip).toContainText('Two wait for you.', WAIT)
    await expect(work.status).toContainText('2 held')
    await expect(work.code('main')).toBeFocused()
    await expect(work.rows.filter({ hasText: "call __getitem__('n'), held" })).toHaveCount(2)
    await expect(work.traffic.getByRole('button', { name: /^Release frame \d+ of [AB]$/ })).toHaveCount(2)
  })

  await test.step('both read, then both write: one visit is lost', async () => {
    await holding.release('A', '__getitem__')
    await holding.release('B', '__getitem__')
    await expect(holding.card('B', '__setitem__')).toContainText(/Read n = 0 at frame \d+, so it wants to write 1\./, WAIT)
    await expect(holding.director).toContainText('Both have read 0.')
    await expect(holding.result(1)).toContainText('not known yet')
    await expect(await violations(page)).toEqual([])
    await holding.release('A', '__setitem__')
    await holding.release('B', '__setitem__')
    // The last read, by the program itself: the one that waits.
    await expect(holding.card('main', '__getitem__')).toBeVisible(WAIT)
    await page.keyboard.press('F10')
    await expect(holding.result(1)).toContainText('n = 1', WAIT)
    await expect(holding.result(1)).toContainText('an update was lost', WAIT)
    await work.program('main', 'exit 0', 30_000)
  })

  await test.step('the other order, in another run: none is lost', async () => {
    await work.run()
    await holding.release('A', '__getitem__')
    await holding.release('A', '__setitem__')
    await holding.release('B', '__getitem__')
    await holding.release('B', '__setitem__')
    await expect(holding.card('main', '__getitem__')).toBeVisible(WAIT)
    await page.keyboard.press('F10')
    await expect(holding.result(2)).toContainText('n = 2', WAIT)
    await expect(holding.result(1)).toContainText('n = 1')
    await work.program('main', 'exit 0', 30_000)
  })

  await test.step('a schedule is kept, and replayed', async () => {
    await holding.director.getByRole('button', { name: 'Save the schedule of run 1' }).press('Enter')
    await page.getByRole('textbox', { name: 'Name of the schedule' }).fill('One lost')
    await page.keyboard.press('Enter')
    await holding.director.getByRole('button', { name: 'Replay One lost' }).press('Enter')
    await expect(holding.result(3)).toContainText('n = 1', WAIT)
    await work.program('main', 'exit 0', 30_000)
    await expect(holding.director).toContainText('That of run 3 came out the same 2 times of 2.', WAIT)
    await expect(holding.strip).toHaveCount(0)
  })
})

test('a process is killed from the deck, and its cause is named before it is explained', async ({ app }) => {
  const { page } = app
  const work = await makeRace(app)
  const holding = new Holding(page)
  await page.keyboard.press(`${MODIFIER}+Shift+h`)
  await work.run()
  await expect(holding.strip).toContainText('Two wait for you.', WAIT)

  await command(page, 'Break it')
  const deck = page.getByRole('region', { name: 'Break it' })
  await deck.getByRole('button', { name: /^Kill/ }).press('Enter')
  const server = page.getByRole('menuitem', { name: /^SyncManager/ })
  await expect(server).toBeVisible()
  await server.press('Enter')
  await expect(deck.getByRole('list', { name: 'Faults of this run' })).toContainText(/SyncManager-\d+ was killed \(SIGKILL\)\./, WAIT)
  await expect(deck.getByRole('button', { name: /^Kill/ })).toContainText('Done')
  await expect(await violations(page)).toEqual([])

  // What waits goes, and meets nobody.
  await command(page, 'Release all held frames')
  const question = page.getByRole('form', { name: 'Name the cause' })
  await expect(question).toBeVisible(WAIT)
  await question.getByRole('combobox', { name: 'Cause' }).selectOption('server-gone')
  await question.getByRole('button', { name: 'That is it' }).press('Enter')
  await expect(page.getByRole('region', { name: 'The cause' })).toContainText('Right.')
  await expect(deck).toContainText('1 of 1 cause named right')
  await page.getByRole('region', { name: 'The cause' }).getByRole('button', { name: 'Explain' }).press('Enter')
  await expect(page.getByRole('region', { name: /^Diagnosis/ })).toContainText('What happened')
})

test('a card that falls on an arrow is for its connection, and one that falls on a lane for its process', async ({ app }) => {
  const { page } = app
  const work = await makeRace(app)
  const holding = new Holding(page)
  await page.keyboard.press(`${MODIFIER}+Shift+h`)
  await work.run()
  await expect(holding.strip).toContainText('Two wait for you.', WAIT)
  await command(page, 'Break it')
  const deck = page.getByRole('region', { name: 'Break it' })
  const done = deck.getByRole('list', { name: 'Faults of this run' })

  // Beside the line, as a hand would: the arrow takes what falls between its lanes.
  const arrow = work.traffic.locator('.seq-row[data-connection]', { hasText: '__getitem__' }).first()
  await deck.getByRole('button', { name: /^Drop a reply/ }).dragTo(arrow, { force: true })
  await expect(done.getByRole('listitem')).toHaveCount(1, WAIT)
  await command(page, 'Release all held frames')
  // The reply of one of them is lost; the other has its own.
  await expect(done).toContainText(/[Rr]eply|answer/, WAIT)
  await expect(work.rows.filter({ hasText: /#RETURN.*dropped/ })).toHaveCount(1, WAIT)

  await deck.getByRole('button', { name: /^Kill/ }).dragTo(work.traffic.locator('.lane', { hasText: 'main' }))
  await expect(done).toContainText(/main was killed \(SIGKILL\)\./, WAIT)
})

test('the view is frozen while the program goes on, and catches up', async ({ app }) => {
  const { page } = app
  const work = await makeRace(app)
  const holding = new Holding(page)
  await page.keyboard.press(`${MODIFIER}+Shift+h`)
  await work.run()
  await expect(holding.strip).toContainText('Two wait for you.', WAIT)
  await page.keyboard.press(`${MODIFIER}+Shift+f`)
  await expect(page.getByRole('button', { name: /View frozen/ })).toBeVisible()
  await page.keyboard.press(`${MODIFIER}+Shift+h`)
  // The program ends, the picture does not.
  await work.program('main', 'exit 0', 30_000)
  await expect(page.getByRole('button', { name: /View frozen · [1-9]\d* new/ })).toBeVisible(WAIT)
  await expect(work.rows.filter({ hasText: '__setitem__' })).toHaveCount(0)
  await page.keyboard.press(`${MODIFIER}+Shift+f`)
  await expect(work.rows.filter({ hasText: 'call __setitem__' })).toHaveCount(2, WAIT)
})

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Axe {
  run(scope: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
}

/** What axe finds in the traffic pane and the bar over it. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(`${AXE}\n;0`)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe }
    const { violations: found } = await axe.run({ include: [['.traffic'], ['.appbar']] })
    return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`)
  })
}
