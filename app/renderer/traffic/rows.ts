/** The rows that the chosen view shows, as signals: they follow the run, the folds and the filter. */
import { computed } from '@preact/signals'
import { createNarrowed, createPredicate, FilterError, OUTSIDE, parseFilter, type Filter, type Frame, type Row, type Run } from 'multiprocessing/inspect'
import { run } from '../store.ts'
import { filterText } from './filter-chips.ts'
import { rowAfter, RowList, type CallSpan } from './row-list.ts'
import { laneProcesses } from './sequence/lanes.ts'
import { filterField, findText, foldHandshakes, foldLifetime, openFolds, views } from './state.ts'

export interface Rows {
  readonly rows: readonly Row[]
  /** Another one whenever a row is. */
  readonly version: number
  /** Frames of the run, those that the filter lets through, and of these the folded ones. */
  readonly total: number
  readonly shown: number
  readonly folded: number
}

/** The filter as it is typed, or why it cannot be understood. */
const readFilter = computed<{ readonly filter: Filter } | { readonly problem: FilterError }>(() => parsed(filterText(filterField.value)))

/** What is wrong with the filter, in words; undefined where nothing is. */
export const filterProblem = computed(() => ('problem' in readFilter.value ? readFilter.value.problem.message : undefined))

let understood: Filter = parseFilter('')
/** The filter that is applied: the last one that could be understood, so that half a word does not empty the list. */
export const filter = computed<Filter>(() => {
  const read = readFilter.value
  if ('filter' in read && read.filter.text !== understood.text) understood = read.filter
  return understood
})

function parsed(text: string): { readonly filter: Filter } | { readonly problem: FilterError } {
  try {
    return { filter: parseFilter(text) }
  } catch (error) {
    if (error instanceof FilterError) return { problem: error }
    throw error
  }
}

/** The run itself, which stays one object while it grows. */
const identity = computed<Run | undefined>(() => run.value?.run)

/** Lists of the last few choices: going back to one, as from a filter to none, costs nothing. */
const LISTS_KEPT = 4
let keptFor: Run | undefined
const kept = new Map<string, RowList>()

/** What was shown last. While a word is typed, what did not match the shorter one is not asked again. */
let latest: { readonly list: RowList; readonly filter: Filter; readonly run: Run | undefined } | undefined

function predicateAfter(before: typeof latest, present: Run): (frame: Frame) => boolean {
  if (before?.run !== present || before.filter.terms.length === 0) return createPredicate(filter.value, present)
  const { list: shown } = before
  return createNarrowed(before.filter, filter.value, present, ({ number }) => shown.hasRejected(number, present))
}

/** A list for the present choice; another one for another. */
const list = computed(() => {
  const present = identity.value
  const options = {
    // Side by side with the table, the sequence shows the table's rows: a row is one thing in both.
    view: views.value.includes('frames') ? ('table' as const) : ('sequence' as const),
    foldHandshakes: foldHandshakes.value,
    foldLifetime: foldLifetime.value,
    expanded: openFolds.value,
  }
  const { text, terms } = filter.value
  if (present !== keptFor) kept.clear()
  keptFor = present
  const key = JSON.stringify({ ...options, expanded: [...options.expanded].sort(), text: text.trim() })
  const found = kept.get(key) ?? new RowList({ ...options, ...(present && terms.length > 0 ? { filter: predicateAfter(latest, present) } : {}) })
  latest = { list: found, filter: filter.value, run: present }
  kept.delete(key)
  kept.set(key, found)
  for (const oldest of kept.keys()) {
    if (kept.size <= LISTS_KEPT) break
    kept.delete(oldest)
  }
  return found
})

let version = 0

export const rows = computed<Rows>(() => {
  const snapshot = run.value
  const present = list.value
  if (snapshot) present.update(snapshot.run)
  return {
    rows: present.rows,
    version: ++version,
    total: snapshot?.run.frames.length ?? 0,
    shown: present.shown,
    folded: present.folded,
  }
})

/** Index of the row that stands for a frame, or −1. Follows the rows. */
export function rowOf(number: number): number {
  void rows.value
  return list.value.rowOf(number)
}

export function spansBetween(first: number, last: number): CallSpan[] {
  void rows.value
  return list.value.spansBetween(first, last)
}

/** What the find field looks for, or undefined. A text that is no filter is looked for as it is. */
const find = computed<((frame: Frame) => boolean) | undefined>(() => {
  const text = findText.value?.trim() ?? ''
  const present = identity.value
  if (text === '' || !present) return undefined
  const read = parsed(text)
  const looked = 'filter' in read ? read.filter : parseFilter(`"${text.replaceAll('"', '')}"`)
  return createPredicate(looked, present)
})

/** Whether a row matches what is looked for. */
export function isFound(row: Row): boolean {
  const matches = find.value
  if (!matches) return false
  return row.kind === 'frame' ? matches(row.frame) : row.frames.some(matches)
}

/** The next row after `from`, or before it, that matches; −1 where there is none. Goes round at the ends. */
export function nextFound(from: number, by: 1 | -1): number {
  const { rows: all } = rows.value
  for (let step = 1; step <= all.length; step++) {
    const index = (from + by * step + all.length * 2) % all.length
    const row = all[index]
    if (row && isFound(row)) return index
  }
  return -1
}

/** Errors of the run, counted as it grows. */
const errorCount = { run: undefined as Run | undefined, upTo: 0, errors: 0 }
export const errors = computed(() => {
  const present = run.value?.run
  if (present !== errorCount.run) Object.assign(errorCount, { run: present, upTo: 0, errors: 0 })
  const frames = present?.frames ?? []
  for (; errorCount.upTo < frames.length; errorCount.upTo++) {
    if (frames[errorCount.upTo]?.family === 'error') errorCount.errors += 1
  }
  return errorCount.errors
})

// ---- lanes ----

let lanesKnown: readonly string[] = []

/** Processes with a lane, the server first, then in start order. The same array until it changes. */
export const laneOrder = computed<readonly string[]>(() => {
  const present = run.value?.run
  const next = present ? laneProcesses(present.processes.values(), usesOutside(present) ? new Set([OUTSIDE]) : new Set()) : []
  if (next.join('\n') !== lanesKnown.join('\n')) lanesKnown = next
  return lanesKnown
})

const outside = { run: undefined as Run | undefined, upTo: 0, candidates: [] as Run['connections'][number][] }

/** Whether an end of a connection with frames is not traced. An end that reports later is no candidate any more. */
function usesOutside(present: Run): boolean {
  if (present !== outside.run) Object.assign(outside, { run: present, upTo: 0, candidates: [] })
  for (; outside.upTo < present.connections.length; outside.upTo++) {
    const connection = present.connections[outside.upTo]
    if (connection) outside.candidates.push(connection)
  }
  for (;;) {
    const last = outside.candidates.at(-1)
    if (!last) return false
    if (last.client === OUTSIDE || last.listener === OUTSIDE) return true
    outside.candidates.pop()
  }
}

/** By process that has ended: index of the first row after its end. */
export const laneEnds = computed<ReadonlyMap<string, number>>(() => {
  const { rows: all } = rows.value
  const ends = new Map<string, number>()
  for (const process of run.value?.run.processes.values() ?? []) {
    if (process.state === 'ended' && process.endedAt !== undefined) ends.set(process.id, rowAfter(all, process.endedAt))
  }
  return ends
})
