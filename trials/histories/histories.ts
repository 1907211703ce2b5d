/** `npm run trials -- histories`: what many clients do at the same time can be explained by one after another. */
import { Command } from 'commander'
import { machine, writeSection } from '../results.ts'
import { check } from './checker.ts'
import { Company } from './company.ts'
import { isKnown, type History } from './history.ts'
import { KINDS, type Kind } from './models/index.ts'
import { drawing, minimise } from './refusal.ts'

interface Options {
  readonly count: number
  readonly seed: number
  readonly kinds: readonly Kind[]
  readonly faults: number
  readonly write?: boolean
}

/** What was played of one kind. */
interface Tally {
  histories: number
  operations: number
  /** Operations that were under way at the same time as another client's. */
  overlapping: number
  /** Operations that nobody knows the end of. */
  unknown: number
  killed: number
  cut: number
  refused: number
}

export function histories(): Command {
  return new Command('histories')
    .description('what clients in two languages do at the same time with one object is checked for linearizability')
    .option('--count <histories>', 'how many', Number, 1000)
    .option('--seed <seed>', 'the same plans again', Number, Math.floor(Math.random() * 2 ** 31))
    .option('--faults <share>', 'how many of them with a client killed or cut off', Number, 0.15)
    .option('--kinds <names...>', `only these of ${KINDS.join(', ')}`, [...KINDS])
    .option('--write', 'put the figures into RESULTS.md')
    .action(run)
}

async function run({ count, seed, kinds, faults, write = false }: Options): Promise<void> {
  console.log(`seed ${seed}`)
  for (const kind of kinds) if (!KINDS.includes(kind)) throw new Error(`there is no model of ${String(kind)}: expected ${KINDS.join(', ')}`)
  const tallies = new Map<Kind, Tally>(kinds.map((kind) => [kind, { histories: 0, operations: 0, overlapping: 0, unknown: 0, killed: 0, cut: 0, refused: 0 }]))
  const began = performance.now()
  const passed = () => Math.round((performance.now() - began) / 1000)
  await using company = await Company.open()
  for (let nth = 0; nth < count; nth++) {
    const kind = kinds[nth % kinds.length]!
    // A history has its own seed: `--seed 17 --count 1 --kinds Lock` plays it alone.
    const history = await company.play({ kind, seed: seed + nth, faults })
    const refusal = check(history)
    add(tallies.get(kind)!, history, refusal !== undefined)
    if (refusal) console.log(drawing(minimise(refusal)))
    if (nth % 50 === 49) console.log(`${nth + 1} of ${count} histories, ${sum(tallies, 'refused')} refused, ${passed()} s`)
  }
  const text = section(tallies, seed, passed(), company.cast)
  console.log(text)
  if (write) writeSection('histories', text)
  if (sum(tallies, 'refused') > 0) process.exitCode = 1
}

function add(tally: Tally, history: History, refused: boolean): void {
  const { operations, fault } = history
  tally.histories++
  tally.operations += operations.length
  tally.overlapping += operations.filter((one) => operations.some((other) => other.client !== one.client && overlap(one, other))).length
  tally.unknown += operations.filter((operation) => !isKnown(operation)).length
  if (fault !== null) tally[fault.kind === 'kill' ? 'killed' : 'cut']++
  if (refused) tally.refused++
}

interface Span {
  readonly called: number
  readonly returned: number | null
}

function overlap(a: Span, b: Span): boolean {
  return a.called <= (b.returned ?? Infinity) && b.called <= (a.returned ?? Infinity)
}

function sum(tallies: ReadonlyMap<Kind, Tally>, figure: keyof Tally): number {
  return [...tallies.values()].reduce((total, tally) => total + tally[figure], 0)
}

const FIGURES = ['histories', 'operations', 'overlapping', 'unknown', 'killed', 'cut', 'refused'] as const

/** The page's section. */
export function section(tallies: ReadonlyMap<Kind, Tally>, seed: number, seconds: number, cast: string): string {
  const row = (name: string, of: (figure: (typeof FIGURES)[number]) => number) => `| ${[name, ...FIGURES.map((figure) => of(figure).toLocaleString('en'))].join(' | ')} |`
  return `## Histories

What clients in two languages do at the same time with one object of our server, recorded on one clock and checked for linearizability: there must be an order of
single moments, each between its call and its return, that the model of the object allows (\`trials/histories/models\`; waiting for an Event, a Barrier or a Condition is
several moments, with others between them). A client that is killed, or whose connection is cut, leaves a call of unknown end: it may have happened at any time since, or never; what it took and never learnt of may go back.

| object | ${FIGURES.map((figure) => TITLES[figure]).join(' | ')} |
| --- |${' ---: |'.repeat(FIGURES.length)}
${[...tallies].map(([kind, tally]) => row(kind, (figure) => tally[figure])).join('\n')}
${row('**all**', (figure) => sum(tallies, figure))}

${cast}; seed ${seed}, ${seconds} s. ${machine()}. Objects that are broken on purpose (a Lock, three Queues, two dicts) are caught in the tests, which run with \`npm test\`.`
}

const TITLES: Readonly<Record<(typeof FIGURES)[number], string>> = {
  histories: 'histories', operations: 'calls', overlapping: 'of them at the same time as another', unknown: 'of unknown end', killed: 'with a client killed',
  cut: 'with a connection cut', refused: '**refused**',
}
