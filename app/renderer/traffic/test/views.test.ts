/** Topology, objects and memory in a real browser, on recorded traces, each of a real run. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { outsideOf, usePaneBrowser, violations } from './pane-browser.ts'

const { open } = usePaneBrowser()

const selectedTabs = (page: Page) => page.getByRole('tab', { selected: true }).allTextContents()
const cards = (page: Page) => page.locator('.topo-card .card-name').allTextContents()
const card = (page: Page, name: string) => page.locator('.topo-card', { has: page.locator('.card-name', { hasText: new RegExp(`^${name}$`) }) })

test('one view or two side by side, by pointer and by key; a third takes the place of the older', async () => {
  const page = await open('trace=sharing', 1228, 728)
  expect(await page.getByRole('tab').allTextContents()).toEqual(['Sequence', 'Topology', 'Frames', 'Objects'])
  await page.getByRole('tab', { name: 'Topology' }).click()
  expect(await selectedTabs(page)).toEqual(['Topology'])
  await page.getByRole('tab', { name: 'Objects' }).click({ modifiers: ['Control'] })
  expect(await selectedTabs(page)).toEqual(['Topology', 'Objects'])
  expect(await page.getByRole('tabpanel').count()).toBe(2)
  await page.getByRole('tab', { name: 'Frames' }).click({ modifiers: ['Shift'] })
  expect(await selectedTabs(page)).toEqual(['Frames', 'Objects'])
  await page.getByRole('tab', { name: 'Frames' }).click({ modifiers: ['Control'] })
  expect(await selectedTabs(page)).toEqual(['Objects'])
  await page.keyboard.press('Control+ArrowLeft')
  await page.keyboard.press('Control+Enter')
  expect(await selectedTabs(page)).toEqual(['Topology', 'Objects'])
  const line = page.getByRole('separator', { name: 'Width of the left view' })
  const left = async () => Math.round((await page.locator('.view-topology').boundingBox())?.width ?? 0)
  const before = await left()
  await line.focus()
  await page.keyboard.press('ArrowRight')
  expect(await left()).toBe(before + 16)
  await page.getByRole('button', { name: 'Two views side by side' }).click()
  expect(await selectedTabs(page)).toHaveLength(1)
})

test('the topology shows who holds what by the program’s own names, who waits, and what was last told of each', async () => {
  const page = await open('trace=sharing&view=topology', 1228, 800)
  await expect.poll(() => cards(page)).toEqual(['jobs', 'ledger', 'gate', 'total'])
  expect(await page.locator('.topo-node .node-name').allTextContents()).toEqual(['Desk-1', 'dispatcher', 'worker 2', 'worker 1', 'clerk'])
  expect(await page.locator('.topo-card .count-text').allTextContents()).toEqual(['3', '3', '3', '1'])
  expect(await card(page, 'gate').locator('.card-says').textContent()).toBe('held by worker 1')
  expect(await card(page, 'gate').locator('.card-note').textContent()).toBe('2 wait')
  expect(await card(page, 'total').locator('.card-says').textContent()).toBe('Counter(41)')
  expect(await page.locator('.edge:not(.bare)').count()).toBe(10)
  expect(await page.locator('.edge.waits').count()).toBe(2)
  expect(await page.locator('.frame-label', { hasText: 'acquire' }).count()).toBe(2)
  expect(await page.getByRole('img', { name: /^5 processes, 4 objects, / }).getAttribute('aria-label')).toMatch(/worker 2 and clerk wait\. The same follows as a tree\.$/)
})

test('scrubbing shows what was there: fewer objects, fewer processes, another value', async () => {
  const page = await open('trace=sharing&view=topology,objects', 1228, 800)
  const slider = page.getByRole('slider', { name: 'Frame' })
  await slider.focus()
  await page.keyboard.press('Home')
  await expect.poll(() => cards(page)).toEqual([])
  for (let times = 0; times < 5; times++) await page.keyboard.press('PageUp')
  await expect.poll(() => cards(page)).toEqual(['jobs', 'ledger', 'gate', 'total'])
  expect(await page.locator('.topo-node .node-name').allTextContents()).not.toContain('clerk')
  expect(await card(page, 'gate').locator('.card-note').count()).toBe(0)
  expect(await page.locator('.view-objects tr', { hasText: 'total' }).textContent()).toContain('not told yet')
  await page.getByRole('button', { name: 'Back to live' }).click()
  await expect.poll(() => page.locator('.view-objects tr', { hasText: 'total' }).textContent()).toContain('Counter(41)')
})

test('an object is chosen in every view at once, and the lists can show only its frames', async () => {
  const page = await open('trace=sharing&view=topology,objects', 1380, 1000)
  await card(page, 'gate').click()
  expect(await page.locator('.view-objects tr.sel th').textContent()).toBe('gate')
  const details = page.getByRole('region', { name: 'Object gate' })
  expect(await details.locator('.lock-card li').allInnerTexts().then((lines) => lines.map((line) => line.replace(/\s+/g, ' ').replace(/[\d.]+ m?s$/, '…').trim()))).toEqual(['1 worker 1 holds it …', '2 worker 2 waits …', 'C clerk waits …'])
  expect(await details.locator('.lock-card p').textContent()).toBe('worker 1 waits for nobody: this ends when it releases.')
  expect(await details.locator('.history li .mono').allTextContents()).toEqual(['decref', 'incref', 'incref', 'incref', 'decref'])
  await details.getByRole('button', { name: 'sharing.py:37' }).click()
  expect(await page.getAttribute('body', 'data-source')).toBe('sharing.py:37')
  await details.getByRole('button', { name: 'Only this object' }).click()
  await details.getByRole('button', { name: /^Show the acquire, frame \d+$/ }).click()
  await page.locator('.peek').getByRole('button', { name: 'In Sequence' }).click()
  expect(await page.locator('.filter .tok').count()).toBe(1)
  expect(await page.locator('.peek .said').textContent()).toMatch(/acquire\(\)/)
})

test('a label on a line selects its frame', async () => {
  const page = await open('trace=sharing&view=topology', 1228, 800)
  await page.locator('.frame-label', { hasText: 'acquire' }).first().click()
  expect(await page.locator('.peek .kind').textContent()).toBe('call')
  expect(await page.locator('.peek .said').textContent()).toMatch(/acquire\(\)/)
  expect(await page.locator('.frame-label.sel').count()).toBe(1)
})

test('the picture is used with keys alone', async () => {
  const page = await open('trace=sharing&view=topology', 1228, 800)
  await page.locator('.topo-scroll').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('j')
  expect(await page.locator('.topo-card.sel .card-name').textContent()).toBe('ledger')
  expect(await page.locator('.topo [role=status]').textContent()).toBe("ledger, dict, 3 references, {'sorted': 42}")
  await page.keyboard.press('Enter')
  expect(await page.getAttribute('body', 'data-source')).toBe('sharing.py:64')
  const width = () => page.locator('.topo-picture').evaluate((svg) => svg.getBoundingClientRect().width)
  const before = await width()
  await page.keyboard.press('+')
  await expect.poll(width).toBeGreaterThan(before)
  await page.keyboard.press('-')
  await page.keyboard.press('-')
  await expect.poll(width).toBeLessThanOrEqual(before)
  await page.keyboard.press('Escape')
  expect(await page.locator('.topo-card.sel').count()).toBe(0)
  // The next stop says the same in words.
  await page.keyboard.press('Tab')
  const tree = page.getByRole('tree', { name: 'Topology, as text' })
  expect(await tree.evaluate((element) => element === document.activeElement)).toBe(true)
  await page.keyboard.press('End')
  const last = await tree.getAttribute('aria-activedescendant')
  expect(await page.locator(`#${last}`).textContent()).toBe('object in Desk-1: total, Counter, 1 reference, Counter(41)')
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowLeft')
  expect(await page.locator('#topology-twin-0').getAttribute('aria-expanded')).toBe('false')
})

test('seven workers and their manager are readable in a small window', async () => {
  const page = await open('trace=crowd&view=topology', 520, 728)
  await expect.poll(() => page.locator('.topo-node').count()).toBe(9)
  expect(await page.locator('.topo-card').count()).toBe(7)
  const small = await page.locator('.topo-picture text').evaluateAll((texts) => texts.filter((text) => text.textContent !== '' && text.getBoundingClientRect().height < 9).length)
  expect(small).toBe(0)
  const overflow = await page.locator('.topo-scroll').evaluate((element) => element.scrollWidth - element.clientWidth)
  expect(overflow).toBe(0)
})

test('a deadlock is told in words, marked in the picture and in the list, and its frames are a press away', async () => {
  const page = await open('trace=deadlock&view=topology,objects', 1380, 900)
  const sentence = page.locator('.incidents .deadlock .words')
  expect(await sentence.textContent()).toMatch(/^worker \d waits for (gate|ink) and worker \d waits for (gate|ink); each holds what the other wants\. This will not end by itself\.$/)
  expect(await page.locator('.topo-card.dead .card-name').allTextContents()).toEqual(['gate', 'ink'])
  expect(await page.locator('.dead-number-text').allTextContents().then((numbers) => numbers.toSorted())).toEqual(['1', '2'])
  expect(await page.locator('.edge-dead').count()).toBe(4)
  expect(await page.locator('.live tr.er').count()).toBe(2)
  await page.locator('.incidents').getByRole('button', { name: 'Show it' }).click()
  expect(await page.locator('.topo-card.sel.dead').count()).toBe(1)
  await page.getByRole('button', { name: 'Back to live' }).count()
  const slider = page.getByRole('slider', { name: 'Frame' })
  await slider.focus()
  await page.keyboard.press('Home')
  await expect.poll(() => page.locator('.incidents .deadlock').count()).toBe(0)
})

test('the registry is shown in the six parameters of register(), in the language’s own spelling', async () => {
  const page = await open('trace=exposed&view=objects', 832, 728)
  const registry = page.getByRole('region', { name: /^Registry of / }).first()
  expect(await registry.locator('thead th').allTextContents()).toEqual(['typeid', 'callable', 'proxytype', 'exposed', 'method_to_typeid', 'create_method'])
  expect(await registry.locator('tbody tr').first().innerText()).toMatch(/^Greenhouse\s+<lambda>\s+\S+\s+3 names\s+bed: Bed\s+True$/)
  await registry.getByRole('button', { name: '3 names' }).first().click()
  expect(await registry.locator('tr.names .code').allTextContents()).toEqual(['water', 'humidity', 'bed'])
  await registry.getByRole('button', { name: 'Greenhouse' }).click()
  expect(await page.getAttribute('body', 'data-source')).toMatch(/^server\.py:\d+$/)
})

test('ten thousand objects are ten thousand rows of which only those in view are in the page, and a picture that can be looked at', async () => {
  const page = await open('trace=many&view=topology,objects&copies=334', 1380, 900)
  const table = page.getByRole('grid', { name: /^Live objects, 10,0\d\d rows$/ })
  await table.focus()
  const nodes = () => page.evaluate(() => document.querySelectorAll('*').length)
  expect(await nodes()).toBeLessThan(3_000)
  await page.keyboard.press('End')
  await expect.poll(() => page.locator('.live tr.sel').count()).toBe(1)
  expect(await nodes()).toBeLessThan(3_000)
  await expect.poll(() => page.locator('.topo-card.sel').count()).toBe(1)
  expect(await page.locator('.topo-card').count()).toBe(24)
  expect(await page.locator('.topo-more').textContent()).toBe('9,996 more in Objects')
})

test('shared memory has a view of its own: who made it, who has it, what lies where, and what changed last', async () => {
  const page = await open('trace=memory&view=memory', 832, 900)
  const rows = page.getByRole('grid', { name: 'Segments of shared memory, 2 rows' })
  expect(await rows.locator('tbody tr').allInnerTexts().then((texts) => texts.map((text) => text.split(/\s+/).slice(0, 3)))).toEqual([
    ['/psm_garden1', 'ShareableList', '166'],
    ['/psm_garden2', 'SharedMemory', '200'],
  ])
  expect(await page.locator('.segment-facts').textContent()).toMatch(/^Made by owner\. Mapped by owner and reader\. Last written by owner: 8 B from 72, at /)
  const fields = await page.locator('.mem-field').allInnerTexts()
  expect(fields.map((text) => text.replace(/\s+/g, ' ').trim())).toEqual(expect.arrayContaining(["64 8s [0] b'mint\\x00\\x00\\x00\\x00'", '72 q [1] 42', '80 d [2] 2.5', '88 xxxxxxx? [3] True', '96 xxxxxx?x [4] None']))
  expect(await page.locator('.mem-field.changed').allInnerTexts().then((texts) => texts.map((text) => text.replace(/\s+/g, ' ').trim()))).toEqual(['72 q [1] 42'])
  await rows.focus()
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => page.locator('.hex-line .changed').allTextContents()).toEqual(['42'])
  expect(await page.locator('.hex-line').nth(1).innerText()).toMatch(/^0010\s+40 41 42 00/)
  await page.getByRole('button', { name: 'View as text' }).click()
  expect(await page.getByRole('region', { name: 'Shared memory, as text' }).innerText()).toContain('[1], 8 bytes from 72, format q, 42, changed last')
})

test('where there is nothing, the views say what to do', async () => {
  const page = await open('trace=none&view=topology,objects', 1228, 728)
  expect(await page.locator('.view-topology .empty').innerText()).toMatch(/^No processes\.\s+Run the program to see them\.$/)
  expect(await page.locator('.view-objects .empty').innerText()).toMatch(/^No objects\.\s+The server has made nothing so far\. The first create puts one here\.$/)
  expect(await page.getByRole('tab', { name: 'Memory' }).count()).toBe(0)
})

const VIEWS = [
  'trace=sharing&view=topology,objects&object=gate',
  'trace=sharing&view=topology&text=1',
  'trace=deadlock&view=topology,objects&object=gate',
  'trace=crowd&view=topology',
  'trace=exposed&view=sequence,frames',
  'trace=memory&view=memory',
  'trace=none&view=topology,objects',
]
const PARTS = '.traffic > *, .bar > *, .tabs > *, .peek > *, .peek .ph > *, .scrub > *, .traffic-two > *, .sec > h3 > *, .lock-card > *, .lock-refs > *, .incidents li > *, .mem-field > *'

test('nothing sticks out of the pane at any of its widths', async () => {
  for (const query of VIEWS) {
    const page = await open(query, 1868, 900)
    for (const width of [1868, 1228, 832, 564, 520, 440]) expect(await outsideOf(page, width, PARTS), `${query} at ${width}`).toEqual([])
    await page.context().close()
  }
}, 180_000)

test('axe finds nothing wrong with any view in any theme', async () => {
  for (const query of VIEWS) {
    const page = await open(query, 1380)
    expect(await violations(page), query).toEqual([])
    await page.context().close()
  }
}, 180_000)
