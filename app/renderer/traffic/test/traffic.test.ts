/** The traffic pane in a real browser, alone, on recorded traces (`harness.tsx`): its lists of frames. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { outsideOf, usePaneBrowser, violations } from './pane-browser.ts'

const { open } = usePaneBrowser()

const title = (page: Page) => page.locator('.peek .ph > span').first().textContent()

test('a refused call is red, with its words, who asked and what decided', async () => {
  const page = await open('trace=exposed&select=122')
  expect(await page.locator('.peek .said').textContent()).toMatch(/^AttributeError: method 'vent' of .* is not in exposed=/)
  expect(await page.locator('.peek .kind').textContent()).toBe('#TRACEBACK')
  expect(await page.locator('.band.error').count()).toBe(2)
  await page.getByRole('button', { name: 'visitor.py:9' }).click()
  expect(await page.getAttribute('body', 'data-source')).toBe('visitor.py:9')
  await page.getByRole('button', { name: 'server.py:5' }).click()
  expect(await page.getAttribute('body', 'data-source')).toBe('server.py:5')
})

test('keys go from row to row, between request and reply, into a fold and out, and to the source line', async () => {
  const page = await open('trace=exposed&select=122')
  await page.locator('.rows').focus()
  await page.keyboard.press('ArrowLeft')
  expect(await title(page)).toBe('Frame 121')
  await page.keyboard.press('ArrowRight')
  expect(await title(page)).toBe('Frame 122')
  await page.keyboard.press('j')
  expect(await title(page)).toBe('Frames 123–130')
  const rows = await page.locator('.seq-row').count()
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => page.locator('.seq-row').count()).toBeGreaterThan(rows)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => page.locator('.seq-row').count()).toBe(rows)
  await page.keyboard.press('Home')
  expect(await title(page)).toBe('Frames 1–8')
  await page.keyboard.press('Enter')
  expect(await page.getAttribute('body', 'data-source')).toMatch(/^gardener\.py:\d+$/)
  await page.keyboard.press('Escape')
  expect(await page.locator('.peek').count()).toBe(0)
})

test('the same frames are a table at the next stop', async () => {
  const page = await open('trace=exposed&select=122')
  await page.locator('.rows').focus()
  await page.keyboard.press('Tab')
  const twin = page.getByRole('table', { name: 'Sequence of frames, as text' })
  expect(await twin.evaluate((element) => element === document.activeElement)).toBe(true)
  expect(await twin.getByRole('row', { name: 'Frame 122, server to visitor, #TRACEBACK, refused, answers 121' }).count()).toBe(1)
  await page.keyboard.press('k')
  await expect.poll(() => page.locator('.view-sequence > [role=status]').textContent()).toBe('Frame 121, visitor to server, call vent(30), answered by 122')
})

test('a filter is chips and text, says what it hides and what it does not understand', async () => {
  const page = await open('trace=exposed', 832)
  const field = page.getByRole('textbox', { name: 'Filter frames' })
  await field.pressSequentially('kind:error ')
  expect(await page.locator('.filter .tok').allTextContents()).toEqual(['kind:error'])
  expect(await page.locator('.filter-count').textContent()).toBe('1 of 130 frames, 0 folded')
  await field.pressSequentially('from:gardener ')
  expect(await page.locator('.empty').innerText()).toMatch(/^No frame matches\.\s+130 are hidden\.\s+Clear filter$/)
  await page.getByRole('button', { name: 'Clear filter' }).click()
  expect(await page.locator('.filter-count').textContent()).toBe('130 of 130 frames, 116 folded')
  await field.pressSequentially('kind:eror')
  expect(await page.locator('.filter-problem').textContent()).toMatch(/^There is no kind eror\./)
  expect(await field.getAttribute('aria-invalid')).toBe('true')
})

test('finding marks and goes on, and hides nothing', async () => {
  const page = await open('trace=exposed')
  await page.locator('.rows').focus()
  await page.keyboard.press('Control+f')
  await page.keyboard.type('method:humidity')
  await page.keyboard.press('Enter')
  expect(await title(page)).toBe('Frame 119')
  await page.keyboard.press('Enter')
  expect(await title(page)).toBe('Frame 120')
  expect(await page.locator('.seq-row.found').count()).toBe(2)
  await page.keyboard.press('Escape')
  expect(await page.locator('.found').count()).toBe(0)
  expect(await page.locator('.rows').evaluate((element) => element === document.activeElement)).toBe(true)
})

test('the scrubber is a slider that goes back in time, dims what comes later, and comes back', async () => {
  const page = await open('trace=exposed')
  const slider = page.getByRole('slider', { name: 'Frame' })
  expect(await slider.getAttribute('aria-valuetext')).toBe('Frame 130 of 130, 858 milliseconds')
  await slider.focus()
  await page.keyboard.press('ArrowLeft')
  expect(await slider.getAttribute('aria-valuetext')).toBe('Frame 129 of 130, 816 milliseconds')
  await page.keyboard.press('Shift+ArrowLeft')
  expect(await slider.getAttribute('aria-valuenow')).toBe('121')
  expect(await page.locator('.seq-row.later').count()).toBeGreaterThan(0)
  await page.keyboard.press('Home')
  expect(await slider.getAttribute('aria-valuenow')).toBe('1')
  const box = await slider.boundingBox()
  if (!box) throw new Error('the slider is not on screen')
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  expect(Number(await slider.getAttribute('aria-valuenow'))).toBeGreaterThan(55)
  await page.getByRole('button', { name: 'Back to live' }).click()
  expect(await slider.getAttribute('aria-valuenow')).toBe('130')
  expect(await page.locator('.later').count()).toBe(0)
})

test('value, opcode and bytes are marked together', async () => {
  const page = await open('trace=exposed&view=frames&select=44', 1380)
  await page.getByRole('treeitem', { name: "typeid 'Bed'" }).hover()
  expect(await page.locator('.tree .lk').textContent()).toBe("'Bed'")
  expect(await page.locator('.lkrow .on').allTextContents()).toEqual(['SHORT_BINUNICODE'])
  expect((await page.locator('.hx .lk').allTextContents()).join(' ').replace(/\s+/g, ' ')).toBe('8c 03 42 65 64')
  expect(await page.locator('.meaning .words').textContent()).toBe("5 bytes: SHORT_BINUNICODE, length 3, 'Bed'")
  // Back from the bytes: the letter e of Bed.
  const letters = page.locator('.as .lk')
  const box = await letters.boundingBox()
  if (!box) throw new Error('no characters are marked')
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2)
  expect(await page.locator('.tree .lk').textContent()).toBe("'Bed'")
})

test('a hundred thousand frames are a hundred thousand rows of which only those in view are in the page', async () => {
  const page = await open('trace=exposed&repeat=770&view=frames', 832)
  expect(await page.locator('.filter-count').textContent()).toMatch(/^100,100 of 100,100 frames/)
  const nodes = () => page.evaluate(() => document.querySelectorAll('*').length)
  expect(await nodes()).toBeLessThan(2_000)
  expect(await page.locator('tbody tr[data-row]').last().textContent()).toContain('100100')
  await page.locator('.frames table').focus()
  await page.keyboard.press('Home')
  await expect.poll(() => page.locator('tr.sel').textContent()).toContain('1–6')
  expect(await nodes()).toBeLessThan(2_000)
  const slider = page.getByRole('slider', { name: 'Frame' })
  await slider.focus()
  await page.keyboard.press('PageDown')
  expect(await slider.getAttribute('aria-valuetext')).toMatch(/^Frame 90090 of 100100, /)
})

test('a live run is followed at its end, and counted while somebody looks elsewhere', async () => {
  const page = await open('trace=six-workers&upto=500&live=4')
  const rows = page.locator('.rows')
  await expect.poll(() => page.locator('.seq-row').count()).toBeGreaterThan(10)
  await rows.hover()
  await page.mouse.wheel(0, -400)
  await page.locator('.new-rows').waitFor()
  await page.locator('.new-rows').click()
  await expect.poll(() => page.locator('.new-rows').count()).toBe(0)
  await expect.poll(() => page.locator('.t').innerText(), { timeout: 15_000 }).toMatch(/of 367/)
  await expect.poll(() => rows.evaluate((element) => Math.round(element.scrollHeight - element.scrollTop - element.clientHeight))).toBeLessThan(2)
  expect(await page.locator('.waiting').count()).toBe(1)
})

test('a client that reached nobody is told of, though there is no frame', async () => {
  const page = await open('trace=nobody-there')
  expect(await page.locator('.incidents .words').textContent()).toMatch(/ reached no server\. ConnectionRefusedError: /)
  expect(await page.locator('.empty').innerText()).toMatch(/^No frames yet\.\s+Run the program, and every frame it sends appears here\.$/)
})

const VIEWS = ['trace=exposed&select=122', 'trace=exposed&select=44&view=frames', 'trace=exposed&text=1', 'trace=six-workers&head=100', 'trace=none']

const PARTS = '.traffic > *, .bar > *, .tabs > *, .peek > *, .dh > *, .scrub > *'

test('nothing sticks out of the pane at any of its widths', async () => {
  for (const query of VIEWS) {
    const page = await open(query, 1380, 728)
    for (const width of [1380, 832, 564, 520, 440]) expect(await outsideOf(page, width, PARTS), `${query} at ${width}`).toEqual([])
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

test('a source line is never cut, however narrow the details are', async () => {
  const page = await open('trace=exposed&select=122&view=frames', 520, 728)
  const chip = page.locator('.dh').getByRole('button', { name: 'visitor.py:9' })
  expect(await chip.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true)
  expect(await chip.innerText()).toBe('visitor.py:9')
})

test('the height of the details is the person’s, and stays from frame to frame', async () => {
  const page = await open('trace=exposed&select=122&view=frames', 832)
  const details = page.locator('.det')
  const height = async () => Math.round((await details.boundingBox())?.height ?? 0)
  const before = await height()
  const splitter = page.getByRole('separator', { name: 'Height of the frame’s details' })
  await splitter.focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  expect(await height()).toBe(before + 32)
  await page.locator('.frames table').focus()
  await page.keyboard.press('k')
  expect(await height()).toBe(before + 32)
  await splitter.dblclick()
  expect(await height()).toBe(before)
})
