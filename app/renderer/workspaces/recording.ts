/**
 * Recordings: a run as a file, and a file as a run that is over. What is in a file is read on the page, in the browser's
 * sandbox; nothing in it starts anything.
 */
import { batch, signal } from '@preact/signals'
import * as v from 'valibot'
import type { TraceEvent } from 'multiprocessing/protocol'
import { ENDING, type Printed, type ViewState } from '../../capsule/manifest.ts'
import type { Packed } from '../../capsule/pack.ts'
import type { Recording } from '../../capsule/unpack.ts'
import { ScheduleSchema } from '../../contract/hold.ts'
import type { CallParams, Program } from '../../contract/host.ts'
import { allTexts, flushEdits } from '../files.ts'
import { announce } from '../layout/announce.ts'
import { theHost } from '../link.ts'
import { showRecording } from '../session.ts'
import * as store from '../store.ts'
import { fieldOf, filterText } from '../traffic/filter-chips.ts'
import { filterField, head, scrubTo, showView, TRAFFIC_VIEWS, view } from '../traffic/state.ts'
import { fileName, saveDocument, type OpenedDocument } from './documents.ts'

/** The file that is shown; stays until another workspace is opened. */
const opened = signal<(Recording & { readonly name: string }) | null>(null)
export const shownRecording = () => (store.isRecording.value ? opened.value : null)

/** What is being read or put together, in words; null when nothing is. */
export const busy = signal<string | null>(null)

/** Shows a capsule or a trace. @throws CapsuleError in words for the person; what was shown before stays */
export async function openRecording({ name, bytes }: OpenedDocument): Promise<void> {
  await flushEdits()
  busy.value = `Reading ${name}`
  try {
    // Packing and reading are loaded when they are wanted.
    const { readRecording } = await import('../../capsule/unpack.ts')
    const recording = await readRecording(name, bytes, async (lines) => {
      busy.value = `Reading ${lines.toLocaleString('en')} events`
      await nextFrame()
    })
    show(name, recording)
  } finally {
    busy.value = null
  }
}

function show(name: string, recording: Recording): void {
  const { manifest, code, events, lost, printed } = recording
  opened.value = { ...recording, name }
  const files = [...code].map(([file, text]) => ({ name: file, text, original: text }))
  const title = manifest?.title ?? name.replace(/\.\w+$/, '')
  showRecording({
    workspace: {
      id: `recording ${crypto.randomUUID()}`,
      kind: 'recording',
      lesson: null,
      name: title.slice(0, 120) || 'A trace',
      language: manifest?.language ?? languageOf(events),
      files,
      programs: manifest?.programs ?? [],
    },
    state: manifest?.run ?? null,
    events,
    lost,
    printed,
  })
  showAgain(recording.view, events.length > 0)
  announce('A recording. Nothing is running.')
}

/** A trace alone says which runtime its processes had. */
function languageOf(events: readonly TraceEvent[]): 'typescript' | 'python' {
  return events.some((event) => event.name === 'process/started' && event.runtime === 'cpython') ? 'python' : 'typescript'
}

function showAgain({ view: wanted, head: at, selection, filter, file }: ViewState, hasFrames: boolean): void {
  batch(() => {
    const known = TRAFFIC_VIEWS.find((one) => one === wanted)
    if (known) showView(known)
    filterField.value = fieldOf(filter ?? '')
    if (at && hasFrames) scrubTo(at)
    if (selection && store.run.peek()?.run.frames[selection - 1]) store.selection.value = selection
    if (file && store.workspace.peek()?.files.some((one) => one.name === file)) store.openSource(file, 1)
  })
}

/** What is on screen now, for whoever opens the capsule. */
function viewNow(): ViewState {
  return { view: view.peek(), head: head.peek(), selection: store.selection.peek(), filter: filterText(filterField.peek()) }
}

// ---- saving ----

interface RunContent {
  readonly events: readonly TraceEvent[]
  readonly printed: readonly Printed[]
  /** The files as they were when it ran. */
  readonly code: ReadonlyMap<string, string>
}

