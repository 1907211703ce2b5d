/** Runs whose frames were let go one by one: their schedules, and how they came out. Kept as long as the page is open. */
import { computed, effect, signal } from '@preact/signals'
import type { Schedule, SavedSchedule } from '../../contract/hold.ts'
import { accessOf, differences, outcomeOf, type OutcomeLine } from '../../director/outcome.ts'
import { isSameStep } from '../../director/rule.ts'
import { theHost } from '../link.ts'
import { review } from '../review.ts'
import { connection, isRunning, run, runState, workspace } from '../store.ts'
import { heldNow, holdState, isReplaying } from './state.ts'

export interface RunRow {
  readonly run: number
  readonly workspace: string
  readonly steps: Schedule
  readonly outcome: readonly OutcomeLine[]
  /** Whether nothing more will come: its clients have ended, or all has. */
  readonly over: boolean
  /** Whether a frame waits, or is still to come by its schedule. */
  readonly open: boolean
  /** An update was lost, as a diagnosis of the run says. */
  readonly lost: boolean
  /** Things that more than one process wrote. */
  readonly contested: ReadonlySet<string>
}

const EMPTY: readonly OutcomeLine[] = []

const outcome = computed<readonly OutcomeLine[]>(() => {
  // A long trace takes time to go through: as often as the review does.
  void review.value
  const present = run.peek()?.run
  return present && (holdState.value?.chosen.length ?? 0) > 0 ? outcomeOf(present) : EMPTY
})

const NOTHING: ReadonlySet<string> = new Set()

/** Things that more than one process wrote. */
const contested = computed<ReadonlySet<string>>(() => {
  if (outcome.value.length === 0) return NOTHING
  const writers = new Map<string, Set<string>>()
  for (const frame of run.peek()?.run.frames ?? []) {
    const access = frame.pair === undefined ? undefined : accessOf(frame)
    if (access?.writes === undefined) continue
    const known = writers.get(access.thing)
    if (known) known.add(frame.from)
    else writers.set(access.thing, new Set([frame.from]))
  }
  return new Set([...writers].filter(([, processes]) => processes.size > 1).map(([thing]) => thing))
})

/** The run that is shown, where frames of it were let go one by one or wait. */
export const presentRow = computed<RunRow | undefined>(() => {
  const state = holdState.value
  const open = workspace.value
  if (!state || !open) return undefined
  const waits = heldNow.value.length > 0 || isReplaying.value
  if (state.chosen.length === 0 && !waits) return undefined
  const clients = [...(run.value?.run.processes.values() ?? [])].filter(({ role }) => role === 'client')
  return {
    run: state.run,
    workspace: open.id,
    steps: state.chosen,
    outcome: outcome.value,
    over: !isRunning.value || (clients.length > 0 && clients.every((one) => one.state === 'ended')),
    open: waits,
    lost: review.value?.diagnoses.some(({ id }) => id === 'lost-update') ?? false,
    contested: contested.value,
  }
})

const MOST = 20
const rows = signal<readonly RunRow[]>([])
let last: RunRow | undefined
effect(() => {
  const row = presentRow.value
  const number = runState.value?.run
  if (last && number !== undefined && last.run !== number && last.steps.length > 0) rows.value = [...rows.peek(), last].slice(-MOST)
  if (last && last.run !== number) last = undefined
  // The traffic of a run goes a moment before its number does: the row as it was before is the one to keep.
  if (row !== undefined && row.run === number && run.value !== null && review.value !== null) last = row
})

/** Earlier runs of the open workspace, oldest first. */
export const pastRows = computed(() => rows.value.filter((row) => row.workspace === workspace.value?.id && row.run !== presentRow.value?.run))

/** The last words that tell the runs apart; where none does, the last thing of each run that was written. */
export function resultOf(row: RunRow, all: readonly RunRow[]): OutcomeLine | undefined {
  const [thing] = differences(all.filter((one) => one.outcome.length > 0).map((one) => one.outcome))
  const written = row.outcome.findLast(({ frame }) => frame.kind === 'call')
  return row.outcome.find((line) => line.thing === thing) ?? written ?? row.outcome.at(-1)
}

export function isSameSchedule(one: Schedule, other: Schedule): boolean {
  return one.length === other.length && one.every((step, index) => isSameStep(step, other[index]!))
}

/** How often a schedule was run, and how often it came out like the last time. Undefined where once. */
export function repeats(row: RunRow, all: readonly RunRow[]): { readonly same: number; readonly of: number } | undefined {
  const alike = all.filter((one) => one.over && isSameSchedule(one.steps, row.steps))
  if (alike.length < 2) return undefined
  const key = (one: RunRow) => JSON.stringify(one.outcome.map(({ thing, value }) => [thing, value]))
  return { same: alike.filter((one) => key(one) === key(row)).length, of: alike.length }
}

// ---- schedules that are kept ----

const savedOf = signal<{ readonly workspace: string; readonly schedules: readonly SavedSchedule[] } | null>(null)
const NO_SCHEDULES: readonly SavedSchedule[] = []
export const saved = computed(() => (savedOf.value?.workspace === workspace.value?.id ? (savedOf.value?.schedules ?? NO_SCHEDULES) : NO_SCHEDULES))

/** Reads what was kept for the open workspace, once. */
export async function readSchedules(): Promise<void> {
  const open = workspace.peek()
  if (!open || open.kind === 'recording' || connection.peek() !== 'open' || savedOf.peek()?.workspace === open.id) return
  const { schedules } = await theHost().schedules({ workspace: open.id })
  savedOf.value = { workspace: open.id, schedules }
}

export async function keepSchedules(schedules: readonly SavedSchedule[]): Promise<void> {
  const open = workspace.peek()
  if (!open) return
  await theHost().saveSchedules({ workspace: open.id, schedules: [...schedules] })
  savedOf.value = { workspace: open.id, schedules }
}
