/**
 * `npm run bench:app`: how quick the app is, in a real browser, with real programs, against its budgets.
 *
 * It needs a Chromium (the system's, or CHROMIUM_PATH), a machine with nothing else to do, and up to six minutes; the
 * recordings that it opens are made once, and kept beside other caches until the engine is another.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError, Option } from 'commander'
import { measureFlood } from './flood.ts'
import { measureRecording, measureRun, measureStart, WHOLE, type Effort } from './measures.ts'
import { manyFrames, manyObjects } from './programs.ts'
import { recordingOf } from './recordings.ts'
import { linesOf, machineWords, markdown, plainTable, type Figures } from './report.ts'
import { openPage, openStand, startShell, type Stand } from './shell.ts'

export const PARTS = ['start', 'run', 'frames', 'objects', 'flood'] as const
export type Part = (typeof PARTS)[number]

export interface BenchOptions {
  readonly only: readonly Part[]
  readonly rounds: number
  readonly json: boolean
  readonly write: boolean
}

/** How much there is to be looked at. Tests take less. */
export interface Sizes {
  readonly frames: number
  readonly objects: number
  readonly floodSeconds: number
  readonly views: readonly string[]
  readonly effort: Omit<Effort, 'rounds'>
}

const SIZES: Sizes = { frames: 100_000, objects: 10_000, floodSeconds: 12, views: ['Sequence', 'Frames', 'Topology', 'Objects', 'Topology + Objects'], effort: WHOLE }
const FLOOD = { clients: 3, lanes: 32 } as const

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Measures. @param say told what is done now */
export async function bench({ only, rounds }: Pick<BenchOptions, 'only' | 'rounds'>, say: (words: string) => void, sizes: Sizes = SIZES): Promise<{ figures: Figures; browser: string }> {
  const dist = process.env.MANAGERIE_DIST ?? join(ROOT, 'dist')
  const cache = join(ROOT, 'node_modules/.cache/managerie/recordings')
  const figures: { -readonly [Key in keyof Figures]: Figures[Key] } = {}
  const stand = await openStand(dist)
  try {
    if (only.includes('start')) {
      say('start: the shell and its page, first with an empty profile')
      figures.start = await measureStart(stand, rounds * 3)
    }
    if (only.includes('run')) {
      say('run: from the press on Run to the first line')
      figures.run = await onPage(stand, (page) => measureRun(page, rounds * 3))
    }
    for (const [part, key, workload] of [['frames', 'recorded', manyFrames(sizes.frames)], ['objects', 'objects', manyObjects(sizes.objects)]] as const) {
      if (!only.includes(part)) continue
      const recording = await recordingOf(workload, dist, cache, say)
      say(`${part}: a recording of ${recording.frames.toLocaleString('en')} frames and ${recording.objects.toLocaleString('en')} objects`)
      // With very many objects the table shows nothing that the sequence does not.
      const views = part === 'objects' ? sizes.views.filter((view) => view !== 'Frames') : sizes.views
      figures[key] = await onPage(stand, (page) => measureRecording(page, recording, views, { ...sizes.effort, rounds }, say))
    }
    if (only.includes('flood')) {
      say(`flood: ${FLOOD.clients} clients that call as fast as they can, for ${sizes.floodSeconds} s`)
      figures.flood = await onPage(stand, (page, shell) => measureFlood(stand, shell, page, { ...FLOOD, seconds: sizes.floodSeconds }))
    }
    return { figures, browser: stand.browserVersion }
  } finally {
    await stand.close()
  }
}

/** A shell and a page of their own, so that nothing before weighs on what is measured. */
async function onPage<Result>(stand: Stand, measure: (page: Awaited<ReturnType<typeof openPage>>, shell: Awaited<ReturnType<typeof startShell>>) => Promise<Result>): Promise<Result> {
  const shell = await startShell(stand)
  try {
    const page = await openPage(stand, shell)
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    const result = await measure(page, shell)
    await page.close()
    if (errors.length > 0) throw new Error(`the page failed while it was measured: ${errors[0]}`)
    return result
  } finally {
    await shell.close()
  }
}

export function benchCommand(): Command {
  return new Command('bench:app')
    .description('Measures the app in a real browser. Needs Chromium, a quiet machine, and up to six minutes.')
    .addOption(new Option('--only <parts>', `some of ${PARTS.join(', ')}, with commas`).argParser(parts).default(PARTS, 'all'))
    .addOption(new Option('--rounds <number>', 'how often each is measured').argParser(atLeastOne).default(1))
    .option('--json', 'print all figures as one JSON object', false)
    .option('--write', 'write RESULTS.md', false)
    .action(run)
}

function parts(text: string): Part[] {
  return text.split(',').map((name) => {
    const part = PARTS.find((one) => one === name.trim())
    if (!part) throw new InvalidArgumentError(`There is no part ${name}. Parts are ${PARTS.join(', ')}.`)
    return part
  })
}

function atLeastOne(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError(`Expected a whole number from 1 on, got ${text}.`)
  return value
}

async function run(options: BenchOptions): Promise<void> {
  const began = performance.now()
  const say = (words: string) => void process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${words}\n`)
  say(machineWords())
  const { figures, browser } = await bench(options, say)
  const took = performance.now() - began
  if (options.json) process.stdout.write(`${JSON.stringify({ machine: machineWords(), browser, figures }, null, 2)}\n`)
  else process.stdout.write(`${plainTable(linesOf(figures))}\n`)
  if (options.write) {
    const file = fileURLToPath(new URL('RESULTS.md', import.meta.url))
    writeFileSync(file, markdown(figures, { browser, made: new Date(), took, rounds: options.rounds }))
    say(`written: ${file}`)
  }
  say('done')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchCommand().parseAsync()
