/** What is measured, one function each. All of them do what a person does, with real input, and read the figures from the page. */
import type { Page } from 'playwright-core'
import { quiet, runButton, stopAndWait } from './actions.ts'
import type { Answer } from './probe.ts'
import { server } from './programs.ts'
import { memoryOf, openPage, openRecording, openWorkload, processorTime, rendererOf, startShell, type Memory, type Stand } from './shell.ts'
import { gaps, spreadOf, type Spread } from './statistics.ts'

export interface StartFigures {
  /** Milliseconds from the start of the shell's process to a page that can be used: first with an empty profile, then again. */
  readonly cold: number
  readonly warm: readonly number[]
  /** Of the warm ones: until the shell's address was there. */
  readonly shell: readonly number[]
}

export async function measureStart(stand: Stand, rounds: number): Promise<StartFigures> {
  const times: number[] = []
  const shells: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now()
    const shell = await startShell(stand)
    const page = await openPage(stand, shell)
    times.push(performance.now() - started)
    shells.push(shell.startedIn)
    await page.close()
    await shell.close()
  }
  return { cold: times[0]!, warm: times.slice(1), shell: shells.slice(1) }
}

/** Milliseconds from the press on Run to the first line of the program on the screen. */
export async function measureRun(page: Page, rounds: number): Promise<number[]> {
  await openWorkload(page, server())
  const times: number[] = []
  // The first is for warming up.
  for (let round = 0; round <= rounds; round++) {
    const waiting = await page.evaluateHandle(() => ({
      told: new Promise<number>((resolve) => {
          const text = () => document.querySelector('#terminal-server .xterm-rows')?.textContent ?? ''
          const begin = (event: Event): void => {
            const at = event.timeStamp
            let gone = !text().includes('the desk is open')
            const look = (): void => {
              const there = text().includes('the desk is open')
              if (!there) gone = true
              if (there && gone) void window.probe.painted().then((end) => resolve(end - at))
              else requestAnimationFrame(look)
            }
            look()
          }
          window.addEventListener('click', begin, { capture: true, once: true })
        }),
    }))
    await runButton(page).click()
    const time = await waiting.evaluate(({ told }) => told)
    if (round > 0) times.push(time)
    await stopAndWait(page)
  }
  return times
}

export interface ViewFigures {
  readonly view: string
  /** From a step of the scrubber, by a key or a pull, until it was painted. */
  readonly scrub: Spread
  /** Milliseconds that the page's own thread worked for a step, on average; other work of the machine does not count. */
  readonly scrubWork: number
  /** Between frames of the screen while the scrubber is dragged. */
  readonly drag: Spread
  /** Between frames of the screen while the list is scrolled; undefined where there is none. */
  readonly scroll: Spread | undefined
  /** From a key in the filter until the rows are shown; undefined where there are no rows. */
  readonly filter: Spread | undefined
  /** From a key in the filter until it is painted in the field, typed without a pause. */
  readonly typing: Spread | undefined
  readonly longTasks: number
}

export interface RecordedFigures {
  readonly frames: number
  readonly objects: number
  /** Milliseconds from the choice of the file until all of it is shown. */
  readonly open: number
  readonly memory: Memory
  readonly views: readonly ViewFigures[]
}

/** How much is done in a view. */
export interface Effort {
  readonly rounds: number
  /** Steps by tenths of the run, and frame by frame; moves of a pull over all of it; frames of scrolling. */
  readonly tenths: number
  readonly steps: number
  readonly moves: number
  readonly scrolled: number
  /** What is typed into the filter: words that nobody says, that few say, and that very many do; a key with a value. */
  readonly filters: readonly string[]
}

export const WHOLE: Omit<Effort, 'rounds'> = { tenths: 9, steps: 20, moves: 60, scrolled: 90, filters: ['zebra', 'note of boris', 'add', 'kind:error'] }
export const BRIEF: Omit<Effort, 'rounds'> = { tenths: 2, steps: 3, moves: 6, scrolled: 8, filters: ['zebra'] }

const LISTS: Readonly<Record<string, string>> = { Sequence: '.sequence .rows', Frames: '.frames-rows', Objects: '.live-rows' }

export async function measureRecording(page: Page, file: { readonly file: string; readonly frames: number; readonly objects: number }, views: readonly string[], effort: Effort, say: (words: string) => void): Promise<RecordedFigures> {
  const open = await openRecording(page, file.file)
  // What is worked out beside the drawing is done first, as it is for a person who looks before doing anything.
  await quiet(page)
  const memory = await memoryOf(page)
  const figures: ViewFigures[] = []
  for (const view of views) {
    say(`  ${view}`)
    figures.push(await measureView(page, view, effort))
  }
  return { frames: file.frames, objects: file.objects, open, memory, views: figures }
}

