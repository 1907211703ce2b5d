/** The figures as a table, beside what was to be reached. */
import { cpus, release, totalmem } from 'node:os'
import type { FloodFigures } from './flood.ts'
import type { RecordedFigures, StartFigures } from './measures.ts'
import { median, short, type Spread } from './statistics.ts'

export interface Figures {
  readonly start?: StartFigures
  readonly run?: readonly number[]
  readonly recorded?: RecordedFigures
  readonly objects?: RecordedFigures
  readonly flood?: FloodFigures
}

/** One line: what was measured, and what was to be reached. */
export interface Line {
  readonly what: string
  /** The figure that is judged. */
  readonly value: number
  readonly unit: 'ms' | 'frames/s'
  /** Further figures, in words. */
  readonly more: string
  readonly floor: number
  readonly goal: number
}

export type Verdict = 'goal met' | 'floor met' | 'not met' | 'not measured'

/** Times are to be at most, rates at least what is asked. */
export function verdictOf({ value, unit, floor, goal }: Line): Verdict {
  if (Number.isNaN(value)) return 'not measured'
  const meets = (asked: number) => (unit === 'ms' ? value <= asked : value >= asked)
  return meets(goal) ? 'goal met' : meets(floor) ? 'floor met' : 'not met'
}

/** A screen draws 60 frames a second: a figure that is to be one of them may be that long. */
const FRAME = 16.8

export function linesOf({ start, run, recorded, objects, flood }: Figures): Line[] {
  const lines: Line[] = []
  if (start) {
    lines.push({
      what: 'start to usable window, warm',
      value: median(start.warm),
      unit: 'ms',
      more: `${start.warm.map(short).join(', ')}; with an empty profile ${short(start.cold)}; of it the shell ${short(median(start.shell))}`,
      floor: 2000,
      goal: 1000,
    })
  }
  if (run) lines.push({ what: 'run click to first output', value: median(run), unit: 'ms', more: run.map(short).join(', '), floor: 1000, goal: 400 })
  for (const recording of [recorded, objects]) {
    if (!recording) continue
    const size = `${recording.frames.toLocaleString('en')} frames, ${recording.objects.toLocaleString('en')} objects`
    for (const { view, filter, scrub, scrubWork, scroll } of recording.views) {
      const where = `${size}: ${view}`
      if (filter) lines.push({ what: `${where}, filter`, value: filter.p95, unit: 'ms', more: spreadWords(filter), floor: 200, goal: 50 })
      lines.push({ what: `${where}, scrub step`, value: scrub.p95, unit: 'ms', more: `${spreadWords(scrub)}; work of the page's thread ${short(scrubWork)}`, floor: 50, goal: FRAME })
      if (scroll) lines.push({ what: `${where}, frame while scrolling`, value: scroll.p95, unit: 'ms', more: `${spreadWords(scroll)}; ${short(1000 / scroll.p50)} frames/s`, floor: 32, goal: FRAME })
    }
  }
  if (flood) {
    lines.push({
      what: 'live flood: frames taken in and shown a second',
      value: flood.shown,
      unit: 'frames/s',
      more: `exchanged by the programs: ${short(flood.produced)} a second`,
      floor: 20_000,
      goal: 100_000,
    })
    lines.push({ what: 'live flood: press or key to its painting', value: flood.answers.p95, unit: 'ms', more: spreadWords(flood.answers), floor: 200, goal: 100 })
  }
  return lines
}

/** The 95th of a hundred is judged; the middle and the worst stand beside it. */
function spreadWords({ count, p50, p95, worst }: Spread): string {
  return `p50 ${short(p50)}, p95 ${short(p95)}, worst ${short(worst)}, of ${count}`
}

/** As many columns as a terminal takes. */
export function plainTable(lines: readonly Line[]): string {
  const rows = lines.map((line) => [line.what, figure(line), asked(line.floor, line), asked(line.goal, line), verdictOf(line)])
  const head = ['', 'figure', 'floor', 'goal', '']
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]!.length)))
  return [head, ...rows].map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  ')).join('\n')
}

const figure = ({ value, unit }: Line) => `${short(value)} ${unit}`
const asked = (value: number, { unit }: Line) => `${unit === 'ms' ? '≤' : '≥'} ${short(value)}`

export interface Surroundings {
  readonly browser: string
  readonly made: Date
  /** Milliseconds that all of it took. */
  readonly took: number
  readonly rounds: number
}

export function machineWords(): string {
  return `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'processor'}, ${short(totalmem() / 2 ** 30)} GiB, ${process.platform} ${release()} ${process.arch}, Node ${process.versions.node}`
}

