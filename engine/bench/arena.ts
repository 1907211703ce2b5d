/** Holds contests: opens the contenders, lets them take turns, and gives what each reached in each round. */
import { contendersOf, type Contest, type Figures, type Opened, type Row } from './contest.ts'
import { ratiosOf, spreadOf, type Spread } from './spread.ts'
import type { Workplace } from './workplace.ts'

/** How much is measured. */
export interface Effort {
  readonly rounds: number
  /** Seconds. */
  readonly spell: number
}

/** A row with what was measured; `skipped` says why there is nothing. */
export interface Outcome {
  readonly row: Row
  readonly measured?: {
    /** The figure that counts, and what it is compared with, as they are. */
    readonly figure: Spread
    readonly other: Spread | undefined
    /** The ratios of the rounds, or, where nothing is compared, the figures. */
    readonly result: Spread
    readonly rounds: number
  }
  readonly skipped?: string
  /** Whether that is an error. */
  readonly failed?: boolean
}

const WARM_UP = 0.4
/** Seconds that a contender's processes take to start, about. */
const START = 0.2

/** Rounds of a contest, and seconds of a spell and of the one before the first round; 0 for none. */
function planOf(contest: Contest, effort: Effort): { rounds: number; spell: number; warmUp: number } {
  const spell = effort.spell * (contest.spell ?? 1)
  // Short runs warm up shortly, too.
  const warmUp = Math.min(contest.warmUp ?? WARM_UP, 4 * effort.spell)
  return { rounds: Math.max(1, Math.round(effort.rounds * (contest.rounds ?? 1))), spell, warmUp: warmUp > 0 ? Math.max(spell, warmUp) : 0 }
}

/** Seconds that a contest takes on a machine with nothing else to do, about. */
export function estimate(contest: Contest, rows: readonly Row[], effort: Effort): number {
  if (contest.missing !== undefined) return 0
  const { rounds, spell, warmUp } = planOf(contest, effort)
  return new Set(rows.flatMap(contendersOf)).size * (START + warmUp + rounds * spell)
}

/** Holds one contest for the rows that are wanted. */
export async function hold(contest: Contest, rows: readonly Row[], effort: Effort, place: Workplace): Promise<Outcome[]> {
  if (contest.missing !== undefined) return rows.map((row) => ({ row, skipped: contest.missing! }))
  const wanted = new Set(rows.flatMap(contendersOf))
  const contenders = contest.contenders.filter(({ name }) => wanted.has(name))
  const unknown = [...wanted].filter((name) => !contenders.some((contender) => contender.name === name))
  if (unknown.length > 0) throw new Error(`the rows of "${contest.name}" name contenders that it does not have: ${unknown.join(', ')}`)
  const { rounds, spell, warmUp } = planOf(contest, effort)
  const opened: Opened[] = []
  const figures = new Map<string, Figures[]>(contenders.map(({ name }) => [name, []]))
  try {
    for (const contender of contenders) opened.push(await contender.open(place))
    if (warmUp > 0) for (const each of opened) await each.spell(warmUp)
    for (let round = 0; round < rounds; round++) {
      // There and back, so that nobody always comes after the same neighbour.
      const order = contenders.map((_, index) => (round % 2 === 0 ? index : contenders.length - 1 - index))
      for (const index of order) figures.get(contenders[index]!.name)!.push(await opened[index]!.spell(spell))
    }
  } finally {
    await Promise.all(opened.map((each) => each.close()))
  }
  return rows.map((row) => outcomeOf(row, figures))
}

/** Brings the figures of all rounds into a row. @throws Error when a contender did not give the figure */
export function outcomeOf(row: Row, figures: ReadonlyMap<string, readonly Figures[]>): Outcome {
  const name = row.figure ?? 'rate'
  const of = (contender: string): number[] =>
    figures.get(contender)!.map((round) => {
      const figure = round[name]
      if (figure === undefined) throw new Error(`${contender} gave no figure "${name}" for the row "${row.name}", only ${Object.keys(round).join(', ')}`)
      return figure
    })
  const own = of(row.of)
  const rounds = own.length
  const figure = spreadOf(own)
  if (row.against === undefined) return { row, measured: { figure, other: undefined, result: figure, rounds } }
  const others = (typeof row.against === 'string' ? [row.against] : row.against).map(of)
  const best = row.better === 'less' ? Math.min : Math.max
  const against = own.map((_, round) => best(...others.map((other) => other[round]!)))
  return { row, measured: { figure, other: spreadOf(against), result: spreadOf(ratiosOf(own, against)), rounds } }
}
