/**
 * What each command does and when it can be done. The list itself (titles, keys, menus) is the contract's; shortcuts,
 * the palette, buttons and the native menu all end here.
 *
 * Longer than others: one row a command, and all of them in one place.
 */
import { callAsPython, type Frame } from 'multiprocessing/inspect'
import { commands as contractCommands, type CommandId } from '../contract/commands.ts'
import type { Language, Settings } from '../contract/host.ts'
import { diagnoses, explainRun } from './explain/state.ts'
import { takeOrders } from './breaking/state.ts'
import { flushEdits, replaceTexts } from './files.ts'
import { askUntil, breakOnSelected, focusHeld, toggleDeck } from './hold/actions.ts'
import { heldNow, isHolding, isLive, plan, releaseAll, releaseOne, setRule, toggleHolding } from './hold/state.ts'
import { changeSettings } from './keeping.ts'
import { focusPane, movePane } from './layout/focus.ts'
import { editorGroups, layout, shownPage, terminalsOpen } from './layout/panes.ts'
import { goFast, goToStep, HINT_TIERS, hintsOpen, openNextHint, solutionOpen, stepIndex, steps } from './lesson/place.ts'
import { theHost, words } from './link.ts'
import type { Schedule } from '../contract/hold.ts'
import { freezeView } from './run-feed.ts'
import { compareWithSolution, mayCompare } from './lesson/comparison.ts'
import { teach } from './teach/state.ts'
import { openLesson, resetWorkspace } from './session.ts'
import { copyDiagnostics } from './help/diagnostics.ts'
import { hasZoom, ZOOM, ZOOMS } from './settings/declared.ts'
import * as store from './store.ts'
import { forkWorkspace } from './workspaces/actions.ts'
import { askForFolder, askForNewFolder, question } from './workspaces/questions.ts'
import { chooseDocument } from './workspaces/documents.ts'
import { continuation, openRecording, type Continuation } from './workspaces/recording.ts'
import { copyCall, NO_CALL } from './traffic/details/copy-call.ts'
import { exportAs } from './traffic/export/export.ts'
import { usesMemory } from './traffic/memory/segments.ts'
import { asText, focusFilter, showView, twoViews, type TrafficView } from './traffic/state.ts'

