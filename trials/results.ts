/** What the long runs have found, in trials/RESULTS.md: each trial writes its own section there, and nothing else. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform, release, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'

const FILE = fileURLToPath(new URL('RESULTS.md', import.meta.url))
const HEADING = `# What the trials found

Written by the trials themselves (\`npm run trials -- <trial> --write\`), each its own section. Nothing here is written by hand.
`

/**
 * Replaces the section between `<!-- name -->` and `<!-- /name -->`, or adds it at the end.
 * @param markdown the section, its heading included
 */
export function writeSection(name: string, markdown: string, file = FILE): void {
  const text = withSection(existsSync(file) ? readFileSync(file, 'utf8') : HEADING, name, markdown)
  // Two trials may write at the same time: each moves a whole file into its place.
  const whole = `${file}.${process.pid}`
  writeFileSync(whole, text)
  renameSync(whole, file)
}

/** The text with that section in it. */
export function withSection(text: string, name: string, markdown: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const section = `${begin}\n${markdown.trim()}\n${end}`
  const from = text.indexOf(begin)
  if (from < 0) return `${text.trimEnd()}\n\n${section}\n`
  const to = text.indexOf(end, from)
  if (to < 0) throw new Error(`${begin} has no ${end} after it: put it where the section ends`)
  return text.slice(0, from) + section + text.slice(to + end.length)
}

/** The machine, in one line: processor, cores, memory, system, Node. */
export function machine(): string {
  const cores = cpus()
  const model = cores[0]?.model.trim() || 'an unnamed processor'
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${model}, ${cores.length} cores, ${memory} GB, ${platform()} ${release()} ${arch()}, Node ${process.versions.node}`
}
