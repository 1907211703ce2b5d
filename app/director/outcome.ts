/**
 * How a run came out, as data: the last value that the traffic told of each thing. Two runs of one schedule are the
 * same when their outcomes are; two schedules differ by what differs here.
 */
import type { Frame, Run } from 'multiprocessing/inspect'

/** The last word about one thing. */
export interface OutcomeLine {
  /** `visits['n']`; `counter.value()`. */
  readonly thing: string
  /** As Python writes it. */
  readonly value: string
  /** The frame that told it: a write, or the reply to a read. */
  readonly frame: Frame
}

/** Methods that set what another method reads, with the arguments that say which thing. */
const WRITES: Readonly<Record<string, number>> = { __setitem__: 1, __setattr__: 1, set: 0 }
const READS: Readonly<Record<string, number>> = { __getitem__: 1, __getattribute__: 1, get: 0 }

/** In the order in which things were first told of. */
export function outcomeOf(run: Pick<Run, 'frames'>): readonly OutcomeLine[] {
  const lines = new Map<string, OutcomeLine>()
  for (const frame of run.frames) {
    const line = lineOf(frame)
    if (line !== undefined) lines.set(line.thing, line)
  }
  return [...lines.values()]
}

/** Things whose last word is not the same in all of them. */
export function differences(outcomes: readonly (readonly OutcomeLine[])[]): readonly string[] {
  const things = new Set(outcomes.flatMap((lines) => lines.map(({ thing }) => thing)))
  return [...things].filter((thing) => new Set(outcomes.map((lines) => lines.find((line) => line.thing === thing)?.value)).size > 1)
}

function lineOf(frame: Frame): OutcomeLine | undefined {
  const { kind, method, pair } = frame
  if (kind !== '#RETURN' || method === undefined || pair?.kind !== 'call') return undefined
  const access = accessOf(pair)
  if (access?.writes !== undefined) return { thing: access.thing, value: access.writes, frame: pair }
  if (frame.result === undefined || frame.result === 'None') return undefined
  return { thing: access?.thing ?? `${pair.typeid ?? 'object'}.${method}${pair.args ?? '()'}`, value: frame.result, frame }
}

/** What a call reads or writes: one thing. */
export interface Access {
  readonly thing: string
  /** The value that it sets it to, as Python writes it; undefined where it reads. */
  readonly writes: string | undefined
}

/** Undefined for calls of which it is not known that they read or write one thing. */
export function accessOf({ kind, method, args, typeid = 'object' }: Pick<Frame, 'kind' | 'method' | 'args' | 'typeid'>): Access | undefined {
  if (kind !== 'call' || method === undefined) return undefined
  const parts = splitArguments(args ?? '()')
  const written = WRITES[method]
  if (written !== undefined && parts.length === written + 1) {
    return { thing: thingOf(typeid, method, parts.slice(0, written)), writes: parts[written]! }
  }
  const read = READS[method]
  if (read === undefined) return undefined
  // `get` of a dict has a key; `get` of a Value has none.
  return { thing: thingOf(typeid, method, parts.slice(0, method === 'get' ? 1 : read)), writes: undefined }
}

/** `visits['n']`, `Namespace.x`, `Value.value`. */
function thingOf(name: string, method: string, keys: readonly string[]): string {
  const [key] = keys
  if (key === undefined) return `${name}.value`
  return method.endsWith('attr__') || method === '__getattribute__' ? `${name}.${key.replace(/^['"]|['"]$/g, '')}` : `${name}[${key}]`
}

/** The arguments in `('n', (1, 2))`, as texts. */
export function splitArguments(text: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let quote = ''
  let part = ''
  for (let at = 1; at < text.length - 1; at++) {
    const character = text[at]!
    if (quote !== '') {
      if (character === '\\') part += character + text[++at]!
      else {
        part += character
        if (character === quote) quote = ''
      }
      continue
    }
    if (character === ',' && depth === 0) {
      parts.push(part.trim())
      part = ''
      continue
    }
    if (character === "'" || character === '"') quote = character
    else if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character)) depth--
    part += character
  }
  if (part.trim() !== '') parts.push(part.trim())
  return parts
}
