/** What is known of frames that wait, in words: what they would do, and what their process read before. Pure. */
import type { Frame } from 'multiprocessing/inspect'
import type { Condition, HoldRule } from '../../contract/hold.ts'
import { accessOf } from '../../director/outcome.ts'

/** So many frames are looked back for what was read. */
const LOOK_BACK = 5_000

/** The last word about a thing, and the frame that told it. */
export interface Told {
  readonly value: string
  readonly frame: Frame
}

/**
 * The last value of a thing that was told before a frame.
 * @param to only what this process was told by reading; else whatever was read or written
 */
export function lastTold(frames: readonly Frame[], thing: string, before: number, to?: string): Told | undefined {
  for (let index = Math.min(frames.length, before) - 1, left = LOOK_BACK; index >= 0 && left > 0; index--, left--) {
    const frame = frames[index]
    if (frame?.kind !== '#RETURN' || frame.pair === undefined) continue
    const access = accessOf(frame.pair)
    if (access?.thing !== thing) continue
    if (to === undefined && access.writes !== undefined) return { value: access.writes, frame: frame.pair }
    if (access.writes !== undefined) {
      // What it wrote itself it knows, but it has not read it.
      if (frame.to === to) return undefined
      continue
    }
    if (frame.result !== undefined && (to === undefined || frame.to === to)) return { value: frame.result, frame }
  }
  return undefined
}

/** What a held write is about. */
export interface HeldWrite {
  readonly thing: string
  readonly writes: string
  /** What its process read of it before. */
  readonly read: Told | undefined
}

export function heldWrite(frame: Frame, frames: readonly Frame[]): HeldWrite | undefined {
  const access = accessOf(frame)
  if (access?.writes === undefined) return undefined
  return { thing: access.thing, writes: access.writes, read: lastTold(frames, access.thing, frame.number - 1, frame.from) }
}

/** `n` for `visits['n']`, `x` for `Namespace.x`; what has no short name keeps its own. */
export function shortThing(thing: string): string {
  const key = /\[['"]([\w ]{1,16})['"]\]$/.exec(thing)?.[1]
  if (key !== undefined) return key
  const attribute = /\.(\w+)$/.exec(thing)?.[1]
  return attribute === undefined || attribute === 'value' ? thing : attribute
}

const SHORT: Readonly<Record<string, string>> = {
  __getitem__: 'get', __setitem__: 'set', __delitem__: 'del', __getattribute__: 'get', __setattr__: 'set', __delattr__: 'del', __contains__: 'in',
}

/** `get` for `__getitem__`: for chips, beside the whole name in the tooltip. */
export function shortMethod(method: string): string {
  return SHORT[method] ?? method.replace(/^__(\w+)__$/, '$1')
}

const COUNTS = ['None', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine']

/** `Two wait for you.` */
export function waitingWords(count: number): string {
  if (count === 0) return 'None waits yet.'
  return `${COUNTS[count] ?? count} ${count === 1 ? 'waits' : 'wait'} for you.`
}

/** One sentence over all cards. */
export function groupWords(held: readonly Frame[], frames: readonly Frame[], nameOf: (process: string) => string): string {
  const [first] = held
  if (first === undefined) return 'No frame waits. The next one that is to be held appears here.'
  const writes = held.map((frame) => heldWrite(frame, frames))
  const [one] = writes
  const isRace = held.length > 1 && one?.read !== undefined && writes.every((write) => write?.thing === one.thing && write.read?.value === one.read?.value)
  if (isRace && one?.read !== undefined) {
    const all = held.length === 2 ? 'Both' : `All ${(COUNTS[held.length] ?? String(held.length)).toLowerCase()}`
    return `${all} have read ${one.read.value}. Whoever goes ${held.length === 2 ? 'second' : 'later'} writes over the other${held.length === 2 ? '' : 's'}: an update will be lost.`
  }
  if (held.length === 1) return `${capital(nameOf(first.from))} is a real process. It waits until you let it go.`
  return 'Each is a real process. It waits at its frame until you let it go.'
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/** `set of visits from A` */
export function conditionWords({ kinds = [], methods = [], typeids = [], processes = [] }: Condition): string {
  const what = [...methods.map((method) => method), ...kinds]
  const parts = [what.length > 0 ? what.join(' or ') : typeids.length > 0 || processes.length > 0 ? 'a frame' : 'any frame']
  if (typeids.length > 0) parts.push(`of ${typeids.join(' or ')}`)
  if (processes.length > 0) parts.push(`from ${processes.join(' or ')}`)
  return parts.join(' ')
}

/** Which frames a rule holds, for a button. */
export function ruleWords(rule: HoldRule): string {
  switch (rule.hold) {
    case 'off':
      return 'None'
    case 'requests':
      return 'Calls'
    case 'all':
      return 'Every frame'
    case 'matching':
      return `Only ${conditionWords(rule.condition)}`
  }
}
