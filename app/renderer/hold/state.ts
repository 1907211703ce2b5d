/**
 * Holding frames, as the page knows it: what the person wants, what the host says of it, which frames wait (from the
 * trace), and what can be done with them. Nothing here takes the focus.
 */
import { computed, effect, signal } from '@preact/signals'
import type { Frame } from 'multiprocessing/inspect'
import type { Verdict } from 'multiprocessing/protocol'
import type { Condition, HoldRule, HoldState, Schedule } from '../../contract/hold.ts'
import type { Host } from '../../contract/host.ts'
import { theHost } from '../link.ts'
import { connection, isRecording, isRunning, run, runState, workspace } from '../store.ts'
import { laneOrder } from '../traffic/rows.ts'

const OFF: HoldRule = { hold: 'off' }

/** What waits by the person's wish: kept from run to run. */
export const wanted = signal<HoldRule>(OFF)
/** Last word of the host. */
const reported = signal<HoldState | null>(null)
/** Its word about the run that is shown. */
export const holdState = computed(() => (!isRecording.value && reported.value?.run === runState.value?.run ? reported.value : null))
/** Whether anything can be done with frames now. */
export const isLive = computed(() => isRunning.value && !isRecording.value && connection.value === 'open')

/** The rule in force: of the run that goes on, or for the next. */
export const rule = computed<HoldRule>(() => (isLive.value ? (holdState.value?.rule ?? wanted.value) : wanted.value))
/** Frames go until one fits this. */
export const until = computed<Condition | null>(() => (isLive.value ? (holdState.value?.until ?? null) : null))
/** The condition that was given last, for F11. */
export const lastCondition = signal<Condition | null>(null)
/** Whether the form for a condition is open. */
export const asking = signal(false)

const NONE: readonly Frame[] = []

/** Frames that wait now, in the order in which their processes started: a process keeps its key as long as those before it wait. */
export const heldNow = computed<readonly Frame[]>(() => {
  const held = isLive.value ? (run.value?.run.held ?? NONE) : NONE
  if (held.length < 2) return held
  const lanes = laneOrder.value
  return held.toSorted((a, b) => lanes.indexOf(a.from) - lanes.indexOf(b.from) || a.number - b.number)
})

export const isReplaying = computed(() => isLive.value && holdState.value?.schedule.state === 'replaying')
/** Whether frames wait, or are to. */
export const isHolding = computed(() => rule.value.hold !== 'off' || until.value !== null || isReplaying.value || heldNow.value.length > 0)

/** Whether the director is shown: it opens with holding, and stays for what came of it until it is closed. */
export const directorOpen = signal(false)
effect(() => {
  if (isHolding.value) directorOpen.value = true
})
effect(() => {
  void workspace.value?.id
  if (!isHolding.peek()) directorOpen.value = false
})

/** Hears what the host says of it. */
export function followHolding(host: Host): void {
  host.onEvent('holdChanged', (state) => void (reported.value = state))
}

/** Asks for what was said before this page was there. */
export async function takeUpHolding(number: number): Promise<void> {
  const { state } = await theHost().holding({ run: number })
  if (state) reported.value = state
  if (state && state.rule.hold !== 'off') wanted.value = state.rule
}

function liveRun(): number | undefined {
  return isLive.peek() ? runState.peek()?.run : undefined
}

/** Says which frames wait from now on, in this run and in those to come. */
export async function setRule(next: HoldRule): Promise<void> {
  wanted.value = next
  if (next.hold === 'off') asking.value = false
  const present = liveRun()
  if (present !== undefined) await theHost().hold({ run: present, rule: next })
}

export async function toggleHolding(): Promise<void> {
  await setRule(isHolding.peek() ? OFF : { hold: 'requests' })
}

/** Frames that were told to go later, by key. */
export const delayed = signal<ReadonlyMap<string, number>>(new Map())
/** How long *Delay* delays, in milliseconds. */
export const DELAY = 3000

export const holdKey = (frame: Frame): string => `${frame.hold?.process ?? ''} ${frame.hold?.hold ?? ''}`

/** What becomes of a frame that waits. */
export async function decide(frame: Frame, verdict: Verdict, delay?: number): Promise<void> {
  const present = liveRun()
  if (present === undefined || frame.hold === undefined) return
  const { process, hold } = frame.hold
  if (delay !== undefined) delayed.value = new Map(delayed.peek()).set(holdKey(frame), delay)
  await theHost().decide({ run: present, frames: [{ process, hold }], verdict, ...(delay === undefined ? {} : { delay }) })
}

export const release = (frame: Frame): Promise<void> => decide(frame, 'go')

/** Releases the frame with this key in the director, from 1. @returns whether there is one */
export function heldAt(key: number): Frame | undefined {
  return heldNow.peek()[key - 1]
}

export async function releaseAll(): Promise<void> {
  const present = liveRun()
  if (present !== undefined) await theHost().releaseAll({ run: present })
}

/** The frame that has waited longest goes. */
export async function releaseOne(): Promise<void> {
  const present = liveRun()
  if (present !== undefined) await theHost().step({ run: present })
}

/** Frames go until one fits. */
export async function releaseUntil(condition: Condition): Promise<void> {
  lastCondition.value = condition
  asking.value = false
  const present = liveRun()
  if (present === undefined) return setRule({ hold: 'matching', condition })
  if (wanted.peek().hold === 'off') wanted.value = { hold: 'requests' }
  await theHost().step({ run: present, until: condition })
}

/** Goes on by a schedule in the run that goes on; undefined ends the one there is. */
export async function endReplay(): Promise<void> {
  const present = liveRun()
  if (present !== undefined) await theHost().replay({ run: present, schedule: [] })
}

/** What a condition takes from a frame: its method, or its kind where it has none. */
export function conditionOf(frame: Frame): Condition {
  return frame.kind === 'call' && frame.method !== undefined ? { methods: [frame.method] } : { kinds: [frame.kind] }
}

/** Holds frames like this one too; or no more, where they are held. */
export async function breakOn(frame: Frame): Promise<void> {
  const { methods: [method] = [], kinds: [kind] = [] } = conditionOf(frame)
  const present = rule.peek()
  const before = present.hold === 'matching' ? present.condition : {}
  const flip = (list: readonly string[] = [], word: string | undefined) =>
    word === undefined ? [...list] : list.includes(word) ? list.filter((one) => one !== word) : [...list, word]
  const condition = { ...before, methods: flip(before.methods, method), kinds: flip(before.kinds, kind) }
  // Both lists would have to fit at once: the one that was asked for last counts.
  if (method !== undefined) condition.kinds = []
  else condition.methods = []
  const isEmpty = condition.methods.length === 0 && condition.kinds.length === 0
  await setRule(isEmpty ? OFF : { hold: 'matching', condition })
}

/** Whether a frame waited at a moment, in microseconds of the run; undefined for now. */
export function isHeldAt({ fate, hold }: Frame, at: number | undefined): boolean {
  if (at === undefined) return fate === 'held'
  return hold !== undefined && hold.since <= at && (hold.decidedAt === undefined ? fate === 'held' : hold.decidedAt > at)
}

/** What a run begins with. */
export function plan(): { hold?: HoldRule; schedule?: Schedule } {
  return wanted.peek().hold === 'off' ? {} : { hold: wanted.peek() }
}
