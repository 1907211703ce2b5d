/** One target, from its seeds to what became of it: guided as far as that leads, then at full speed without counters. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Row } from './bundle.ts'
import type { KeptInput } from './corpus.ts'
import type { Slowest } from './explorer.ts'
import type { Finding } from './finding.ts'
import type { Progress } from './shared.ts'
import { watch } from './watch.ts'

export interface CampaignOptions {
  /** For bundles. */
  readonly folder: string
  readonly seed: number
  readonly inputs: number
  readonly milliseconds: number
  /** Part of the inputs, or of the time, that is guided. */
  readonly guided: number
  readonly corpus: readonly KeptInput[]
  readonly patience?: number
  readonly progress?: (phase: 'guided' | 'unguided', progress: Progress) => void
}

export interface CampaignResult {
  readonly name: string
  readonly guided: number
  readonly unguided: number
  readonly reached: number
  readonly counters: number
  /** Inputs kept in this run. */
  readonly kept: readonly Uint8Array[]
  readonly findings: readonly Finding[]
  readonly slowest: Slowest
  readonly milliseconds: number
  /** Seconds of processor time. */
  readonly processor: number
}

export async function campaign(row: Row, options: CampaignOptions): Promise<CampaignResult> {
  const { folder, seed, inputs, milliseconds, guided, patience } = options
  const corpus = options.corpus.map(({ bytes }) => bytes)
  const common = { folder, ...(patience === undefined ? {} : { patience }) }
  const first = await watch(row, {
    ...common, seed, corpus,
    guided: true,
    inputs: Math.ceil(inputs * guided),
    milliseconds: milliseconds * guided,
    progress: (progress) => options.progress?.('guided', progress),
  })
  const left = inputs - first.executed
  const time = milliseconds - first.milliseconds
  if (left <= 0 || time <= 0 || guided === 1) {
    return { name: row.name, guided: first.executed, unguided: 0, reached: first.reached, counters: first.counters, kept: first.kept, findings: first.findings, slowest: first.slowest, milliseconds: first.milliseconds, processor: first.processor }
  }
  const second = await watch(row, {
    ...common,
    seed: seed + 1000,
    guided: false,
    inputs: left,
    milliseconds: time,
    corpus: [...corpus, ...first.kept],
    progress: (progress) => options.progress?.('unguided', progress),
  })
  const findings = new Map([...first.findings, ...second.findings].map((finding) => [`${finding.kind}: ${finding.key}`, finding]))
  return {
    name: row.name,
    guided: first.executed,
    unguided: second.executed,
    reached: first.reached,
    counters: first.counters,
    kept: first.kept,
    findings: [...findings.values()],
    slowest: first.slowest.milliseconds > second.slowest.milliseconds ? first.slowest : second.slowest,
    milliseconds: first.milliseconds + second.milliseconds,
    processor: first.processor + second.processor,
  }
}

/** Puts the inputs of findings into files, with what they showed. @returns the files */
export function saveFindings(row: Row, findings: readonly Finding[], folder: string): string[] {
  return findings.map(({ kind, key, message, input }) => {
    const place = path.join(folder, row.name.replaceAll(' ', '-'))
    mkdirSync(place, { recursive: true })
    const name = `${kind.replaceAll(' ', '-')}-${createHash('sha256').update(key).digest('hex').slice(0, 10)}`
    writeFileSync(path.join(place, `${name}.bin`), input)
    writeFileSync(path.join(place, `${name}.txt`), `${row.name}: ${kind}\n${key}\n\n${message}\n\n${Buffer.from(input).toString('latin1')}\n`)
    return path.join(place, `${name}.bin`)
  })
}
