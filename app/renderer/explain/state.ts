/** Which diagnosis is open, what it points at, and the ways to open one. The diagnoses themselves come with the review. */
import { batch, computed, signal } from '@preact/signals'
import { marksOf, type Diagnosis, type Frame, type Mark } from 'multiprocessing/inspect'
import { announce } from '../layout/announce.ts'
import { shownPage } from '../layout/panes.ts'
import { review } from '../review.ts'
import { run, selection, workspaceFile } from '../store.ts'
import { select } from '../traffic/state.ts'

const NONE: readonly Diagnosis[] = []

/** Causes found in the present run, earliest first. */
export const diagnoses = computed(() => review.value?.diagnoses ?? NONE)

/** Key of the open diagnosis. */
const openKey = signal<string | null>(null)
/** Whether the list of all is shown, where there are several. */
export const listOpen = signal(false)
/** Whether a handshake that went well stands beside the refused one. */
export const comparing = signal(false)

/** The open diagnosis. A run that goes on finds it again by its key. */
export const shown = computed(() => (openKey.value === null ? undefined : diagnoses.value.find(({ key }) => key === openKey.value)))
export const isOpen = computed(() => shown.value !== undefined || (listOpen.value && diagnoses.value.length > 0))

const NO_MARKS: readonly Mark[] = []
/** What the open diagnosis points at: mark 1 is the first. */
export const marks = computed(() => (shown.value ? marksOf(shown.value) : NO_MARKS))

/** Numbers of the marks by frame number. */
export const frameMarks = computed<ReadonlyMap<number, number>>(
  () => new Map(marks.value.flatMap((mark, index) => (mark.kind === 'frame' ? [[mark.frame.number, index + 1] as const] : []))),
)

export interface MarkedLine {
  readonly file: string
  readonly line: number
  readonly words: string
  readonly number: number
}

/** Marked lines of the workspace's files. */
export const lineMarks = computed<readonly MarkedLine[]>(() =>
  marks.value.flatMap((mark, index) => {
    const file = mark.kind === 'line' ? workspaceFile(mark.at.file) : null
    return mark.kind === 'line' && file !== null ? [{ file, line: mark.at.line, words: mark.words, number: index + 1 }] : []
  }),
)

/** Opens a diagnosis: its frame is selected in every pane, and the card says what happened. The focus stays. */
export function explain(diagnosis: Diagnosis): void {
  const frame = diagnosis.frame ?? marksOf(diagnosis).find((mark) => mark.kind === 'frame')?.frame
  batch(() => {
    openKey.value = diagnosis.key
    listOpen.value = false
    comparing.value = false
    shownPage.value = 'traffic'
    if (frame) select(frame.number)
  })
  announce(`${diagnosis.title}. The explanation is in the traffic pane.`)
}

/** The only diagnosis, or the list of them. */
export function explainRun(): void {
  const [only, ...others] = diagnoses.peek()
  if (only === undefined) return
  if (others.length === 0) return explain(only)
  batch(() => {
    openKey.value = null
    listOpen.value = true
    shownPage.value = 'traffic'
  })
  announce(`${others.length + 1} causes were found. The list is in the traffic pane.`)
}

export function closeExplanation(): void {
  batch(() => {
    openKey.value = null
    listOpen.value = false
  })
}

/** The diagnosis that a frame is a part of: its own one first. */
export function diagnosisOf(frame: Frame): Diagnosis | undefined {
  const all = diagnoses.value
  return (
    all.find((one) => one.frame === frame) ??
    all.find(({ covers }) => covers.includes(frame)) ??
    all.find((one) => marksOf(one).some((mark) => mark.kind === 'frame' && mark.frame === frame))
  )
}

/** The diagnosis of what happened to a process at a time: a refused connection, an error that ended it. */
export function diagnosisOfProcess(process: string): Diagnosis | undefined {
  const known = run.value?.run.processes.get(process)
  const all = diagnoses.value
  return all.find(({ covers }) => known !== undefined && covers.includes(known)) ?? all.find((one) => one.process === process && one.error !== undefined)
}

/** The diagnosis of an error's line in a program's terminal. */
export function diagnosisOfLine(program: string, text: string): Diagnosis | undefined {
  const line = text.trim()
  if (line === '') return undefined
  const processes = [...(run.peek()?.run.processes.values() ?? [])].filter(({ label, failure }) => label === program || (failure && line.includes(failure.type)))
  for (const process of processes) {
    const found = diagnosisOfProcess(process.id)
    if (found && process.failure && line.includes(process.failure.type.split('.').at(-1) ?? '')) return found
  }
  return undefined
}

/** Selects what a mark points at. */
export function goToMark(mark: Extract<Mark, { kind: 'frame' }>): void {
  if (selection.peek() !== mark.frame.number) select(mark.frame.number)
}