/** What `RESULTS.md` says. */
export function markdown(figures: Figures, { browser, made, took, rounds }: Surroundings): string {
  const lines = linesOf(figures)
  const missed = lines.filter((line) => verdictOf(line) !== 'goal met')
  return [
    '# The app, measured',
    '',
    'Made by `npm run bench:app -- --write`; do not edit. The web shell in a headless Chromium of 1440 × 900 without a graphics card, real input, real programs.',
    '',
    `* ${machineWords()}`,
    `* Chromium ${browser}, ${made.toISOString().slice(0, 10)}, ${rounds === 1 ? 'one round' : `${rounds} rounds`}, ${short(took / 1000)} s`,
    '',
    'A time is judged by the 95th of a hundred, the two starts by the middle one. A step or a key is timed from its event to the end of the painting that shows it, the wait for the screen (16.7 ms a frame) included; a filter until all of its rows are there.',
    '',
    '| | figure | floor | goal | | |',
    '| --- | ---: | ---: | ---: | --- | --- |',
    ...lines.map((line) => `| ${line.what} | ${figure(line)} | ${asked(line.floor, line)} | ${asked(line.goal, line)} | ${verdictOf(line)} | ${line.more} |`),
    '',
    ...memoryLines(figures),
    ...floodLines(figures.flood),
    ...(missed.length === 0 ? [] : ['## Goals that are not met', '', ...missed.map((line) => `* ${line.what}: ${figure(line)}, asked ${asked(line.goal, line)}. ${line.more}.`), '']),
    ...(missed.length === 0 ? [] : noteLines(figures)),
  ].join('\n')
}

function memoryLines({ recorded, objects, flood }: Figures): string[] {
  const rows: string[] = []
  for (const one of [recorded, objects]) {
    if (one) rows.push(`| a recording of ${one.frames.toLocaleString('en')} frames and ${one.objects.toLocaleString('en')} objects, opened in ${short(one.open)} ms | ${mebibytes(one.memory.heap)} | ${mebibytes(one.memory.resident)} |`)
  }
  if (flood) rows.push(`| a flood of ${flood.exchanged.toLocaleString('en')} frames, of which ${flood.taken.toLocaleString('en')} are shown | ${mebibytes(flood.memory.heap)} | ${mebibytes(flood.memory.resident)} |`)
  return rows.length === 0 ? [] : ['| memory | heap | process |', '| --- | ---: | ---: |', ...rows, '']
}

const mebibytes = (bytes: number) => (Number.isNaN(bytes) ? '–' : `${short(bytes / 2 ** 20)} MiB`)

function floodLines(flood: FloodFigures | undefined): string[] {
  if (!flood) return []
  return [
    '## The flood',
    '',
    `${flood.clients} clients and a server for ${short(flood.seconds)} s, as many calls as the machine lets them make beside the app: ${short(flood.produced)} frames a second were exchanged, ${short(flood.shown)} a second were taken in and shown; in the whole run ${flood.exchanged.toLocaleString('en')} and ${flood.taken.toLocaleString('en')}. ${flood.words === '' ? 'Nothing was left out.' : `The page says: “${flood.words}”.`}`,
    `The screen was drawn every ${short(flood.frames.p50)} ms (p95 ${short(flood.frames.p95)}, worst ${short(flood.frames.worst)}); a press or a key was answered in ${short(flood.answers.p50)} ms (p95 ${short(flood.answers.p95)}, worst ${short(flood.answers.worst)}); tasks of more than 50 ms: ${flood.longTasks.count}. Stop ended the run in ${short(flood.stop)} ms. The shell's process had ${mebibytes(flood.shellResident)}.`,
    '',
  ]
}

/** The measurement that shows why, as far as these figures do. */
function noteLines({ flood, recorded, objects }: Figures): string[] {
  const notes: string[] = []
  if (flood && flood.shown < 100_000) {
    notes.push(
      `* The flood: ${flood.clients + 1} programs, the shell, the page and the browser's drawing share ${cpus().length} processors. ${
        flood.shown >= flood.produced * 0.95 ? `All that was exchanged was shown; more than ${short(flood.produced)} frames a second could not be made here.` : `Of ${short(flood.produced)} frames a second ${short(flood.shown)} were shown; the rest was left out as whole calls, and counted.`
      }`,
    )
  }
  for (const one of [recorded, objects]) {
    for (const { view, scrub, scrubWork } of one?.views ?? []) {
      if (scrub.p95 > FRAME && scrubWork <= FRAME) notes.push(`* ${view}, ${one!.objects.toLocaleString('en')} objects, scrub step: the page's thread works ${short(scrubWork)} ms a step; the rest of ${short(scrub.p95)} ms is the wait for the screen's clock and for the drawing without a graphics card.`)
    }
  }
  return notes.length === 0 ? [] : ['## Why', '', ...notes, '']
}
