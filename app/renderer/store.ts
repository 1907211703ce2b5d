/**
 * What the page knows now: signals, and what follows from them. Nothing here talks to the host; `session.ts` fills it
 * from the host's events, `commands.ts` asks the host for things.
 */
import { computed, signal } from '@preact/signals'
import type { Hello, LessonText, Problem, Program, ProgramState, Progress, Settings, Workspace, EventPayload } from '../contract/host.ts'
import type { GoalResult, Lesson, Goal } from 'managerie-lessons/schema'
import type { Run } from 'multiprocessing/inspect'
import { OutputLog } from './terminal/output-log.ts'

// ---- the host ----

/** The host's first answer: version, shell, platform, runtimes. Null until it has come. */
export const hello = signal<Hello | null>(null)
export const connection = signal<'connecting' | 'open' | 'lost'>('connecting')
export const settings = signal<Settings>({ theme: 'system', language: 'typescript', python: null, fullColour: false, panes: {} })
export const progress = signal<Progress>({})

// ---- what is open ----

export const page = signal<'start' | 'work' | 'settings' | 'help' | 'cards' | 'lens' | 'reference'>('start')
/** The lesson that is open, or null in a workspace of one's own. */
export const lesson = signal<Lesson | null>(null)
export const lessonText = signal<LessonText | null>(null)
export const workspace = signal<Workspace | null>(null)
/** Texts of the open files as they are on screen; `workspace` has them as they were read. */
export const unsaved = signal<ReadonlySet<string>>(new Set())

/** Whether a recording is shown: nothing runs, nothing can be typed. */
export const isRecording = computed(() => workspace.value?.kind === 'recording')

/** What the open workspace is called: by its lesson or by itself. */
export const workspaceName = computed(() => lesson.value?.title ?? workspace.value?.name ?? '')

// ---- the run ----

/** Last word of the host about the present run: its number, state, problems, programs. Null before the first. */
export const runState = signal<EventPayload<'runChanged'> | null>(null)
/** What the trace tells so far. A new object at every change, at most once a frame of the screen; `version` counts. */
export const run = signal<{ readonly run: Run; readonly version: number } | null>(null)
/** Trace lines that could not be read, in the present run. */
export const lostEvents = signal(0)
/** Frames of the present run that the host left out, because they came faster than they can be told. */
export const omittedFrames = signal(0)
/** Trace events that came before this page did, and that the host had not kept, because there were too many. */
export const cutEvents = signal(0)
/** Number of the selected frame: the same in every pane. */
export const selection = signal<number | null>(null)
export const problems = computed<readonly Problem[]>(() => runState.value?.problems ?? [])

/** A program of the workspace, and what the present run says of it. */
export type ProgramView = Omit<ProgramState, 'state'> & { readonly state: ProgramState['state'] | 'not started' }

export const programs = computed<readonly ProgramView[]>(() => {
  const state = runState.value
  const open = workspace.value
  if (!open) return []
  if (state && state.workspace === open.id) return state.programs
  return open.programs.map(notStarted)
})

function notStarted(program: Program): ProgramView {
  return { ...program, state: 'not started', pid: null, code: null, signal: null, detail: null, startedAt: null, endedAt: null }
}

/** Programs that the person asked to end, in the present run: their end by a signal is no failure. */
export const stopAsked = signal<ReadonlySet<string>>(new Set())

/** Whether a run is under way. */
export const isRunning = computed(() => {
  const state = runState.value
  return state !== null && state.state !== 'ended'
})

/** What each program printed in the present run, by program name. Grows by events; read it through its subscription. */
export const outputs = new Map<string, OutputLog>()

export function outputOf(program: string): OutputLog {
  let log = outputs.get(program)
  if (!log) outputs.set(program, (log = new OutputLog()))
  return log
}

/** Whether the picture of the traffic stands still while the program goes on, and frames that have come meanwhile. */
export const isFrozen = signal(false)
export const freshFrames = signal(0)

// ---- goals ----

export interface GoalView {
  readonly goal: Goal
  /** In the present run. */
  readonly result: GoalResult
  /** In an earlier run or an earlier session. */
  readonly metBefore: boolean
}
export const goals = signal<readonly GoalView[]>([])

// ---- going to a source line ----

export interface SourceRequest {
  readonly file: string
  readonly line: number
  readonly column: number | undefined
}
/** The line that was asked for last; the editor shows it. A new object with every request. */
export const sourceRequest = signal<SourceRequest | null>(null)

/**
 * Shows a line in the editor.
 * @param file a workspace file's name, or a path or file: URL as a process reported it
 * @param line from 1
 */
export function openSource(file: string, line: number, column?: number): void {
  const name = workspaceFile(file)
  if (name === null) return
  sourceRequest.value = { file: name, line, column }
}

/** Folders of Python's and Node's own files, whose names may be a workspace file's too: `process.py`, `queue.py`. */
const LIBRARY = /[\\/](?:node_modules|site-packages|multiprocessing|asyncio|concurrent|lib[\\/]python3\.\d+|Lib)[\\/]/

/** The workspace file that a process's own name for it (path, file: URL, compiled `.js`) means, or null. */
export function workspaceFile(file: string): string | null {
  const files = workspace.value?.files
  if (!files || LIBRARY.test(file)) return null
  const base = decodeURIComponent(file.split(/[\\/]/).at(-1) ?? file)
  const source = base.replace(/\.js$/, '.ts')
  return files.find((one) => one.name === base || one.name === source)?.name ?? null
}

/** `visitor.ts:9`, or null where the line is none of the workspace's. */
export function sourceLabel(at: { readonly file: string; readonly line: number } | undefined): string | null {
  if (!at) return null
  const name = workspaceFile(at.file)
  return name === null ? null : `${name}:${at.line}`
}

// ---- what the page shows ----

/** The theme in force, the system's wishes included. */
export const theme = signal<'light' | 'dark' | 'contrast'>('light')
export const lessonPane = signal<'open' | 'rail'>('open')
export const trafficMaximised = signal(false)
export const paletteOpen = signal(false)
/** Whether Tab moves the focus out of the editor instead of indenting. */
export const tabMovesFocus = signal(false)

export interface Toast {
  readonly id: number
  readonly text: string
  readonly undo: (() => void) | undefined
}
export const toast = signal<Toast | null>(null)
let toasts = 0

/** One line at the bottom, for something done that may be undone. Never for errors. */
export function showToast(text: string, undo?: () => void): void {
  toast.value = { id: ++toasts, text, undo }
}

/** An error that a command met, in words; stays until it is closed. */
export const trouble = signal<string | null>(null)

/** Texts of the workspace's files as the last run had them, by name. */
export const runTexts = new Map<string, string>()

/** How the places of a run are found in the workspace. */
export const runSources = { nameOf: workspaceFile, textOf: (file: string) => runTexts.get(file) ?? '' }