/** Commands of the page alone: the native menu has its own, which works also where no page does. */
const ownCommands = [
  { id: 'copy-diagnostics', title: 'Copy diagnostics', group: 'Help' },
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
  'new-workspace': { run: () => void (question.value = 'new'), blocked: needsHost },
  'open-folder': { run: askForFolder, blocked: needsHost },
  'open-recording': { run: openDocument },
  save: { run: saveNow, blocked: needsWorkspace },
  'save-capsule': { run: () => void (question.value = 'capsule'), blocked: needsWorkspace },
  'save-folder': { run: askForNewFolder, blocked: () => needsHost() ?? needsFiles() },
  fork: { run: fork, blocked: () => needsHost() ?? needsFiles() },
  'export-svg': { run: () => exportAs('svg'), blocked: needsFrames },
  'export-png': { run: () => exportAs('png'), blocked: needsFrames },
  'export-mermaid': { run: () => exportAs('mermaid'), blocked: needsFrames },
  'export-trace': { run: () => exportAs('trace'), blocked: needsFrames },
  settings: { run: () => showPaper('settings') },
  'show-reference': { run: () => showPaper('reference') },
  shortcuts: { run: () => showPaper('help') },
  about: { run: () => showPaper('help', 'help-about') },
  'copy-diagnostics': { run: copyDiagnostics, blocked: needsHost },
  back: { run: goBack, blocked: () => (isPaper() ? undefined : 'This is where the work is.') },
  'zoom-in': { run: () => zoomBy(1), blocked: needsZoom },
  'zoom-out': { run: () => zoomBy(-1), blocked: needsZoom },
  'zoom-reset': { run: () => changeSettings({ zoom: ZOOM }), blocked: needsZoom },
  run: { run: () => runAll(), blocked: runBlocked },
  stop: { run: stopAll, blocked: () => (store.isRunning.value ? undefined : 'Nothing is running.') },
  'hold-frames': { run: toggleHolding, blocked: needsPrograms },
  'release-one': { run: releaseOne, blocked: needsHeld },
  'release-until': { run: askUntil, blocked: () => needsPrograms() ?? (isLive.value ? undefined : 'Nothing is running.') },
  'release-all': { run: releaseAll, blocked: needsHeld },
  'break-on': { run: breakOnSelected, blocked: () => needsPrograms() ?? (selectedFrame() ? undefined : 'No frame is selected.') },
  'break-it': { run: toggleDeck, blocked: needsPrograms },
  'use-typescript': { run: () => useLanguage('typescript'), blocked: needsTwoLanguages },
  'use-python': { run: () => useLanguage('python'), blocked: needsTwoLanguages },
  'show-sequence': { run: () => showTraffic('sequence'), blocked: needsWorkspace },
  'show-topology': { run: () => showTraffic('topology'), blocked: needsWorkspace },
  'show-frames': { run: () => showTraffic('frames'), blocked: needsWorkspace },
  'show-objects': { run: () => showTraffic('objects'), blocked: needsWorkspace },
  'show-memory': {
    run: () => showTraffic('memory'),
    blocked: () => needsWorkspace() ?? (usesMemory.value ? undefined : 'This run has used no shared memory.'),
  },
  'two-views': { run: twoViews, blocked: needsWorkspace },
  'view-as-text': { run: () => void (asText.value = !asText.peek()), blocked: needsWorkspace },
  'freeze-view': {
    run: () => freezeView(!store.isFrozen.peek()),
    blocked: () => needsWorkspace() ?? (store.isFrozen.value || store.isRunning.value ? undefined : 'Nothing is running.'),
  },
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
  'focus-held': { run: focusHeld, blocked: () => needsPrograms() ?? (isHolding.value ? undefined : 'No frame is held.') },
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
  'fast-track': { run: goFast, blocked: needsLesson },
  compare: { run: () => compareWithSolution(), blocked: () => needsLesson() ?? (mayCompare.value ? undefined : 'Run the program first; where a goal stays open, the run can be compared.') },
  teach: { run: teach, blocked: needsLesson },
  'show-cards': { run: showCards },
  'show-lens': { run: () => showPaper('lens') },
  'reset-lesson': { run: reset, blocked: () => needsLesson() ?? needsHost() },
  explain: { run: explainRun, blocked: () => needsWorkspace() ?? (diagnoses.value.length > 0 ? undefined : 'Nothing was found to be wrong in this run.') },
  'copy-python': { run: () => copySelected('python'), blocked: needsCall },
  'copy-typescript': { run: () => copySelected('typescript'), blocked: needsCall },
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
  return store.workspace.value && store.page.value === 'work' ? undefined : 'No workspace is open.'
}

function needsFiles(): string | undefined {
  return needsWorkspace() ?? (store.workspace.value?.files.length ? undefined : 'A trace has no files.')
}

/** Something that runs, or can: a recording does not. */
function needsPrograms(): string | undefined {
  return needsWorkspace() ?? (store.isRecording.value ? 'A recording. Nothing is running.' : needsHost())
}

function needsHeld(): string | undefined {
  return needsPrograms() ?? (heldNow.value.length > 0 ? undefined : 'No frame waits.')
}

function needsFrames(): string | undefined {
  return needsWorkspace() ?? (store.run.value?.run.frames.length ? undefined : 'No frames yet. Run the program first.')
}

function selectedFrame(): Frame | undefined {
  const number = store.selection.value
  return number === null ? undefined : store.run.value?.run.frames[number - 1]
}

function needsCall(): string | undefined {
  const frame = selectedFrame()
  if (!frame) return 'No frame is selected.'
  return callAsPython(frame) === undefined ? NO_CALL : undefined
}

async function copySelected(language: Language): Promise<void> {
  const frame = selectedFrame()
  if (frame) await copyCall(frame, language)
}

