/** `npm run trials -- fuzz`: bytes from anybody, millions of them, into everything that takes bytes. */
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { writeSection } from '../results.ts'
import { bundle } from './bundle.ts'
import type { Row } from './bundle.ts'
import { campaign, saveFindings } from './campaign.ts'
import type { CampaignResult } from './campaign.ts'
import { readCorpus, writeCorpus } from './corpus.ts'
import { resultsText } from './report.ts'
import { TARGETS } from './targets/index.ts'
import { watch } from './watch.ts'

interface Options {
  readonly inputs?: number
  readonly minutes?: number
  readonly seed?: number
  readonly guided: number
  readonly replay?: string
  readonly keep?: boolean
  readonly write?: boolean
}

/** Of bundles, and below it of findings. Not in `dist`, which a build empties. */
const FOLDER = path.join(tmpdir(), 'managerie-fuzz')
const DEFAULT_INPUTS = 200_000

export function fuzz(): Command {
  return new Command('fuzz')
    .description(`Tries everything that takes bytes from others with damaged and invented ones. Targets: ${TARGETS.map(({ name }) => name).join(', ')}.`)
    .argument('[targets...]', 'which (all of them); a name with blanks in quotes, or with hyphens', (name: string, before: readonly Row[] = []) => [...before, rowNamed(name)])
    .option('--inputs <number>', `how many, over all targets (${DEFAULT_INPUTS})`, whole)
    .option('--minutes <number>', 'how long, over all targets, instead', positive)
    .option('--seed <number>', 'the same seed does the same again', whole)
    .option('--guided <percent>', 'how much of it is guided by what it reaches; the rest goes on from there at full speed', percent, 0.5)
    .option('--replay <file>', 'try the bytes of this file, with one target, and nothing else')
    .option('--keep', 'keep what reached anything new in trials/fuzz/corpus')
    .option('--write', 'write the section of trials/RESULTS.md')
    .action(async (chosen: readonly Row[], options: Options, command: Command) => {
      const rows = chosen.length > 0 ? chosen : TARGETS
      if (options.replay !== undefined && rows.length > 1) command.error('--replay takes one target: whose file is it?')
      process.exitCode = options.replay === undefined ? await run(rows, options) : await replay(rows[0]!, options.replay)
    })
}

async function run(rows: readonly Row[], options: Options): Promise<number> {
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31)
  const inputs = options.inputs ?? (options.minutes === undefined ? DEFAULT_INPUTS : Infinity)
  const milliseconds = options.minutes === undefined ? Infinity : options.minutes * 60_000
  const shares = rows.reduce((sum, { share }) => sum + share, 0)
  console.log(`fuzz: seed ${seed}, ${Number.isFinite(inputs) ? `${inputs.toLocaleString('en')} inputs` : `${options.minutes} minutes`}, ${rows.length} targets`)
  const folder = path.join(FOLDER, `${process.pid}`)
  for (const row of rows) for (const guided of [true, false]) await bundle(row, guided, folder)
  const results: CampaignResult[] = []
  for (const row of rows) {
    const corpus = readCorpus(row)
    const result = await campaign(row, {
      folder,
      seed,
      inputs: Math.ceil((inputs * row.share) / shares),
      // By time every target has as much.
      milliseconds: milliseconds / rows.length,
      guided: options.guided,
      corpus,
      progress: progressOf(row),
    })
    results.push(result)
    tell(result)
    for (const file of saveFindings(row, result.findings, path.join(FOLDER, 'findings'))) console.log(`    saved as ${file}`)
    if (options.keep) {
      const kept = writeCorpus(row, [...corpus, ...result.kept.map((bytes) => ({ bytes }))])
      console.log(`    ${kept} inputs are in the corpus`)
    }
  }
  const slow = results.filter(({ slowest }) => slowest.milliseconds > 1000)
  for (const { name, slowest } of slow) console.log(`  ${name}: ${slowest.milliseconds.toFixed(0)} ms for ${Buffer.from(slowest.input).toString('base64')}`)
  const total = results.reduce((sum, { guided, unguided }) => sum + guided + unguided, 0)
  const findings = results.reduce((sum, result) => sum + result.findings.length, 0)
  console.log(`${total.toLocaleString('en')} inputs, ${findings} findings`)
  rmSync(folder, { recursive: true, force: true })
  if (options.write) writeSection('fuzz', resultsText(results, seed))
  return findings === 0 ? 0 : 1
}

async function replay(row: Row, file: string): Promise<number> {
  const bytes = new Uint8Array(readFileSync(file))
  const { findings } = await watch(row, { folder: FOLDER, seed: 1, guided: false, inputs: 1, corpus: [bytes], only: true })
  for (const { kind, message } of findings) console.log(`${kind}: ${message}`)
  if (findings.length === 0) console.log('nothing is wrong with it')
  return findings.length === 0 ? 0 : 1
}

function tell({ name, guided, unguided, reached, counters, kept, findings, slowest, milliseconds, processor }: CampaignResult): void {
  const seconds = milliseconds / 1000
  const rate = Math.round((guided + unguided) / processor)
  console.log(
    `  ${name}: ${guided.toLocaleString('en')} guided + ${unguided.toLocaleString('en')} unguided in ${seconds.toFixed(1)} s, ${processor.toFixed(1)} s of them at work (${rate.toLocaleString('en')}/s), ` +
      `${reached} of ${counters} counters, ${kept.length} new inputs kept, slowest ${slowest.milliseconds.toFixed(0)} ms, ${findings.length} findings`,
  )
  for (const { kind, key, message, input } of findings) {
    console.log(`    ${kind}: ${key}\n      ${message.split('\n').slice(0, 6).join('\n      ')}\n      ${JSON.stringify(Buffer.from(input).toString('latin1').slice(0, 300))}`)
  }
}

/** Says how far it is, every ten seconds. */
function progressOf(row: Row): (phase: string, progress: { executed: number; reached: number; corpus: number }) => void {
  let last = performance.now()
  return (phase, { executed, reached, corpus }) => {
    if (performance.now() - last < 10_000) return
    last = performance.now()
    console.log(`  ${row.name}: ${executed.toLocaleString('en')} ${phase}${phase === 'guided' ? `, ${reached} counters, ${corpus} kept` : ''}`)
  }
}

function rowNamed(name: string): Row {
  const row = TARGETS.find((one) => one.name === name.replaceAll('-', ' '))
  if (!row) throw new InvalidArgumentError(`there is no target ${name}; there are ${TARGETS.map((one) => one.name).join(', ')}`)
  return row
}

function whole(text: string): number {
  const number = Number(text.replaceAll('_', ''))
  if (!Number.isSafeInteger(number) || number < 0) throw new InvalidArgumentError('expected a whole number')
  return number
}

function positive(text: string): number {
  const number = Number(text)
  if (!(number > 0)) throw new InvalidArgumentError('expected a number above 0')
  return number
}

function percent(text: string): number {
  const number = Number(text)
  if (!(number > 0 && number <= 100)) throw new InvalidArgumentError('expected a number above 0 and up to 100')
  return number / 100
}
