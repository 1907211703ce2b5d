/** What is said of an object wherever it is shown: its name, its value, who waits, what is wrong with it. */
import { shortIdent, type Deadlock, type DeadlockStep, type Frame, type LifetimeMark, type Moment, type ObjectAt, type Wait, type WaitedFor, type WaitReason } from 'multiprocessing/inspect'
import { runTexts, workspaceFile } from '../../store.ts'
import { nameOf } from '../processes.ts'
import { assignedName } from './assigned-name.ts'

const names = new WeakMap<Frame, { readonly text: string; readonly name: string | undefined }>()

/** The variable that the program keeps the object in, where its line says so plainly. */
export function variableOf(object: Pick<ObjectAt, 'createdBy' | 'typeid'>): string | undefined {
  const { createdBy } = object
  const at = createdBy?.at
  if (!createdBy || !at) return undefined
  const file = workspaceFile(at.file)
  const text = file === null ? undefined : runTexts.get(file)
  if (text === undefined) return undefined
  const known = names.get(createdBy)
  if (known?.text === text) return known.name
  const called = createdBy.kind === 'create' ? object.typeid : (createdBy.method ?? object.typeid)
  const name = assignedName(text, at.line, called)
  names.set(createdBy, { text, name })
  return name
}

/** What the object is called on screen: its variable, else its typeid. */
export function titleOf(object: Pick<ObjectAt, 'createdBy' | 'typeid'>): string {
  return variableOf(object) ?? (object.typeid || 'object')
}

/** `gate Lock`, or `Lock 7fa0…77b0` where no variable is known: enough to tell it from others. */
export function spokenTitle(object: Pick<ObjectAt, 'createdBy' | 'typeid' | 'ident'>): string {
  const name = variableOf(object)
  return name === undefined ? `${object.typeid || 'object'} ${shortIdent(object.ident)}` : `${name}, ${object.typeid}`
}

/** What is known of its value, in a line: who holds it where it is a lock, else the last text that told what it is. */
export function saysOf(object: ObjectAt): string | undefined {
  const holders = object.lock?.holders ?? []
  if (holders.length > 0) return `held by ${namesOf(holders.map(({ process }) => process))}`
  return object.value === undefined ? undefined : valueText(object.value)
}