function needsZoom(): string | undefined {
  return hasZoom() ? undefined : 'Here the browser zooms: Ctrl + and Ctrl −.'
}

/** The language of a workspace of one's own is what its files are in. */
function needsTwoLanguages(): string | undefined {
  if (needsLesson() === undefined) return undefined
  return needsWorkspace() ?? 'A lesson can be had in both languages; a workspace is in the one it was made in.'
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
  if (open.kind === 'recording') return 'A recording. Nothing is running. Run it again from here makes a workspace of it.'
  if (open.programs.length === 0) return 'No file is a program yet. Say under Programs which are to be started.'
  if (store.hello.value?.searching) return undefined
  const found = store.hello.value?.runtimes.some((runtime) => runtime.language === open.language)
  return found ? undefined : 'No Python found. To run Python programs, install CPython 3.8 or newer.'
}

async function runAll(how: Continuation = {}): Promise<void> {
  const open = store.workspace.peek()
  if (!open) return
  await flushEdits()
  terminalsOpen.value = true
  const faults = takeOrders()
  await theHost().run({ workspace: open.id, runtime: chosenRuntime(), ...plan(), ...(faults.length > 0 ? { faults } : {}), ...how })
}

/** Runs all again, and lets frames go in this order; after it none is held. */
export async function runSchedule(schedule: Schedule): Promise<void> {
  if (runBlocked() !== undefined) throw new Error(runBlocked())
  await setRule({ hold: 'off' })
  await runAll({ schedule })
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
  if (!state || store.isRecording.peek()) return
  const asked = new Set(store.stopAsked.peek())
  if (action === 'stop') asked.add(program)
  else asked.delete(program)
  store.stopAsked.value = asked
  attempt(async () => void (await theHost().controlProgram({ run: state.run, program, action })))
}

/** What is typed is saved as it is typed; who presses Save wants to know that it is. */
async function saveNow(): Promise<void> {
  if (store.isRecording.peek()) throw new Error('A recording cannot be changed. Make a workspace of it to go on.')
  await flushEdits()
  if (store.unsaved.peek().size === 0) store.showToast('Saved. Files are saved as you type.')
}

async function openDocument(): Promise<void> {
  const chosen = await chooseDocument()
  if (chosen) await openRecording(chosen)
}

/** A copy to go on with. Of a recording it is run at once: that is what it was asked for. */
async function fork(): Promise<void> {
  const wasRecording = store.isRecording.peek()
  const how = continuation()
  await forkWorkspace()
  if (!wasRecording) return store.showToast('This is a workspace of your own now. The original is as it was.')
  if (runBlocked() === undefined) await runAll(how)
}

function isPaper(): boolean {
  return store.page.value === 'settings' || store.page.value === 'help' || store.page.value === 'lens' || store.page.value === 'reference'
}

/** Where one was before settings, help or the reference. */
let workedOn: 'start' | 'work' = 'start'

function showPaper(page: 'settings' | 'help' | 'lens' | 'reference', part?: string): void {
  const present = store.page.peek()
  if (present === 'start' || present === 'work') workedOn = present
  store.page.value = page
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>('.paper [data-pane-entry]')?.focus()
    if (part) document.getElementById(part)?.scrollIntoView()
  })
}

function showCards(): void {
  store.page.value = 'cards'
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.paper [data-pane-entry]')?.focus())
}

function goBack(): void {
  store.page.value = workedOn === 'work' && store.workspace.peek() ? 'work' : 'start'
}

function zoomBy(steps: 1 | -1): void {
  const present = store.settings.peek().zoom ?? ZOOM
  const next = steps > 0 ? ZOOMS.find((one) => one > present) : ZOOMS.findLast((one) => one < present)
  if (next !== undefined) changeSettings({ zoom: next })
}

async function useLanguage(language: Language): Promise<void> {
  changeSettings({ language })
  const open = store.lesson.peek()
  if (open && store.workspace.peek()?.language !== language) await openLesson(open.id, language)
}

function useTheme(theme: Settings['theme']): void {
  changeSettings({ theme })
}

function showTraffic(view: TrafficView): void {
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
