/**
 * What each command does and when it can be done. The list itself (titles, keys, menus) is the contract's; shortcuts,
 * the palette, buttons and the native menu all end here.
 */
import { commands as contractCommands, type CommandId } from '../contract/commands.ts'
import type { Language, Settings } from '../contract/host.ts'
import { flushEdits, replaceTexts } from './files.ts'
import { changeSettings } from './keeping.ts'
import { focusPane, movePane } from './layout/focus.ts'
import { editorGroups, layout, shownPage, terminalsOpen } from './layout/panes.ts'
import { goToStep, HINT_TIERS, hintsOpen, openNextHint, solutionOpen, stepIndex, steps } from './lesson/place.ts'
import { theHost, words } from './link.ts'
import { openLesson, resetWorkspace } from './session.ts'
import * as store from './store.ts'
import { focusFilter, showView } from './traffic/state.ts'

/** Commands of the page alone: no native menu shows them. */
const ownCommands = [
  { id: 'palette', title: 'Show all commands', accelerator: 'CmdOrCtrl+K', group: 'Go' },
  { id: 'show-lessons', title: 'Show all lessons', group: 'Go' },
  { id: 'maximise-traffic', title: 'Maximise traffic, or put it back', accelerator: 'CmdOrCtrl+Shift+M', group: 'View' },
  { id: 'toggle-terminals', title: 'Show or hide the terminals', group: 'View' },
  { id: 'split-editor', title: 'One editor, or two', group: 'View' },
  { id: 'full-colour', title: 'Full or quiet syntax colour', group: 'View' },
] as const satisfies readonly { id: string; title: string; accelerator?: string; group: string }[]

export type Id = CommandId | (typeof ownCommands)[number]['id']

export interface Listed {
  readonly id: Id
  readonly title: string
  readonly accelerator?: string
  readonly group: string
}
export const commands: readonly Listed[] = [...contractCommands, ...ownCommands]

interface Action {
  readonly run: () => void | Promise<void>
  /** Why it can't be done now, in words; undefined when it can. Reads signals. */
  readonly blocked?: () => string | undefined
}

const actions: Record<Id, Action> = {
  run: { run: runAll, blocked: runBlocked },
  stop: { run: stopAll, blocked: () => (store.isRunning.value ? undefined : 'Nothing is running.') },
  'use-typescript': { run: () => useLanguage('typescript'), blocked: needsLesson },
  'use-python': { run: () => useLanguage('python'), blocked: needsLesson },
  'show-sequence': { run: () => showTraffic('sequence'), blocked: needsWorkspace },
  'show-frames': { run: () => showTraffic('frames'), blocked: needsWorkspace },
  'filter-frames': { run: filterFrames, blocked: needsWorkspace },
  'toggle-lesson': { run: toggleLesson, blocked: needsWorkspace },
  'theme-system': { run: () => useTheme('system') },
  'theme-light': { run: () => useTheme('light') },
  'theme-dark': { run: () => useTheme('dark') },
  'theme-contrast': { run: () => useTheme('contrast') },
  'next-pane': { run: () => movePane(1) },
  'previous-pane': { run: () => movePane(-1) },
  'focus-lesson': { run: () => focusPane('lesson'), blocked: needsWorkspace },
  'focus-editor': { run: () => focusPane('editor'), blocked: needsWorkspace },
  'focus-terminals': { run: () => focusPane('terminals'), blocked: needsWorkspace },
  'focus-traffic': { run: () => focusPane('traffic'), blocked: needsWorkspace },
  'next-step': {
    run: () => goToStep(stepIndex.peek() + 1),
    blocked: () => needsLesson() ?? (stepIndex.value < steps.value.length - 1 ? undefined : 'This is the last step.'),
  },
  'previous-step': {
    run: () => goToStep(stepIndex.peek() - 1),
    blocked: () => needsLesson() ?? (stepIndex.value > 0 ? undefined : 'This is the first step.'),
  },
  'next-hint': {
    run: openNextHint,
    blocked: () => needsLesson() ?? (hintsOpen.value < HINT_TIERS ? undefined : 'All three hints are open.'),
  },
  'show-solution': { run: () => void (solutionOpen.value = !solutionOpen.peek()), blocked: needsLesson },
  'reset-lesson': { run: reset, blocked: () => needsLesson() ?? needsHost() },
  palette: { run: () => void (store.paletteOpen.value = !store.paletteOpen.peek()) },
  'show-lessons': { run: () => void (store.page.value = 'start') },
  'maximise-traffic': { run: () => void (store.trafficMaximised.value = !store.trafficMaximised.peek()), blocked: needsWorkspace },
  'toggle-terminals': { run: () => void (terminalsOpen.value = !terminalsOpen.peek()), blocked: needsWorkspace },
  'split-editor': { run: () => void (editorGroups.value = layout.peek().groups === 2 ? 1 : 2), blocked: needsWorkspace },
  'full-colour': { run: () => changeSettings({ fullColour: !store.settings.peek().fullColour }) },
}

