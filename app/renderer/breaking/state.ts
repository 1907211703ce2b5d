/** The fault deck, as the page knows it: whether it is open, what is dragged, what was ordered, which causes were named. */
import { computed, signal } from '@preact/signals'
import { PITFALLS, type Diagnosis, type RunFault } from 'multiprocessing/inspect'
import type { Fault } from 'multiprocessing/protocol'
import type { FaultOrder } from '../../contract/hold.ts'
import { isForPrograms, needsFrames } from '../../director/fault-words.ts'
import { diagnoses } from '../explain/state.ts'
import { isLive } from '../hold/state.ts'
import { theHost } from '../link.ts'
import { isRecording, programs, run, runState } from '../store.ts'
import { nameOf } from '../traffic/processes.ts'
import { cardOf, diagnosisOfFault, FAULT_CARDS, isForServers } from './cards.ts'

export const deckOpen = signal(false)
/** The card that is being dragged. */
export const dragged = signal<Fault | null>(null)

const NONE: readonly RunFault[] = []
/** What was broken in the run that is shown, or is to be. */
export const faults = computed(() => {
  // The reader changes its objects in place.
  void run.value
  return [...(run.value?.run.faults ?? NONE)]
})

/** What is to be broken in the next run: ordered while nothing ran. */
export const ordered = signal<readonly FaultOrder[]>([])

/** Somebody or something that a fault can be done to. */
export interface Target {
  /** For the order. */
  readonly target: string
  readonly connection: string | undefined
  readonly label: string
  readonly detail: string | undefined
}

const MOST_CONNECTIONS = 6

/** What a card can be played on now. */
export function targetsOf(fault: Fault): readonly Target[] {
  const known = programs.value
  const program = (name: string): Target => ({ target: name, connection: undefined, label: name, detail: undefined })
  if (isForServers(fault)) return known.filter(({ role, state }) => role === 'server' && (!isLive.value || state !== 'ended')).map(({ name }) => program(name))
  if (!isLive.value) return known.map(({ name }) => program(name))
  const present = run.value?.run
  const processes = [...(present?.processes.values() ?? [])].filter(({ state, id, frozen }) => state === 'running' && id !== 'outside' && (fault !== 'thaw' || frozen))
  const listed = processes.map(({ id, label }) => ({ target: id, connection: undefined, label, detail: undefined }))
  const coming = known.filter(({ name, state }) => (state === 'waiting' || state === 'starting') && !processes.some(({ label }) => label === name)).map(({ name }) => program(name))
  if (!needsFrames(fault) || fault === 'interrupt') return [...listed, ...coming]
  const connections = (present?.connections ?? []).filter(({ state, names }) => state !== 'closed' && state !== 'plain' && names.client !== undefined).slice(-MOST_CONNECTIONS)
  return [
    ...listed,
    ...coming,
    ...connections.map((one) => ({ target: one.client, connection: one.names.client, label: `${nameOf(one.client)} and ${nameOf(one.listener)}`, detail: `connection ${one.number}` })),
  ]
}

/** Plays a card: at once, at its moment, or in the next run. */
export async function play(fault: Fault, { target, connection, label }: Pick<Target, 'target' | 'connection' | 'label'>): Promise<void> {
  const order: FaultOrder = { fault, target: isForPrograms(fault) ? label : target, ...(connection === undefined ? {} : { connection }) }
  const present = runState.peek()?.run
  if (!isLive.peek() || present === undefined) {
    if (!isRecording.peek()) ordered.value = [...ordered.peek(), { ...order, target: label }]
    return
  }
  await theHost().fault({ run: present, order })
}

export function withdraw(order: FaultOrder): void {
  ordered.value = ordered.peek().filter((one) => one !== order)
}

/** Calls off a fault that waits for its moment. */
export async function disarm(fault: RunFault): Promise<void> {
  const present = runState.peek()?.run
  if (present !== undefined) await theHost().disarm({ run: present, fault: fault.number })
}

/** What the next run is to break. It is said once. */
export function takeOrders(): FaultOrder[] {
  const orders = [...ordered.peek()]
  ordered.value = []
  return orders
}

// ---- naming the cause ----

interface Named {
  readonly run: number
  /** By number of the fault: whether the cause was named rightly. */
  readonly answers: ReadonlyMap<number, boolean>
}
const given = signal<Named>({ run: 0, answers: new Map() })
const answers = computed(() => (given.value.run === runState.value?.run ? given.value.answers : new Map<number, boolean>()))

export interface Broken {
  readonly fault: RunFault
  readonly diagnosis: Diagnosis
  /** Undefined as long as nobody has named the cause. */
  readonly named: boolean | undefined
}

/** Faults that were done and have a cause to be named, in order. */
export const broken = computed<readonly Broken[]>(() => {
  if (isRecording.value) return []
  return faults.value.flatMap((fault) => {
    const diagnosis = diagnosisOfFault(fault, diagnoses.value)
    return diagnosis ? [{ fault, diagnosis, named: answers.value.get(fault.number) }] : []
  })
})

/** `2 of 3` causes named rightly in this run; undefined before the first. */
export const score = computed(() => {
  const all = [...answers.value.values()]
  return all.length === 0 ? undefined : { right: all.filter(Boolean).length, of: all.length }
})

/** A diagnosis whose cause is still to be named, with its fault. */
export function unnamed(diagnosis: Diagnosis): Broken | undefined {
  return broken.value.find((one) => one.named === undefined && one.diagnosis.key === diagnosis.key)
}

export interface Cause {
  readonly id: string
  readonly words: string
}

/** Other causes that look alike. */
const ALIKE = ['wrong-key', 'nobody-there']

/** What can be chosen from: of the table of causes those that faults bring about, and some that look alike. */
export const CAUSES: readonly Cause[] = PITFALLS.filter(({ id }) => ALIKE.includes(id) || FAULT_CARDS.some(({ causes }) => causes.includes(id)))
  .map(({ id, what }) => ({ id, words: sentence(what) }))
  .toSorted((a, b) => a.words.localeCompare(b.words, 'en'))

function sentence(what: string): string {
  const plain = what.replaceAll('`', '')
  return plain.slice(0, 1).toUpperCase() + plain.slice(1)
}

/** Names the cause of what a fault did. */
export function nameCause({ fault, diagnosis }: Broken, id: string): boolean {
  const right = id === diagnosis.id || cardOf(fault.fault).causes.includes(id)
  given.value = { run: runState.peek()?.run ?? 0, answers: new Map(answers.peek()).set(fault.number, right) }
  return right
}