/** The text that a reply to `str()` or `repr()` told, without the quotes around it; a copy of a value as it is. */
export function valueText(reply: Frame): string {
  const text = reply.result ?? ''
  const asked = reply.pair?.method ?? reply.method
  if (asked !== '__str__' && asked !== '__repr__') return text
  const quoted = /^(['"])(.*)\1$/s.exec(text)
  return quoted?.[2] === undefined ? text : quoted[2].replace(/\\(['"\\])/g, '$1')
}

/** `worker 1`, `worker 1 and clerk`, `worker 1, clerk and 2 more`; each process once. */
export function namesOf(processes: Iterable<string>, most = 3): string {
  const labels = [...new Set(processes)].map(nameOf)
  const shown = labels.length > most ? [...labels.slice(0, most - 1), `${labels.length - most + 1} more`] : labels
  return shown.length < 2 ? (shown[0] ?? 'nobody') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

/** `2 wait`, or undefined where nobody does. */
export function waitWords(object: ObjectAt): string | undefined {
  const waiters = new Set(object.waits.map(waiterKey))
  return waiters.size === 0 ? undefined : `${waiters.size} ${waiters.size === 1 ? 'waits' : 'wait'}`
}

/** What somebody waits for, in words. */
export const REASONS: Readonly<Record<WaitReason, string>> = {
  lock: 'waits',
  notification: 'waits to be notified',
  event: 'waits for it to be set',
  barrier: 'waits for the others',
  item: 'waits for an item',
  room: 'waits for room',
  tasks: 'waits for all tasks to be done',
}

/** Words of a lifetime mark on a card: few. */
export function markWords({ kind }: LifetimeMark): string {
  switch (kind) {
    case 'freed while in flight':
      return 'freed while in flight'
    case 'leaked':
      return 'leaked'
    case 'manager going away':
      return 'manager going away'
  }
}

/** What happened and what to do, in two sentences. */
export function markSentence({ kind, processes }: LifetimeMark): string {
  switch (kind) {
    case 'freed while in flight':
      return "This object was freed while its proxy was still on the way. Keep the sender's proxy until it arrives."
    case 'leaked':
      return `${namesOf(processes)} ended without giving its reference back, so the server keeps the object. Nobody will free it before the server ends.`
    case 'manager going away':
      return `The manager is shutting down while ${namesOf(processes)} ${new Set(processes).size === 1 ? 'holds' : 'hold'} proxies. Their next call will find no server.`
  }
}

/** What somebody waits for, by name: an object of a server, or a lock in shared memory. */
export function waitedForTitle(on: WaitedFor, present: Moment): string {
  const object = present.object(on.key)
  return object ? titleOf(object) : `${on.typeid ?? 'a lock'} ${shortIdent(on.ident)}`
}

/** One link of a deadlock: `worker 1 waits for ink, which worker 2 holds`. */
export function stepWords({ wait, hold }: DeadlockStep, present: Moment): string {
  return `${nameOf(wait.process)} waits for ${waitedForTitle(wait.on, present)}, which ${nameOf(hold.process)} holds`
}

/** The whole deadlock in a sentence or two, as in the design's voice. */
export function deadlockSentence(deadlock: Deadlock, present: Moment): string {
  const { steps } = deadlock
  const what = ({ wait }: DeadlockStep) => waitedForTitle(wait.on, present)
  const [first] = steps
  if (first === undefined) return ''
  const waiter = nameOf(first.wait.process)
  if (deadlock.kind === 'dead holder') {
    return `${waiter} waits for ${what(first)}, and ${nameOf(first.hold.process)}, which holds it, has ended. Nobody can release it any more.`
  }
  if (steps.length === 1) return `${waiter} waits for ${what(first)}, which it holds itself. This will not end by itself.`
  const waits = steps.map((step) => `${nameOf(step.wait.process)} waits for ${what(step)}`)
  const each = steps.length === 2 ? 'each holds what the other wants' : 'each holds what the one before it wants'
  return `${waits.slice(0, -1).join(', ')}${waits.length > 2 ? ',' : ''} and ${waits.at(-1)}; ${each}. This will not end by itself.`
}

/** A deadlock as it is told: where several wait for one lock of a process that has ended, that is one thing. */
export interface ToldDeadlock {
  readonly key: string
  readonly sentence: string
  readonly steps: readonly DeadlockStep[]
}

export function toldDeadlocks(present: Moment): ToldDeadlock[] {
  const told = new Map<string, ToldDeadlock>()
  for (const deadlock of present.deadlocks) {
    const [first] = deadlock.steps
    if (!first) continue
    const key = deadlock.kind === 'dead holder' ? `dead holder ${first.wait.on.key}` : deadlock.steps.map(({ wait }) => `${wait.process} ${wait.on.key}`).join(', ')
    const steps = [...(told.get(key)?.steps ?? []), ...deadlock.steps]
    const waiters = steps.map(({ wait }) => wait.process)
    const sentence =
      deadlock.kind === 'dead holder' && steps.length > 1
        ? `${namesOf(waiters)} wait for ${waitedForTitle(first.wait.on, present)}, and ${nameOf(first.hold.process)}, which holds it, has ended. Nobody can release it any more.`
        : deadlockSentence(deadlock, present)
    told.set(key, { key, sentence, steps })
  }
  return [...told.values()]
}

/** Keys of what deadlocks are about. */
export function deadlockedKeys(present: Moment): ReadonlySet<string> {
  return new Set(present.deadlocks.flatMap(({ steps }) => steps.map(({ wait }) => wait.on.key)))
}

/** Names one who waits or holds among those of one object. */
export function waiterKey({ process, connection }: Pick<Wait, 'process' | 'connection'>): string {
  return `${process} ${connection?.number ?? ''}`
}
