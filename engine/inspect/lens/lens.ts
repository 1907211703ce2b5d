/**
 * The two-runtime lens: what two runs of the same programs do otherwise, each difference once, however often it comes.
 *
 * Processes are compared by their labels. Within each, units are set side by side by the longest common subsequence of
 * their keys; of two that stand side by side the first detail that differs is told. Labels that differ in a number at
 * their end share out work by chance: of those it is only asked what one run has among all of them and the other never.
 */
import { racers } from '../divergence/racers.ts'
import type { Frame, Run } from '../run.ts'
import { align } from './align.ts'
import { unitsByProcess, type Unit, type UnitFamily } from './units.ts'

/** One difference. */
export interface LensRow {
  readonly family: UnitFamily
  /** Labels of the processes that show it. */
  readonly processes: readonly string[]
  /** What it is about, for people: `keys()` of dict, in backquotes. */
  readonly what: string
  /**
   * Which of its details differs: `arguments`, `answer`, `pickle of the request` …; `presence` where one run has it and the
   * other has not, `order` where both have it, at different places.
   */
  readonly detail: string
  /** `null`: this run has none. */
  readonly left: string | null
  readonly right: string | null
  /** How often. */
  readonly times: number
  /** Whether two runs on one and the same runtime were seen to differ in this, too: it says nothing about runtimes. */
  readonly chance: boolean
  /** The first of each. */
  readonly frames: { readonly left: Frame | undefined; readonly right: Frame | undefined }
}

/** What two runs do otherwise on the wire. */
export interface Lens {
  /** In the order in which they are first met. */
  readonly rows: readonly LensRow[]
  /** Units that stand side by side and differ in nothing. */
  readonly alike: number
}

/**
 * Compares two runs, up to the names of idents, digests, pids and ports.
 * @param again  other runs of the same programs on the left's or on the right's runtime: what differs between those and
 *   theirs is chance
 */
export function compareRuns(left: Run, right: Run, again: { readonly left?: Run | undefined; readonly right?: Run | undefined } = {}): Lens {
  const chances = new Set<string>()
  if (again.left) for (const row of compareTwo(left, again.left).rows) chances.add(chanceOf(row))
  if (again.right) for (const row of compareTwo(right, again.right).rows) chances.add(chanceOf(row))
  const { rows, alike } = compareTwo(left, right)
  return { rows: rows.map((row) => ({ ...row, chance: chances.has(chanceOf(row)) })), alike }
}

function chanceOf({ what, detail }: LensRow): string {
  return `${what}, ${detail}`
}

function compareTwo(left: Run, right: Run): Lens {
  const [here, there] = [unitsByProcess(left), unitsByProcess(right)]
  const labels = [...new Set([...here.keys(), ...there.keys()])]
  const groups = racers(labels)
  const found = new Rows()
  for (const label of labels) {
    if (groups.some((group) => group.includes(label))) continue
    for (const [mine, theirs] of align(here.get(label) ?? [], there.get(label) ?? [], ({ key }) => key)) found.pair(label, mine, theirs)
  }
  for (const group of groups) compareGroup(group, here, there, found)
  return { rows: orderRows(found.rows), alike: found.alike }
}

/** What one run has more of and the other has more of as often has only moved. */
function orderRows(rows: readonly LensRow[]): LensRow[] {
  const told: LensRow[] = []
  const used = new Set<LensRow>()
  for (const row of rows) {
    if (used.has(row)) continue
    const other =
      row.detail === 'presence' && rows.find((one) => one !== row && !used.has(one) && one.detail === 'presence' && one.what === row.what && one.times === row.times && (one.left === null) !== (row.left === null))
    if (!other) {
      told.push(row)
      continue
    }
    used.add(other)
    const [left, right] = row.left === null ? [other, row] : [row, other]
    told.push({
      ...row,
      detail: 'order',
      left: 'at one place',
      right: 'at another',
      processes: [...new Set([...left.processes, ...right.processes])],
      frames: { left: left.frames.left, right: right.frames.right },
    })
  }
  return told
}

type Units = ReadonlyMap<string, readonly Unit[]>

