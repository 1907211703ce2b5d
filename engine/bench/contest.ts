/**
 * What is measured, as data: a contest has contenders that take turns, and rows that compare their figures.
 *
 * A contest is opened once, then goes round by round: in each, every contender has one spell.
 */
import type { Workplace } from './workplace.ts'

/** Figures of one spell, by name. All in SI units: 1/s, bytes/s, seconds, bytes. */
export type Figures = Readonly<Record<string, number>>

/** A contender whose processes run. */
export interface Opened {
  /** Does its work for about so many seconds. */
  spell(seconds: number): Promise<Figures>
  close(): Promise<void>
}

export interface Contender {
  /** Unique in its contest; `row.of` and `row.against` name it. */
  readonly name: string
  open(place: Workplace): Promise<Opened>
}

/** How a figure is printed. */
export type Unit = '1/s' | 'B/s' | 's' | 'B'

/** One line of the table. */
export interface Row {
  /** Unique among all rows. */
  readonly name: string
  readonly of: string
  /** What it is divided by; of several the best in each round. Left out: the figure itself counts. */
  readonly against?: string | readonly string[]
  /** Which figure; default `rate`. */
  readonly figure?: string
  /** Default `1/s`. */
  readonly unit?: Unit
  /** Whether `more` or `less` is better; default `more`. */
  readonly better?: 'more' | 'less'
  /** What must be reached, and what should be: ratios, or figures where nothing is compared. */
  readonly floor?: number
  readonly goal?: number
  /** What is known of why a goal is not met, or how the figure is to be read. Printed as long as the goal is not met. */
  readonly note?: string
}

/** What a row promises, and what is known of it. */
export type Targets = Pick<Row, 'floor' | 'goal' | 'note'>

export interface Contest {
  /** Unique; for progress and for errors. */
  readonly name: string
  readonly contenders: readonly Contender[]
  readonly rows: readonly Row[]
  /** Where it cannot be held, and why: such rows are skipped aloud. */
  readonly missing?: string | undefined
  /** Seconds for each contender before the first round, no less than a spell; default 0.4; 0 for none. */
  readonly warmUp?: number
  /** Rounds and seconds of a spell, as parts of what was asked for; default 1. At least one round is held. */
  readonly rounds?: number
  readonly spell?: number
}

/** Contests that `--only` names together. */
export interface Group {
  readonly name: string
  readonly title: string
  readonly about?: string
  readonly contests: readonly Contest[]
}

/** Everybody whom a row needs. */
export function contendersOf(row: Row): string[] {
  const { of, against = [] } = row
  return [of, ...(typeof against === 'string' ? [against] : against)]
}
