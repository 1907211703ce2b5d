/**
 * The run that is shown: the host's events about it fill the store, once a frame of the screen. One that was begun before
 * this page was there is caught up with first.
 */
import { batch } from '@preact/signals'
import { describeFrame, failureOf, TraceReader, type Run } from 'multiprocessing/inspect'
import type { TraceEvent } from 'multiprocessing/protocol'
import type { EventPayload } from '../contract/host.ts'
import { allTexts } from './files.ts'
import { takeUpHolding } from './hold/state.ts'
import { announce } from './layout/announce.ts'
import { startGoals } from './lesson/judge.ts'
import { theHost } from './link.ts'
import { noteProcesses } from './process/look.ts'
import { review, reviewSoon } from './review.ts'
import * as store from './store.ts'

let reader = new TraceReader()
let present = 0
let version = 0
let waiting: TraceEvent[] = []
let scheduled = false

/** No run is shown. */
export function clearRun(): void {
  present = 0
  catchingUp = undefined
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
    store.cutEvents.value = 0
    store.omittedFrames.value = 0
    store.stopAsked.value = new Set()
    store.isFrozen.value = false
    store.freshFrames.value = 0
    startGoals()
  })
}

/** What comes of a run while it is still being caught up with. */
interface CatchingUp {
  readonly run: number
  readonly later: { readonly index: number | undefined; readonly apply: () => void }[]
}
let catchingUp: CatchingUp | undefined

/** Takes up the run of the open workspace that was begun before this page was there, or was looking elsewhere. */
export async function takeUpRun(): Promise<void> {
  const open = store.workspace.peek()
  if (!open || store.runState.peek()?.workspace === open.id) return
  const { present: found } = await theHost().presentRun({})
  if (!found || found.state.workspace !== open.id || store.workspace.peek()?.id !== open.id || present >= found.state.run) return
  const mine: CatchingUp = { run: found.state.run, later: [] }
  present = mine.run
  newRun()
  store.runTexts.clear()
  for (const { name, text } of found.files) store.runTexts.set(name, text)
  store.runState.value = found.state
  catchingUp = mine
  void takeUpHolding(mine.run).catch(() => {}) // Which frames wait is in the trace, too.
  let next = 0
  for (let end = false; !end && catchingUp === mine; ) {
    const { record } = await theHost().runRecord({ run: mine.run, from: next })
    if (!record || catchingUp !== mine) break
    for (const entry of record.entries) {
      if (entry.kind === 'output') printOutput(entry.payload)
      else takeTrace(entry.payload)
    }
    ;({ next, end } = record)
    store.cutEvents.value = record.cut
  }
  if (catchingUp !== mine) return
  catchingUp = undefined
  for (const { index, apply } of mine.later) if (index === undefined || index >= next) apply()
  const state = store.runState.peek()
  if (state?.run !== mine.run) return
  for (const program of state.programs) programChanged(program)
  if (state.state === 'ended') readWaiting()
}

/** Puts off what comes while a run is being caught up with, unless it was in what was caught up with. */
function putOff({ run, index }: { run: number; index?: number | undefined }, apply: () => void): boolean {
  if (catchingUp?.run !== run) return false
  catchingUp.later.push({ index, apply })
  return true
}

/** Whether what comes is of the run that is shown: of an older or of another page's it never is. */
function isShown(run: number): boolean {
  return run === present && !store.isRecording.peek()
}

/** A run that is news takes the place of the one before; news of an older one are none. */
function isPresent(run: number): boolean {
  if (run < present || store.isRecording.peek()) return false
  if (run > present) {
    present = run
    store.runTexts.clear()
    for (const [file, text] of allTexts()) store.runTexts.set(file, text)
    newRun()
  }
  return true
}

export function runChanged(event: EventPayload<'runChanged'>): void {
  // Begun on another page, for another workspace.
  if (event.workspace !== store.workspace.peek()?.id || !isPresent(event.run)) return
  const before = store.runState.peek()
  store.runState.value = event
  // Its words come when what was printed before them is there.
  if (catchingUp?.run === event.run) return
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

export function outputArrived(event: EventPayload<'output'>): void {
  if (!isShown(event.run) || putOff(event, () => printOutput(event))) return
  printOutput(event)
}

function printOutput({ program, stream, text, dropped }: EventPayload<'output'>): void {
  store.outputOf(program).append({ stream, text }, dropped)
}

export function traceArrived(event: EventPayload<'trace'>): void {
  if (!isShown(event.run) || putOff(event, () => takeTrace(event))) return
  takeTrace(event)
}

function takeTrace({ events, lost, omitted = 0 }: EventPayload<'trace'>): void {
  if (lost > 0) store.lostEvents.value += lost
  if (omitted > 0) store.omittedFrames.value += omitted
  for (const one of events) waiting.push(one)
  schedule()
}

/** More events than these are not put off: the picture goes on by itself. */
const MOST_PUT_OFF = 500_000
/** Of the events that wait, those that have been counted. */
let counted = 0

/** Stops the picture, or lets it go on; the program goes on either way. */
export function freezeView(on: boolean): void {
  store.isFrozen.value = on
  store.freshFrames.value = counted = 0
  if (!on) readWaiting()
}

/** @returns whether what has come is to wait */
function isPutOff(): boolean {
  if (!store.isFrozen.peek() || store.run.peek() === null) return false
  if (waiting.length > MOST_PUT_OFF) {
    store.isFrozen.value = false
    announce('So much has come that the view goes on.')
    return false
  }
  let fresh = store.freshFrames.peek()
  for (; counted < waiting.length; counted++) if (waiting[counted]?.name === 'frame/sent') fresh += 1
  store.freshFrames.value = fresh
  return true
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

/** Reading and drawing that takes longer than this many milliseconds is followed by a rest as long, so that keys and presses are answered. */
const QUICK_MS = 12
const LONGEST_REST_MS = 400
/** Events that are read before they are drawn, in a flood. */
const MOST_AT_ONCE = 12_000
let restUntil = -Infinity

/** Reads what has come once a frame of the screen; a hidden page gets no frames, so a slow clock stands in. */
function schedule(): void {
  if (scheduled) return
  scheduled = true
  const rest = restUntil - performance.now()
  if (document.hidden) setTimeout(readSome, 250)
  else if (rest > 0) setTimeout(() => requestAnimationFrame(readSome), rest)
  else requestAnimationFrame(readSome)
}

function readSome(): void {
  const started = performance.now()
  readWaiting(MOST_AT_ONCE)
  if (waiting.length > 0 && !store.isFrozen.peek()) schedule()
  // A message comes after layout and painting of this frame.
  const { port1, port2 } = new MessageChannel()
  port1.addEventListener('message', () => {
    port1.close()
    const ended = performance.now()
    const cost = ended - started
    restUntil = cost > QUICK_MS ? ended + Math.min(LONGEST_REST_MS, cost) : -Infinity
  })
  port1.start()
  port2.postMessage(null)
}

function readWaiting(most = Infinity): void {
  scheduled = false
  if (waiting.length === 0 && store.run.peek() !== null) return
  if (isPutOff()) return
  const events = waiting.length > most ? waiting.splice(0, most) : waiting
  if (events === waiting) waiting = []
  reader.read(events)
  const run = reader.run
  tellFailures(run)
  noteProcesses([...run.processes.values()].map((process) => process.label))
  batch(() => {
    store.run.value = { run, version: ++version }
    reviewSoon()
  })
}

/** Shows a run that is over: all of it at once. */
export function showEvents(events: readonly TraceEvent[]): void {
  for (const event of events) waiting.push(event)
  readWaiting()
}
