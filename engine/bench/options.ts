/** The command line of `npm run bench`. */
import { Command, InvalidArgumentError } from 'commander'
import type { Group, Row } from './contest.ts'
import type { Python } from '../test/support/pythons.ts'

export interface Options {
  readonly only: readonly string[]
  readonly json: string | undefined
  readonly rounds: number
  /** Milliseconds. */
  readonly spell: number
  readonly python: readonly string[]
  readonly list: boolean
  readonly write: boolean
  /** Figures of an earlier run, written by `--json`: the table is made of them, and nothing is measured. */
  readonly from: string | undefined
  /** Folder of the built engine; default `dist/engine`. */
  readonly engine: string | undefined
}

/** @throws CommanderError on what cannot be understood, after saying so on stderr; also after `--help` */
export function parseOptions(args: readonly string[]): Options {
  const program = new Command('bench')
    .description('Measures the built engine against CPython, round by round in one run, and prints a table in Markdown.')
    .option('--only <group or row...>', 'only these: names of groups, names of rows, or parts of those')
    .option('--json <file>', 'writes all figures to a file, too')
    .option('--rounds <number>', 'rounds of each contest', positive, 7)
    .option('--spell <milliseconds>', 'how long a contender works in each round', positive, 250)
    .option('--python <version...>', 'CPythons by version, such as 3.13; the first is the one that ratios are against (default: 3.11, and all others for scale)')
    .option('--engine <folder>', 'a built engine other than dist/engine')
    .option('--list', 'says what there is to measure, and measures nothing')
    .option('--write', 'writes engine/bench/RESULTS.md')
    .option('--from <file>', 'makes the table of what --json has written, and measures nothing')
    .exitOverride()
    .allowExcessArguments(false)
    .parse(args, { from: 'user' })
  const { only = [], json, rounds, spell, python = [], list = false, write = false, engine, from } = program.opts<{
    only?: string[]
    json?: string
    rounds: number
    spell: number
    python?: string[]
    list?: boolean
    write?: boolean
    from?: string
    engine?: string
  }>()
  if (write && only.length > 0) program.error('error: --write keeps the whole table, so it does not go with --only')
  return { only, json, rounds, spell, python, list, write, engine, from }
}

function positive(text: string): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < 1) throw new InvalidArgumentError('It must be a whole number, at least 1.')
  return number
}

/** Rows to measure, by contest. @throws Error when a name is neither a group's nor a part of a row's */
export function choose(groups: readonly Group[], only: readonly string[]): Map<Group['contests'][number], Row[]> {
  const names = only.map((name) => name.toLowerCase())
  const whole = new Set(groups.flatMap(({ contests }) => contests.flatMap(({ rows }) => rows.map(({ name }) => name.toLowerCase()))))
  const fits = (group: string, row: string, name: string): boolean => {
    if (groups.some((each) => each.name === name)) return name === group
    return whole.has(name) ? name === row : row.includes(name)
  }
  const used = new Set<string>()
  const chosen = new Map<Group['contests'][number], Row[]>()
  for (const group of groups) {
    for (const contest of group.contests) {
      const rows = contest.rows.filter((row) => {
        const fitting = names.filter((name) => fits(group.name, row.name.toLowerCase(), name))
        for (const name of fitting) used.add(name)
        return names.length === 0 || fitting.length > 0
      })
      if (rows.length > 0) chosen.set(contest, rows)
    }
  }
  const unused = names.filter((name) => !used.has(name))
  if (unused.length > 0) {
    throw new Error(`nothing is called ${unused.map((name) => `"${name}"`).join(', ')}: expected a group (${groups.map(({ name }) => name).join(', ')}) or a part of a row's name; --list shows all`)
  }
  return chosen
}

/** The CPythons of a run: the reference first. @throws Error when one that was asked for is not installed, or none is */
export function choosePythons(found: ReadonlyMap<string, Python>, wanted: readonly string[]): [Python, ...Python[]] {
  const installed = [...found.values()].sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }))
  const words = installed.length > 0 ? `installed are ${installed.map(({ version }) => version).join(', ')}` : 'none is installed that pyenv or PATH would show'
  const chosen = wanted.map((version) => {
    const python = installed.find((each) => each.version === version || each.version.startsWith(`${version}.`))
    if (!python) throw new Error(`there is no CPython ${version}: ${words}`)
    return python
  })
  const [reference, ...others] = chosen.length > 0 ? chosen : [...new Set([found.get('3.11') ?? installed.at(-1)!, ...installed])]
  if (!reference) throw new Error(`the bench needs a CPython to compare with, and ${words}`)
  return [reference, ...others]
}