/** Why a command can't be done now, or undefined. Reading it in a component subscribes to what it depends on. */
export function blockedReason(id: Id): string | undefined {
  return actions[id].blocked?.()
}

/** Does a command, unless it can't be done now. What goes wrong is said on the page. */
export function perform(id: Id): void {
  if (blockedReason(id) === undefined) attempt(actions[id].run)
}

/** Does something that may fail, and says so on the page when it does. */
export function attempt(action: () => void | Promise<void>): void {
  try {
    action()?.catch(sayTrouble)
  } catch (error) {
    sayTrouble(error)
  }
}

function sayTrouble(error: unknown): void {
  store.trouble.value = words(error)
}

function needsHost(): string | undefined {
  return store.connection.value === 'open' ? undefined : 'There is no connection to the host.'
}

function needsWorkspace(): string | undefined {
  return store.workspace.value && store.page.value === 'work' ? undefined : 'No lesson is open.'
}

function needsLesson(): string | undefined {
  return store.lesson.value && store.page.value === 'work' ? undefined : 'No lesson is open.'
}

/** Id of the runtime for the open workspace's language, or null for the host's own choice. */
export function chosenRuntime(): string | null {
  return store.workspace.value?.language === 'python' ? store.settings.value.python : null
}

function runBlocked(): string | undefined {
  const open = store.workspace.value
  const reason = needsHost() ?? needsWorkspace()
  if (reason || !open) return reason
  if (store.hello.value?.searching) return undefined
  const found = store.hello.value?.runtimes.some((runtime) => runtime.language === open.language)
  return found ? undefined : 'No Python found. To run Python programs, install CPython 3.8 or newer.'
}

async function runAll(): Promise<void> {
  const open = store.workspace.peek()
  if (!open) return
  await flushEdits()
  terminalsOpen.value = true
  await theHost().run({ workspace: open.id, runtime: chosenRuntime() })
}

async function stopAll(): Promise<void> {
  const state = store.runState.peek()
  if (!state) return
  store.stopAsked.value = new Set(state.programs.map((program) => program.name))
  await theHost().stopRun({ run: state.run })
}

/** Stops, kills or starts again one program of the present run. */
export function controlProgram(program: string, action: 'stop' | 'kill' | 'restart'): void {
  const state = store.runState.peek()
  if (!state) return
  const asked = new Set(store.stopAsked.peek())
  if (action === 'stop') asked.add(program)
  else asked.delete(program)
  store.stopAsked.value = asked
  attempt(async () => void (await theHost().controlProgram({ run: state.run, program, action })))
}

async function useLanguage(language: Language): Promise<void> {
  changeSettings({ language })
  const open = store.lesson.peek()
  if (open && store.workspace.peek()?.language !== language) await openLesson(open.id, language)
}

function useTheme(theme: Settings['theme']): void {
  changeSettings({ theme })
}

function showTraffic(view: 'sequence' | 'frames'): void {
  showView(view)
  shownPage.value = 'traffic'
}

function filterFrames(): void {
  focusPane('traffic')
  focusFilter()
}

function toggleLesson(): void {
  if (store.trafficMaximised.peek()) store.trafficMaximised.value = false
  else store.lessonPane.value = store.lessonPane.peek() === 'open' ? 'rail' : 'open'
}

async function reset(): Promise<void> {
  const before = await resetWorkspace()
  solutionOpen.value = false
  store.showToast('The files are as the lesson gave them.', () => replaceTexts(before))
}
