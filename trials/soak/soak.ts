/** `npm run trials -- soak`: an hour of mixed work on one server; memory, descriptors and latency must stay flat. */
import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { writeSection } from '../results.ts'
import { drawSoak } from './plot.ts'
import { faultsOf, section } from './report.ts'
import { runSoak } from './run.ts'
import { readSoak, writeSoak, type Sample, type Soak } from './samples.ts'

interface Options {
  readonly minutes: number
  readonly seed: number
  readonly rate: number
  readonly clients: number
  readonly samples?: string
  readonly from?: string
  readonly write?: boolean
}

const SAMPLES = fileURLToPath(new URL('samples.json', import.meta.url))
const PICTURE = fileURLToPath(new URL('../../docs/soak.svg', import.meta.url))

export function soak(): Command {
  return new Command('soak')
    .description('mixed work of many clients on one server: memory, descriptors and latency stay flat')
    .option('--minutes <minutes>', 'how long', Number, 60)
    .option('--seed <seed>', 'the same clients do the same again', Number, Math.floor(Math.random() * 2 ** 31))
    .option('--rate <chores>', 'chores a second of each client', Number, 12)
    .option('--clients <count>', 'clients in TypeScript', Number, 3)
    .option('--samples <file>', 'where to put the samples')
    .option('--from <file>', 'samples of a soak that has been, instead of one more')
    .option('--write', 'put figures, picture and samples where they are kept')
    .action(run)
}

async function run({ minutes, seed, rate, clients, samples, from, write = false }: Options): Promise<void> {
  let soaked: Soak
  if (from === undefined) {
    console.log(`seed ${seed}`)
    soaked = await runSoak({ minutes, seed, rate, clients, every: 10, visitEvery: 20, onSample: say(samples) })
  } else soaked = readSoak(from)
  if (samples !== undefined) {
    writeSoak(soaked, samples)
    rmSync(`${samples}.part`, { force: true })
  }
  console.log(section(soaked))
  if (write) {
    writeSoak(soaked, SAMPLES)
    writeFileSync(PICTURE, await drawSoak(soaked))
    writeSection('soak', section(soaked))
  }
  if (faultsOf(soaked).length > 0) process.exitCode = 1
}

/** Shows each sample; keeps them on disk as they come, so that an hour is not lost with its end. */
function say(file: string | undefined): (sample: Sample) => void {
  return (sample) => {
    console.log(JSON.stringify(sample))
    if (file !== undefined) appendFileSync(`${file}.part`, `${JSON.stringify(sample)}\n`)
  }
}
