/**
 * `npm run bench`: the engine as it is built, CPython, the peers of the TypeScript world and the raw limits of Node, in one
 * table, measured in one run. Progress goes to stderr, the table to stdout.
 */
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommanderError } from 'commander'
import { findPythons } from '../test/support/pythons.ts'
import { estimate, hold, type Outcome } from './arena.ts'
import { allGroups } from './groups/index.ts'
import { allowedProcessors, describeMachine, hasTaskset } from './machine.ts'
import { choose, choosePythons, parseOptions, type Options } from './options.ts'
import { formatGroups, formatMachine, summarize, type GroupOutcome } from './report.ts'
import type { Setting } from './setting.ts'
import { Workplace } from './workplace.ts'

const RESULTS = fileURLToPath(new URL('./RESULTS.md', import.meta.url))

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args)
  const [reference, ...others] = choosePythons(findPythons(), options.python)
  const setting: Setting = { reference, others, processors: allowedProcessors(), taskset: hasTaskset(), platform: process.platform }
  const groups = allGroups(setting)
  const chosen = choose(groups, options.only)
  if (options.list) {
    for (const group of groups) {
      const rows = group.contests.flatMap((contest) => chosen.get(contest) ?? [])
      if (rows.length > 0) console.log(`${group.name}\n${rows.map(({ name }) => `  ${name}`).join('\n')}`)
    }
    return
  }
  if (options.from !== undefined) return tell(JSON.parse(readFileSync(options.from, 'utf8')) as Kept, groups, options)
  const machine = describeMachine([reference, ...others])
  const effort = { rounds: options.rounds, spell: options.spell / 1000 }
  // Better now than when all is measured.
  if (options.json !== undefined) closeSync(openSync(options.json, 'a'))
  say(formatMachine(machine, effort))
  const seconds = [...chosen].reduce((sum, [contest, rows]) => sum + estimate(contest, rows, effort), 0)
  say(`${chosen.size} contests, about ${seconds < 90 ? `${Math.ceil(seconds)} seconds` : `${Math.ceil(seconds / 60)} minutes`} on a machine that does nothing else.`)
  if (machine.load > 0.5) say(`The machine is busy (load ${machine.load.toFixed(2)}): ratios will be unsteady.`)
  const results = await measure(groups, chosen, effort, options)
  const kept: Kept = { machine, effort, groups: results.map(({ group, outcomes }) => ({ name: group.name, outcomes })) }
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(kept, null, 2)}\n`)
  tell(kept, groups, options)
}

/** A run as `--json` keeps it. */
interface Kept {
  readonly machine: ReturnType<typeof describeMachine>
  readonly effort: { readonly rounds: number; readonly spell: number }
  readonly groups: readonly { readonly name: string; readonly outcomes: readonly Outcome[] }[]
}

function tell({ machine, effort, groups: kept }: Kept, groups: ReturnType<typeof allGroups>, { write }: Options): void {
  const results = kept.map(({ name, outcomes }) => ({ group: groups.find((group) => group.name === name)!, outcomes }))
  const text = `${formatMachine(machine, effort)}\n\n${formatGroups(results)}`
  console.log(text)
  say(summarize(results))
  if (write) writeFileSync(RESULTS, `${HEADING}\n${text}\n`)
}

async function measure(groups: ReturnType<typeof allGroups>, chosen: ReturnType<typeof choose>, effort: { rounds: number; spell: number }, options: Options): Promise<GroupOutcome[]> {
  const place = new Workplace(options.engine === undefined ? undefined : path.resolve(options.engine))
  process.once('exit', () => place.close())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
  const began = performance.now()
  let done = 0
  const results: GroupOutcome[] = []
  try {
    for (const group of groups) {
      const outcomes: Outcome[] = []
      for (const contest of group.contests) {
        const rows = chosen.get(contest)
        if (!rows) continue
        say(`[${++done}/${chosen.size}, ${Math.round((performance.now() - began) / 1000)} s] ${contest.name}${contest.missing === undefined ? '' : ` — skipped: ${contest.missing}`}`)
        outcomes.push(...(await held(contest, rows, effort, place)))
      }
      if (outcomes.length > 0) results.push({ group, outcomes })
    }
  } finally {
    place.close()
  }
  say(`Measured in ${Math.round((performance.now() - began) / 1000)} s.`)
  return results
}

/** One contest that fails must not cost the others their figures. */
async function held(...[contest, rows, effort, place]: Parameters<typeof hold>): Promise<Outcome[]> {
  try {
    return await hold(contest, rows, effort, place)
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    say(`  failed: ${words}`)
    process.exitCode = 1
    return rows.map((row) => ({ row, skipped: words.split('\n', 1)[0]!, failed: true }))
  }
}

const HEADING = `# What things cost

Written by \`npm run bench -- --write\`; nothing here is by hand. Ratios count, times only give the scale: contenders take turns, round by round, and a ratio
is made of the two figures of one round. Pinned runs say so; "one CPU" is both ends on the same, "one CPU each" the server on one and the clients on another.
`

try {
  await main(process.argv.slice(2))
} catch (error) {
  // Commander has said it already.
  if (error instanceof CommanderError) process.exitCode = error.exitCode
  else {
    say(`bench: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  }
}
