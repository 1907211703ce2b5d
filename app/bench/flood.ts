/** A live flood: real programs that call as fast as they can, while the page is used. */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { quiet, runButton, stopAndWait } from './actions.ts'
import { flood as floodOf } from './programs.ts'
import { memoryOf, openWorkload, residentBytes, type Memory, type Shell, type Stand } from './shell.ts'
import { gaps, ratePerSecond, spreadOf, type Spread } from './statistics.ts'

export interface FloodFigures {
  readonly clients: number
  readonly seconds: number
  /** Frames a second: that the programs exchanged, and that the page took in. */
  readonly produced: number
  readonly shown: number
  /** Frames of the whole run: exchanged, shown. */
  readonly exchanged: number
  readonly taken: number
  /** Between frames of the screen. */
  readonly frames: Spread
  /** From a press or a key to its painting. */
  readonly answers: Spread
  readonly longTasks: Spread
  /** Milliseconds from Stop to the end of the run. */
  readonly stop: number
  /** What the page says of what is not shown. */
  readonly words: string
  readonly memory: Memory
  /** Bytes of the shell's process. */
  readonly shellResident: number
}

/** @param seconds how long it is looked at */
export async function measureFlood(stand: Stand, shell: Shell, page: Page, { clients, lanes, seconds }: { clients: number; lanes: number; seconds: number }): Promise<FloodFigures> {
  for (const name of readdirSync(stand.counts)) rmSync(join(stand.counts, name))
  await openWorkload(page, floodOf(clients, lanes))
  await page.getByRole('tab', { name: 'Sequence', exact: true }).click()
  await runButton(page).click()
  await page.waitForFunction(() => Number(document.querySelector('[role="slider"][aria-label="Frame"]')?.getAttribute('aria-valuemax')) > 5000)
  await page.evaluate(() => window.probe.start(['click', 'keydown']))
  const points: [number, number][] = []
  const began = Date.now()
  const tabs = ['Frames', 'Topology', 'Objects', 'Sequence']
  for (let turn = 0; Date.now() - began < seconds * 1000; turn++) {
    await page.getByRole('tab', { name: tabs[turn % tabs.length]!, exact: true }).click()
    await page.keyboard.press('ArrowDown')
    points.push(await page.evaluate(() => [performance.timeOrigin + performance.now(), Number(document.querySelector('[role="slider"][aria-label="Frame"]')?.getAttribute('aria-valuemax'))] as [number, number]))
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  const ended = Date.now()
  const { answers, frames, longTasks } = await page.evaluate(() => window.probe.stop())
  const stop = await stopAndWait(page)
  await quiet(page)
  const counted = readdirSync(stand.counts).map((name) => readCounts(join(stand.counts, name)))
  const within = counted.map((lines) => lines.filter(([at]) => at >= began && at <= ended))
  const memory = await memoryOf(page)
  return {
    clients,
    seconds: (ended - began) / 1000,
    // A call is two frames.
    produced: 2 * within.reduce((sum, lines) => sum + ratePerSecond(lines), 0),
    shown: ratePerSecond(points),
    exchanged: 2 * counted.reduce((sum, lines) => sum + (lines.at(-1)?.[1] ?? 0), 0),
    taken: await page.evaluate(() => Number(document.querySelector('[role="slider"][aria-label="Frame"]')?.getAttribute('aria-valuemax'))),
    frames: spreadOf(gaps(frames)),
    answers: spreadOf(answers.map(({ painted }) => painted)),
    longTasks: spreadOf(longTasks),
    stop,
    words: await page.evaluate(() => [...document.querySelectorAll('.statusbar span, .work-bar')].map((one) => one.textContent ?? '').find((text) => /left out|not shown|missing here/.test(text)) ?? ''),
    memory,
    shellResident: residentBytes(shell.process.pid!),
  }
}

function readCounts(file: string): [number, number][] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' ').map(Number) as [number, number])
}