function compareGroup(group: readonly string[], here: Units, there: Units, found: Rows): void {
  const [mine, theirs] = [here, there].map((units) => distinct(group.flatMap((label) => units.get(label) ?? [])))
  const label = group[0]!.replace(/\s*\d+$/, '')
  for (const [text, unit] of mine!) {
    if (theirs!.has(text)) found.pair(label, unit, unit)
    else found.pair(label, unit, [...theirs!].find(([other, { key }]) => key === unit.key && !mine!.has(other))?.[1])
  }
  for (const [text, unit] of theirs!) if (!mine!.has(text) && ![...mine!.values()].some(({ key }) => key === unit.key)) found.pair(label, undefined, unit)
}

function distinct(units: readonly Unit[]): Map<string, Unit> {
  return new Map(units.map((unit) => [[unit.key, ...unit.details.map(({ text }) => text)].join('\n'), unit]))
}

/** Collects differences: the same one again only counts. */
class Rows implements Lens {
  readonly #rows = new Map<string, LensRow & { times: number; processes: string[] }>()
  alike = 0

  get rows(): readonly LensRow[] {
    return [...this.#rows.values()]
  }

  pair(label: string, left: Unit | undefined, right: Unit | undefined): void {
    const unit = left ?? right
    if (!unit) return
    if (!left || !right) {
      this.#add(label, unit, 'presence', left ? lead(unit) : null, right ? lead(unit) : null, left, right)
      return
    }
    const nth = left.details.findIndex(({ text }, index) => right.details[index] !== undefined && text !== right.details[index].text)
    if (nth < 0) {
      this.alike++
      return
    }
    const [mine, theirs] = [left.details[nth]!, right.details[nth]!]
    const [here, there] = (mine.name.startsWith('pickle') ? whereOpcodesPart : mine.name === 'names' ? ownNames : whereTextsPart)(mine.text, theirs.text)
    this.#add(label, unit, mine.name, here, there, left, right)
  }

  #add(label: string, { family, words }: Unit, detail: string, left: string | null, right: string | null, mine: Unit | undefined, theirs: Unit | undefined): void {
    // Another pickle of the same kind of payload is one difference, whatever the call.
    const what = detail.startsWith('pickle') ? 'same values, pickled otherwise' : words
    const key = JSON.stringify([what, detail, left, right])
    const known = this.#rows.get(key)
    if (known) {
      known.times++
      if (!known.processes.includes(label)) known.processes.push(label)
    } else this.#rows.set(key, { family, processes: [label], what, detail, left, right, times: 1, chance: false, frames: { left: mine?.frame, right: theirs?.frame } })
  }
}

/** What is said of something that the other run has not. */
function lead({ details: [first] }: Unit): string {
  return first?.text || 'there'
}

/** Texts longer than this are told from where they part. */
const SHOWN = 160

function whereTextsPart(left: string, right: string): [string, string] {
  if (Math.max(left.length, right.length) <= SHOWN) return [left, right]
  let same = 0
  while (left[same] === right[same]) same++
  const from = Math.max(0, same - 40)
  const cut = (text: string): string => `${from > 0 ? '…' : ''}${text.slice(from, from + SHOWN)}${text.length > from + SHOWN ? '…' : ''}`
  return [cut(left), cut(right)]
}

/** What either has more of. */
function ownNames(left: string, right: string): [string, string] {
  const [mine, theirs] = [left.split(', '), right.split(', ')]
  const more = (own: string[], other: string[]): string => {
    const rest = [...other]
    const found = own.filter((name) => {
      const at = rest.indexOf(name)
      if (at >= 0) rest.splice(at, 1)
      return at < 0
    })
    return found.length === 0 ? 'no others' : `also ${found.join(', ')}`
  }
  return [more(mine, theirs), more(theirs, mine)]
}

/** The first opcode that differs, with the one before it, and how many there are. */
function whereOpcodesPart(left: string, right: string): [string, string] {
  const [mine, theirs] = [left.split(' '), right.split(' ')]
  const nth = mine.findIndex((name, index) => name !== theirs[index])
  const at = nth < 0 ? mine.length : nth
  const words = (names: readonly string[]): string => (names[at] === undefined ? `ends after ${names.at(-1)}` : `${names[at]}${at > 0 ? ` after ${names[at - 1]}` : ''}`)
  return [words(mine), words(theirs)]
}
