/** The table, in Markdown. */
import type { Outcome } from './arena.ts'
import type { Group, Unit } from './contest.ts'
import type { Machine } from './machine.ts'
import { noteOf } from './notes.ts'
import type { Spread } from './spread.ts'
import { verdictOf, type Verdict } from './verdict.ts'

export interface GroupOutcome {
  readonly group: Group
  readonly outcomes: readonly Outcome[]
}

function markOf(outcome: Outcome): string {
  const verdict = verdictOf(outcome)
  switch (verdict) {
    case 'goal met':
      return '✓ goal met'
    case 'floor met':
      return outcome.row.goal === undefined ? '✓ floor met' : '– goal not met'
    case 'below the floor':
      return '✗ floor not met'
    case 'none':
      return ''
  }
}

/** Tables of all groups, each with the notes of its rows below. */
export function formatGroups(groups: readonly GroupOutcome[]): string {
  return groups.map(formatGroup).join('\n\n')
}

function formatGroup({ group, outcomes }: GroupOutcome): string {
  const lines = [`## ${group.title}`, '']
  if (group.about) lines.push(group.about, '')
  lines.push('| | measured | against | ratio: min / **median** / max | floor | goal | |', '| --- | --- | --- | --- | --- | --- | --- |')
  for (const outcome of outcomes) lines.push(`| ${cellsOf(outcome).join(' | ')} |`)
  // Why a goal is not met is of no interest once it is.
  const notes = new Map<string, string[]>()
  for (const outcome of outcomes) {
    const { name, note = isPromised(outcome) ? noteOf(name) : undefined } = outcome.row
    if (note === undefined || outcome.measured === undefined || verdictOf(outcome) === 'goal met') continue
    notes.set(note, [...(notes.get(note) ?? []), name])
  }
  if (notes.size > 0) lines.push('', ...[...notes].map(([note, names]) => `* ${names.join('; ')}: ${note}`))
  return lines.join('\n')
}

/** Whether anything was promised of it. */
function isPromised({ row }: Outcome): boolean {
  return row.floor !== undefined || row.goal !== undefined
}

function cellsOf(outcome: Outcome): string[] {
  const { row, measured, skipped } = outcome
  const unit = row.unit ?? '1/s'
  const compared = row.against !== undefined
  const sign = row.better === 'less' ? '≤ ' : ''
  const target = (number: number | undefined): string => (number === undefined ? '' : `${sign}${compared ? formatRatio(number) : formatFigure(number, unit)}`)
  if (!measured) return [row.name, '', '', `${outcome.failed ? 'failed' : 'skipped'}: ${skipped}`, target(row.floor), target(row.goal), '']
  return [
    row.name,
    formatFigure(measured.figure.median, unit),
    measured.other ? formatFigure(measured.other.median, unit) : '',
    compared ? formatSpread(measured.result, formatRatio) : formatSpread(measured.result, (figure) => formatFigure(figure, unit)),
    target(row.floor),
    target(row.goal),
    markOf(outcome),
  ]
}

function formatSpread({ min, median, max }: Spread, format: (number: number) => string): string {
  return `${format(min)} / **${format(median)}** / ${format(max)}`
}

export function formatRatio(ratio: number): string {
  if (ratio >= 100) return String(Math.round(ratio))
  return ratio >= 10 ? ratio.toFixed(1) : ratio.toFixed(2)
}

/** Steps of a thousand, largest first. */
const SCALES: Readonly<Record<Unit, readonly (readonly [from: number, word: string])[]>> = {
  '1/s': [[1e6, 'M/s'], [1e3, 'k/s'], [0, '/s']],
  'B/s': [[1e9, 'GB/s'], [1e6, 'MB/s'], [0, 'B/s']],
  s: [[1, 's'], [1e-3, 'ms'], [1e-6, 'µs'], [0, 'ns']],
  B: [[1e6, 'MB'], [1e3, 'kB'], [0, 'B']],
}

/** Three digits and a unit. */
export function formatFigure(figure: number, unit: Unit): string {
  const [from, word] = SCALES[unit].find(([least]) => figure >= least) ?? SCALES[unit].at(-1)!
  const scaled = figure / (from || (unit === 's' ? 1e-9 : 1))
  return `${scaled >= 100 ? Math.round(scaled) : Number(scaled.toPrecision(3))} ${word}`.replace(' /s', '/s')
}

/** Where it was measured, in a few lines. */
export function formatMachine(machine: Machine, effort: { rounds: number; spell: number }): string {
  const { processor, cores, memory, system, node, pythons, load, date } = machine
  return [
    `${date}: ${cores} × ${processor}, ${memory} GiB, ${system}; Node ${node}; CPython ${pythons.join(', ')}, the first of them the one that ratios are against.`,
    `Load average before: ${load.toFixed(2)}. ${effort.rounds} rounds, spells of ${Math.round(effort.spell * 1000)} ms; some rows have fewer or longer ones.`,
  ].join('\n')
}

/** One line for the end: how many of what. */
export function summarize(groups: readonly GroupOutcome[]): string {
  const verdicts = groups.flatMap(({ outcomes }) => outcomes.map(verdictOf))
  const count = (verdict: Verdict): number => verdicts.filter((each) => each === verdict).length
  const left = groups.flatMap(({ outcomes }) => outcomes).filter((outcome) => outcome.skipped !== undefined)
  const failed = left.filter((outcome) => outcome.failed).length
  return `${verdicts.length} rows: ${count('goal met')} goals met, ${count('floor met')} floors met, ${count('below the floor')} below the floor, ${left.length - failed} skipped, ${failed} failed`
}