/** All that there is of the run on screen. @throws Error when the host has it no more */
async function runContent(): Promise<RunContent> {
  const recording = shownRecording()
  if (recording) return { events: recording.events, printed: recording.printed, code: recording.code }
  const state = store.runState.peek()
  if (!state) return { events: [], printed: [], code: new Map(allTexts()) }
  const events: TraceEvent[] = []
  for (let next = 0, end = false; !end; ) {
    const { record } = await theHost().runRecord({ run: state.run, from: next })
    if (!record) throw new Error('Another run has begun since, and the host keeps one. Run this program again, then save.')
    for (const entry of record.entries) if (entry.kind === 'trace') for (const event of entry.payload.events) events.push(event)
    ;({ next, end } = record)
    busy.value = `Collecting ${events.length.toLocaleString('en')} events`
  }
  const programs = new Set(state.programs.map((program) => program.name))
  const printed = [...store.outputs].flatMap(([program, log]) => (programs.has(program) ? log.chunks.map((chunk) => ({ program, ...chunk })) : []))
  const code = store.runTexts.size > 0 ? new Map(store.runTexts) : new Map(allTexts())
  return { events, printed, code }
}

/** A saved file, and what was taken out of it. */
export interface Saved {
  readonly name: string
  readonly keys: number
}

/** Puts the run, its code and the person's words into one file. Null: the person wanted none. */
export async function saveCapsule(title: string, notes: string): Promise<Saved | null> {
  const open = store.workspace.peek()
  if (!open) return null
  await flushEdits()
  return packing(title, ENDING, 'application/zip', async () => {
    const { packCapsule } = await import('../../capsule/pack.ts')
    const { events, printed, code } = await runContent()
    const programs: Program[] = open.programs.filter((program) => code.has(program.file))
    const manifest = {
      app: store.hello.peek()?.version ?? '',
      made: new Date().toISOString(),
      title: title.slice(0, 120) || 'Untitled',
      lesson: store.lesson.peek()?.id ?? shownRecording()?.manifest?.lesson ?? null,
      language: open.language,
      programs,
      run: store.runState.peek(),
    }
    return packCapsule({ manifest, code, events, printed, notes, view: viewNow(), schedule: await scheduleNow() })
  })
}

/** The order in which frames were let go by hand or by a schedule; undefined where none was. */
async function scheduleNow(): Promise<unknown> {
  const recording = shownRecording()
  if (recording) return recording.schedule
  const state = store.runState.peek()
  if (!state) return undefined
  const { state: holding } = await theHost().holding({ run: state.run })
  return holding && holding.chosen.length > 0 ? holding.chosen : undefined
}

/** How a recording goes on when it is run again. */
export type Continuation = Pick<CallParams<'run'>, 'schedule' | 'hold'>

/** Choices of one schedule. */
const MOST_STEPS = 2000

/**
 * Run again from where the scrubber stands: the calls before it go in their recorded order, then each waits for the
 * person. From the end, in the order that was chosen by hand, if one was.
 */
export function continuation(): Continuation {
  const recording = shownRecording()
  const present = store.run.peek()?.run
  const at = head.peek()
  if (!recording || !present) return {}
  if (at === null) {
    const chosen = v.safeParse(ScheduleSchema, recording.schedule)
    return chosen.success && chosen.output.length > 0 ? { schedule: chosen.output } : {}
  }
  const calls = present.frames.filter((frame) => frame.number <= at && frame.kind === 'call').slice(0, MOST_STEPS)
  const steps = calls.map((frame) => ({ process: present.processes.get(frame.from)?.label ?? '', method: frame.method ?? '' }))
  const known = steps.filter((step) => step.process !== '' && step.method !== '')
  return known.length > 0 ? { schedule: known, hold: { hold: 'requests' } } : { hold: { hold: 'requests' } }
}

/** The run's trace as lines, for other tools. */
export async function saveTrace(): Promise<Saved | null> {
  return packing(store.workspaceName.peek(), '.ndjson', 'application/x-ndjson', async () => {
    const { packTrace } = await import('../../capsule/pack.ts')
    const { events, code } = await runContent()
    return packTrace(code, events)
  })
}

async function packing(title: string, ending: string, type: string, pack: () => Promise<Packed>): Promise<Saved | null> {
  busy.value = 'Putting the file together'
  try {
    const { bytes, keys } = await pack()
    const name = await saveDocument(fileName(title, ending), bytes, type)
    return name === null ? null : { name, keys }
  } finally {
    busy.value = null
  }
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    if (document.hidden) setTimeout(resolve, 0)
    else requestAnimationFrame(() => resolve())
  })
}

/** What is said of the authkeys of a saved file. */
export function keysGone(keys: number): string {
  if (keys === 0) return 'No authkey was found in the code.'
  return keys === 1 ? 'One authkey was taken out.' : `${keys} authkeys were taken out.`
}
