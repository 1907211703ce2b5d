/** The two-runtime lens: which lesson, which two runtimes, and what was found. For as long as the page is open. */
import { computed, signal } from '@preact/signals'
import { lessons } from 'managerie-lessons'
import { compareRuns, runOf, type Lens, type LensRow, type Run } from 'multiprocessing/inspect'
import { AGAIN } from '../../contract/lesson.ts'
import { announce } from '../layout/announce.ts'
import { theHost, words } from '../link.ts'
import { hello, isRunning, lesson, run, runState } from '../store.ts'

/** Stands for the run that is in the window, instead of a runtime's id. */
export const PRESENT = 'present'

export interface Choice {
  readonly id: string
  readonly label: string
}

interface Found {
  readonly left: string
  readonly right: string
  /** Which side is the run in the window, whose frames can be selected. */
  readonly present: 'left' | null
  readonly lens: Lens
}

export type Answer =
  | { readonly kind: 'none' }
  | { readonly kind: 'waiting'; readonly for: string }
  | { readonly kind: 'found'; readonly found: Found }
  | { readonly kind: 'failed'; readonly why: string }

export const answer = signal<Answer>({ kind: 'none' })

const chosenLesson = signal<string | undefined>(undefined)
const chosen = signal<{ readonly left?: string; readonly right?: string }>({})

export const lensLesson = computed(() => lessons.find(({ id }) => id === (chosenLesson.value ?? lesson.value?.id)) ?? lessons[0]!)

/** The run in the window can be compared when it is one of this lesson, and over. */
const presentChoice = computed<Choice | undefined>(() =>
  run.value && lesson.value?.id === lensLesson.value.id && !isRunning.value && runState.value ? { id: PRESENT, label: 'The run in the window' } : undefined,
)
const runtimes = computed<readonly Choice[]>(() => (hello.value?.runtimes ?? []).map(({ id, label }) => ({ id, label })))
export const choices = computed(() => ({ left: presentChoice.value ? [presentChoice.value, ...runtimes.value] : runtimes.value, right: runtimes.value }))

/** Until somebody chooses: TypeScript on the left, the newest CPython on the right. */
export const left = computed(() => known(choices.value.left, chosen.value.left) ?? runtimes.value[0])
export const right = computed(() => known(choices.value.right, chosen.value.right) ?? runtimes.value[1] ?? runtimes.value[0])

function known(from: readonly Choice[], id: string | undefined): Choice | undefined {
  return from.find((one) => one.id === id)
}

export function chooseLesson(id: string): void {
  chosenLesson.value = id
  answer.value = { kind: 'none' }
}

export function choose(side: 'left' | 'right', id: string): void {
  chosen.value = { ...chosen.peek(), [side]: id }
  answer.value = { kind: 'none' }
}

interface Side {
  readonly run: Run
  readonly again?: Run
}

/** Runs what has to be run, and compares. What was asked for meanwhile counts, not what comes late. */
export async function compare(): Promise<void> {
  const [here, there] = [left.peek(), right.peek()]
  if (!here || !there || answer.peek().kind === 'waiting') return
  const waiting: Answer = { kind: 'waiting', for: `${here.label} and ${there.label}` }
  answer.value = waiting
  let found: Answer
  try {
    const mine = await sideOf(here.id)
    const theirs = await sideOf(there.id)
    const lens = compareRuns(mine.run, theirs.run, { left: mine.again, right: theirs.again })
    found = { kind: 'found', found: { left: here.label, right: there.label, present: here.id === PRESENT ? 'left' : null, lens } }
  } catch (error) {
    found = { kind: 'failed', why: words(error) }
  }
  if (answer.peek() !== waiting) return
  answer.value = found
  announce(found.kind === 'found' ? sentence(found.found) : found.why)
}

async function sideOf(id: string): Promise<Side> {
  if (id === PRESENT) return { run: run.peek()!.run }
  const { language } = hello.peek()!.runtimes.find((one) => one.id === id)!
  const { references } = await theHost().references({ lesson: lensLesson.peek().id, language, runtime: id })
  const [solution, again] = references
  if (!solution) throw new Error('The solution left no trace to compare with.')
  return { run: runOf(solution.events), ...(again?.name === AGAIN ? { again: runOf(again.events) } : {}) }
}

/** Differences that say something about the runtimes, what only stands elsewhere, and what is chance. */
export function sortRows(rows: readonly LensRow[]): { readonly real: readonly LensRow[]; readonly order: readonly LensRow[]; readonly chance: readonly LensRow[] } {
  return {
    real: rows.filter(({ chance, detail }) => !chance && detail !== 'order'),
    order: rows.filter(({ chance, detail }) => !chance && detail === 'order'),
    chance: rows.filter(({ chance }) => chance),
  }
}

export function sentence({ lens: { rows, alike } }: Found): string {
  const { length } = sortRows(rows).real
  const count = length === 0 ? 'Nothing differs' : length === 1 ? 'One thing differs' : `${length} things differ`
  return `${count}; ${alike} ${alike === 1 ? 'step is' : 'steps are'} alike.`
}
