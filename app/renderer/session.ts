/**
 * The page's end of the conversation with the host: events fill the store, edits and settings are kept.
 */
import { batch } from '@preact/signals'
import { describeFrame, failureOf, TraceReader, type Run } from 'multiprocessing/inspect'
import { lessons } from 'managerie-lessons'
import type { TraceEvent } from 'multiprocessing/protocol'
import type { Lesson } from 'managerie-lessons/schema'
import type { EventPayload, Host, Language, Workspace } from '../contract/host.ts'
import { allTexts, flushEdits, openFiles, replaceTexts, unsavedTexts } from './files.ts'
import { announce } from './layout/announce.ts'
import { startGoals } from './lesson/judge.ts'
import { hintsOpen, solutionOpen } from './lesson/place.ts'
import { linkHost, theHost } from './link.ts'
import { noteProcesses } from './process/look.ts'
import { review, reviewSoon } from './review.ts'
import * as store from './store.ts'

/** Says hello, takes over what the host remembers, and opens the lesson to go on with. */
export async function startSession(connected: Host): Promise<void> {
  linkHost(connected)
  const mine = unsavedTexts()
  clearRun()
  connected.onEvent('runChanged', runChanged)
  connected.onEvent('output', outputArrived)
  connected.onEvent('trace', traceArrived)
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
  const open = store.lesson.peek()
  const next = open ?? lessonToGoOnWith()
  if (next) await openLesson(next.id, store.workspace.peek()?.language)
  // What was typed while there was no connection wins over what is on disk.
  replaceTexts(mine)
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

// ---- the run ----

let reader = new TraceReader()
let present = 0
let version = 0
let waiting: TraceEvent[] = []
let scheduled = false

function clearRun(): void {
  present = 0
  store.runState.value = null
  newRun()
}

function newRun(): void {
  reader = new TraceReader()
  waiting = []
  heard = 0
  for (const log of store.outputs.values()) log.clear()
  batch(() => {
    store.run.value = null
    review.value = null
    store.selection.value = null
    store.lostEvents.value = 0
    store.stopAsked.value = new Set()
    startGoals()
  })
}


/** Events of an older run never reach a newer one. */
function isPresent(run: number): boolean {
  if (run < present) return false
  if (run > present) {
    present = run
    store.runTexts.clear()
    for (const [file, text] of allTexts()) store.runTexts.set(file, text)
    newRun()
  }
  return true
}

function runChanged(event: EventPayload<'runChanged'>): void {
  if (event.workspace !== store.workspace.peek()?.id || !isPresent(event.run)) return
  const before = store.runState.peek()
  store.runState.value = event
  if (event.problems.length > 0 && before?.problems.length === 0) tellProblems(event)
  for (const program of event.programs) {
    const then = before?.run === event.run ? before.programs.find((one) => one.name === program.name) : undefined
    if (then?.state !== program.state) programChanged(program)
  }
  if (event.state === 'ended') readWaiting()
}

/** Mistakes that keep programs from starting: at their place in the editor, and in the terminals in words. */
function tellProblems({ problems, programs }: EventPayload<'runChanged'>): void {
  const lines = problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)
  for (const { name } of programs) store.outputOf(name).append({ stream: 'note', text: lines.join('\n') })
  const [first] = problems
  if (!first) return
  store.openSource(first.file, first.line, first.column)
  announce(`${first.file}, line ${first.line}: ${first.message}`)
}

function programChanged(program: EventPayload<'runChanged'>['programs'][number]): void {
  if (program.state !== 'ended' && program.state !== 'failed') return
  const words = endWords(program)
  store.outputOf(program.name).append({ stream: 'note', text: words })
  announce(words)
}

/** `visitor ended with exit code 1 after 0.61 s` */
export function endWords(program: EventPayload<'runChanged'>['programs'][number]): string {
  if (program.state === 'failed') return `${program.name} did not start. ${program.detail ?? ''}`.trim()
  const how = program.signal ? `was ended by ${program.signal}` : `ended with exit code ${program.code ?? 'unknown'}`
  const { startedAt, endedAt } = program
  const after = startedAt !== null && endedAt !== null ? ` after ${((endedAt - startedAt) / 1000).toFixed(2)} s` : ''
  return `${program.name} ${how}${after}${program.detail ? `. ${program.detail}` : ''}`
}

function outputArrived(event: EventPayload<'output'>): void {
  if (!isPresent(event.run)) return
  store.outputOf(event.program).append({ stream: event.stream, text: event.text }, event.dropped)
}

function traceArrived(event: EventPayload<'trace'>): void {
  if (!isPresent(event.run)) return
  if (event.lost > 0) store.lostEvents.value += event.lost
  for (const one of event.events) waiting.push(one)
  schedule()
}

/** Frames up to this one have been looked at for failures. */
let heard = 0

/** Refused calls and the like are said aloud; other frames never are. */
function tellFailures(run: Run): void {
  for (; heard < run.frames.length; heard++) {
    const frame = run.frames[heard]
    if (frame && failureOf(frame) !== undefined) announce(`${describeFrame(frame, run)}.`)
  }
}

/** Reads what has come once a frame of the screen; a hidden page gets no frames, so a slow clock stands in. */
function schedule(): void {
  if (scheduled) return
  scheduled = true
  if (document.hidden) setTimeout(readWaiting, 250)
  else requestAnimationFrame(readWaiting)
}

function readWaiting(): void {
  scheduled = false
  if (waiting.length === 0 && store.run.peek() !== null) return
  const events = waiting
  waiting = []
  reader.read(events)
  const run = reader.run
  tellFailures(run)
  noteProcesses([...run.processes.values()].map((process) => process.label))
  batch(() => {
    store.run.value = { run, version: ++version }
    reviewSoon()
  })
}