async function showView(page: Page, view: string): Promise<void> {
  const [first, second] = view.split(' + ')
  await page.getByRole('tab', { name: first!, exact: true }).click()
  if (second !== undefined) await page.getByRole('tab', { name: second, exact: true }).click({ modifiers: ['ControlOrMeta'] })
  await page.evaluate(() => window.probe.painted())
}

async function measureView(page: Page, view: string, effort: Effort): Promise<ViewFigures> {
  await showView(page, view)
  const list = LISTS[view]
  const scroll: number[] = []
  const steps: Answer[] = []
  const drag: number[] = []
  const filter: number[] = []
  const typing: number[] = []
  let longTasks = 0
  let scrubWork = 0
  const renderer = await rendererOf(page)
  for (let round = 0; round < effort.rounds; round++) {
    if (list !== undefined && (await page.locator(list).count()) > 0) {
      // As with a wheel, and as with the bar: a screen full at each frame.
      for (const step of [90, 1700]) scroll.push(...gaps(await page.evaluate(([selector, by, frames]) => window.probe.scroll(selector, by, frames), [list, step, effort.scrolled] as const)))
    }
    const before = processorTime(renderer)
    const scrubbed = await scrub(page, effort)
    scrubWork += processorTime(renderer) - before
    steps.push(...scrubbed.answers)
    drag.push(...scrubbed.drag)
    longTasks += scrubbed.longTasks
    if (list !== undefined && view !== 'Objects') {
      const typed = await typeFilters(page, effort.filters)
      filter.push(...typed.filter)
      typing.push(...typed.typing)
    }
  }
  return {
    view,
    scrub: spreadOf(steps.map(({ painted }) => painted)),
    scrubWork: scrubWork / steps.length,
    drag: spreadOf(drag),
    scroll: scroll.length > 0 ? spreadOf(scroll) : undefined,
    filter: filter.length > 0 ? spreadOf(filter) : undefined,
    typing: typing.length > 0 ? spreadOf(typing) : undefined,
    longTasks,
  }
}

/** By keys, frame by frame and by tenths of the run, then by a drag over all of it. */
async function scrub(page: Page, { tenths, steps, moves }: Effort): Promise<{ answers: Answer[]; drag: number[]; longTasks: number }> {
  const slider = page.getByRole('slider', { name: 'Frame', exact: true })
  await slider.focus()
  await page.evaluate(() => window.probe.start(['keydown', 'pointermove']))
  const press = async (key: string) => {
    await page.keyboard.press(key)
    await page.evaluate(() => window.probe.painted())
  }
  for (let step = 0; step < tenths; step++) await press('PageDown')
  for (let step = 0; step < steps; step++) await press('ArrowRight')
  for (let step = 0; step < Math.floor(tenths / 2); step++) await press('PageUp')
  const keys = await page.evaluate(() => window.probe.stop())
  const box = (await slider.boundingBox())!
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + 4, y)
  await page.mouse.down()
  await page.evaluate(() => window.probe.start(['pointermove']))
  for (let step = 0; step <= moves; step++) await page.mouse.move(box.x + 4 + ((box.width - 12) * step) / moves, y)
  await page.evaluate(() => window.probe.painted())
  const dragged = await page.evaluate(() => window.probe.stop())
  await page.mouse.up()
  await slider.focus()
  await page.keyboard.press('End')
  return { answers: [...keys.answers, ...dragged.answers], drag: gaps(dragged.frames), longTasks: keys.longTasks.length + dragged.longTasks.length }
}

async function typeFilters(page: Page, filters: readonly string[]): Promise<{ filter: number[]; typing: number[] }> {
  const field = page.getByRole('textbox', { name: 'Filter frames' })
  const filter: number[] = []
  const typing: number[] = []
  for (const words of filters) {
    await field.focus()
    await page.evaluate(() => window.probe.start(['input']))
    for (const character of words) {
      await page.keyboard.type(character)
      await settled(page)
    }
    for (let left = words.length; left > 0; left--) {
      await page.keyboard.press('Backspace')
      await settled(page)
    }
    const slow = await page.evaluate(() => window.probe.stop())
    filter.push(...slow.answers.map((answer) => answer.settled))
    await page.evaluate(() => window.probe.start(['input']))
    for (const character of words) await page.keyboard.type(character, { delay: 25 })
    await settled(page)
    const quick = await page.evaluate(() => window.probe.stop())
    typing.push(...quick.answers.map(({ painted }) => painted))
    await field.press('ControlOrMeta+A')
    await page.keyboard.press('Delete')
    await settled(page)
    // A key with a value became a chip when the field was left, or not: it goes with another Backspace.
    if ((await page.locator('.filter .tok').count()) > 0) await page.keyboard.press('Backspace')
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.press('Delete')
  }
  return { filter, typing }
}

async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await window.probe.painted()
    while (document.querySelector('[aria-busy="true"]') !== null) await window.probe.painted()
    await window.probe.painted()
  })
}
