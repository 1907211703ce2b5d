/**
 * The page's end of the conversation with the host: events fill the store, edits and settings are kept.
 */
import { batch } from '@preact/signals'
import { lessons } from 'managerie-lessons'
import type { TraceEvent } from 'multiprocessing/protocol'
import type { Lesson } from 'managerie-lessons/schema'
import type { Printed } from '../capsule/manifest.ts'
import type { EventPayload, Host, Language, Workspace } from '../contract/host.ts'
import { allTexts, changeFiles, flushEdits, openFiles, replaceTexts, unsavedTexts } from './files.ts'
import { followHolding } from './hold/state.ts'
import { changeSettings } from './keeping.ts'
import { startGoals } from './lesson/judge.ts'
import { hintsOpen, solutionOpen } from './lesson/place.ts'
import { linkHost, theHost } from './link.ts'
import { noteProcesses } from './process/look.ts'
import { reviewSoon } from './review.ts'
import { clearRun, outputArrived, runChanged, showEvents, takeUpRun, traceArrived } from './run-feed.ts'
import * as store from './store.ts'

/** Says hello, takes over what the host remembers, and opens the lesson to go on with. */
export async function startSession(connected: Host): Promise<void> {
  linkHost(connected)
  const mine = unsavedTexts()
  clearRun()
  connected.onEvent('runChanged', runChanged)
  connected.onEvent('output', outputArrived)
  connected.onEvent('trace', traceArrived)
  followHolding(connected)
  connected.onEvent('runtimesChanged', ({ runtimes }) => {
    const known = store.hello.peek()
    if (known) store.hello.value = { ...known, runtimes, searching: false }
  })
  const answer = await connected.hello({})
  batch(() => {
    store.hello.value = answer
    store.settings.value = answer.settings
    store.progress.value = answer.progress
    store.connection.value = 'open'
  })
  await openWhatWasOpen()
  // What was typed while there was no connection wins over what is on disk.
  replaceTexts(mine)
}

/**
 * Opens what this page had open before its connection was lost or it was loaded again; else the workspace of a run that
 * goes on, else the person's own that was open last, else the lesson to go on with. Nothing is started by it.
 */
async function openWhatWasOpen(): Promise<void> {
  if (store.isRecording.peek()) return
  const { present: running } = await theHost().presentRun({})
  const going = running && running.state.state !== 'ended' ? running.state.workspace : undefined
  const candidates = [store.workspace.peek()?.id, placeOfPage()?.workspace, going, store.settings.peek().last]
  for (const id of candidates) {
    if (!id) continue
    try {
      return await openWorkspace(id)
    } catch {
      // It is not there any more: on with the next.
    }
  }
  const next = lessonToGoOnWith()
  if (next) await openLesson(next.id)
}

/** Where this page is, for when it is loaded again. Of this tab alone, and gone with it. */
const PLACE = 'managerie.place'

function placeOfPage(): { workspace: string } | undefined {
  const kept = sessionStorage.getItem(PLACE)
  return kept === null ? undefined : { workspace: kept }
}

function lessonToGoOnWith(): Lesson | undefined {
  const progress = store.progress.peek()
  return lessons.find((lesson) => !progress[lesson.id]?.done) ?? lessons[0]
}

/** The connection is gone: nothing can be run or kept until there is a new one. */
export function loseSession(): void {
  linkHost(undefined)
  store.connection.value = 'lost'
}

// ---- lessons and files ----

/** Opens any workspace by its id. */
export async function openWorkspace(id: string): Promise<void> {
  await flushEdits()
  const workspace = await theHost().openWorkspace({ workspace: id })
  if (workspace.lesson === null) return showOwnWorkspace(workspace)
  return openLesson(workspace.lesson, workspace.language)
}

/** Shows a workspace of one's own, or a folder. */
export async function showOwnWorkspace(workspace: Workspace): Promise<void> {
  batch(() => {
    leaveLesson()
    showWorkspace(workspace)
    store.page.value = 'work'
  })
  keepPlace(workspace)
  await takeUpRun()
}

/** The files or programs of the open workspace have changed. What is typed in the others stays as it is. */
export function changeWorkspace(workspace: Workspace): void {
  if (store.workspace.peek()?.id !== workspace.id) return
  batch(() => {
    changeFiles(workspace)
    store.workspace.value = workspace
    noteProcesses(workspace.programs.toSorted(serverFirst).map((program) => program.name))
  })
}

/** What is opened from a file: shown as a workspace that cannot be changed, with a run that is over. */
export interface Recorded {
  readonly workspace: Workspace
  readonly state: EventPayload<'runChanged'> | null
  readonly events: readonly TraceEvent[]
  readonly lost: number
  readonly printed: readonly Printed[]
}

/** Shows a recording: from here on nothing comes from the host. */
export function showRecording({ workspace, state, events, lost, printed }: Recorded): void {
  batch(() => {
    leaveLesson()
    clearRun()
    openFiles(workspace)
    store.workspace.value = workspace
    store.runTexts.clear()
    for (const file of workspace.files) store.runTexts.set(file.name, file.text)
    noteProcesses(workspace.programs.toSorted(serverFirst).map((program) => program.name))
    // Of another time: its numbers are not those of this host.
    store.runState.value = state && { ...state, workspace: workspace.id, state: 'ended' }
    for (const { program, ...chunk } of printed) store.outputOf(program).append(chunk)
    store.lostEvents.value = lost
    store.page.value = 'work'
    showEvents(events)
  })
}

function leaveLesson(): void {
  hintsOpen.value = 0
  solutionOpen.value = false
  store.lesson.value = null
  store.lessonText.value = null
}

function keepPlace({ id, lesson }: Workspace): void {
  sessionStorage.setItem(PLACE, id)
  const last = lesson === null ? id : null
  if ((store.settings.peek().last ?? null) !== last) changeSettings({ last })
}

/** Opens a lesson's workspace as the learner left it. */
export async function openLesson(id: string, language: Language = store.settings.peek().language): Promise<void> {
  const lesson = lessons.find((one) => one.id === id)
  if (!lesson) throw new Error(`There is no lesson called “${id}”.`)
  await flushEdits()
  const asked = theHost()
  const [workspace, text] = await Promise.all([
    asked.openLesson({ lesson: id, language }),
    asked.lessonText({ lesson: id, language }),
  ])
  batch(() => {
    if (store.lesson.peek() !== lesson) hintsOpen.value = 0
    solutionOpen.value = false
    store.lesson.value = lesson
    store.lessonText.value = text
    showWorkspace(workspace)
    store.page.value = 'work'
  })
  keepPlace(workspace)
  await takeUpRun()
}

function showWorkspace(workspace: Workspace): void {
  const sameRun = store.runState.peek()?.workspace === workspace.id
  openFiles(workspace)
  store.workspace.value = workspace
  if (!sameRun) clearRun()
  noteProcesses(workspace.programs.toSorted(serverFirst).map((program) => program.name))
  startGoals()
  reviewSoon()
}

function serverFirst(a: { role: string }, b: { role: string }): number {
  return Number(b.role === 'server') - Number(a.role === 'server')
}

/** Puts the workspace back to the lesson's start. @returns what was there before, for Undo */
export async function resetWorkspace(): Promise<ReadonlyMap<string, string>> {
  const workspace = store.workspace.peek()
  if (!workspace) return new Map()
  await flushEdits()
  const before = new Map(allTexts())
  const fresh = await theHost().resetWorkspace({ workspace: workspace.id })
  batch(() => showWorkspace(fresh))
  return before
}
