/**
 * Inputs that are kept: one file a target, a line for each. They are where a run begins, and `npm test` tries them all.
 * A line with a name is a finding of the past, for ever; the others may be replaced by those of a later run.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Row } from './bundle.ts'

const FOLDER = path.join(import.meta.dirname, 'corpus')
/** Inputs of one target, and bytes of one input and of all. */
const MOST = 300
const MOST_BYTES = 4096
const MOST_IN_ALL = 32 * 1024

export interface KeptInput {
  /** What it showed once. */
  readonly name?: string
  readonly bytes: Uint8Array
}

export function corpusFile(row: Pick<Row, 'name'>, folder = FOLDER): string {
  return path.join(folder, `${row.name.replaceAll(' ', '-')}.ndjson`)
}

export function readCorpus(row: Pick<Row, 'name'>, folder = FOLDER): KeptInput[] {
  const file = corpusFile(row, folder)
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { name, base64 } = JSON.parse(line) as { name?: string; base64: string }
      const bytes = new Uint8Array(Buffer.from(base64, 'base64'))
      return name === undefined ? { bytes } : { name, bytes }
    })
}

/** Writes the named ones first, then of the others the shortest, as many as fit. */
export function writeCorpus(row: Pick<Row, 'name'>, inputs: readonly KeptInput[], folder = FOLDER): number {
  const named = inputs.filter(({ name }) => name !== undefined)
  const others = inputs.filter(({ name, bytes }) => name === undefined && bytes.length <= MOST_BYTES).toSorted((one, two) => one.bytes.length - two.bytes.length)
  const chosen = [...named]
  let size = 0
  // Evenly of all lengths: the short ones alone say little.
  const step = Math.max(1, others.length / Math.max(1, MOST - named.length))
  for (let at = 0; at < others.length && chosen.length < MOST; at += step) {
    const input = others[Math.floor(at)]!
    if (size + input.bytes.length > MOST_IN_ALL) break
    size += input.bytes.length
    chosen.push(input)
  }
  mkdirSync(folder, { recursive: true })
  const lines = chosen.map(({ name, bytes }) => JSON.stringify({ ...(name === undefined ? {} : { name }), base64: Buffer.from(bytes).toString('base64') }))
  writeFileSync(corpusFile(row, folder), lines.map((line) => `${line}\n`).join(''))
  return chosen.length
}
