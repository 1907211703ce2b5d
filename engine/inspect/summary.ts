/** A run in numbers: as a whole, and by source line. */
import type { Frame, Run } from './run.ts'
import { failureOf } from './describe.ts'
import type { Failure } from './describe.ts'
import { raceHints } from './race-hints.ts'
import type { RaceHint } from './race-hints.ts'

/** A run in numbers. */
export interface RunSummary {
  readonly frames: number
  /** Frames that only prove that both ends hold the key. */
  readonly inHandshakes: number
  readonly connections: number
  readonly calls: number
  /** Requests and keys that were refused. */
  readonly refused: number
  /** Calls whose method raised an exception: not always a mishap, an iteration ends with `StopIteration`. */
  readonly raised: number
  /** Requests that failed in another way. */
  readonly failed: number
  /** Frames that wait to be let go; not among the others, nor are those that were never sent. */
  readonly held: number
  /** Payload bytes. */
  readonly bytes: number
  /** Microseconds. */
  readonly duration: number
}

/** Counts a run's processes, frames and failures. */
export function summarize(run: Run): RunSummary {
  let frames = 0
  let held = 0
  let inHandshakes = 0
  let calls = 0
  let refused = 0
  let raised = 0
  let failed = 0
  let bytes = 0
  for (const frame of run.frames) {
    if (!wasSent(frame)) {
      if (frame.fate === 'held') held += 1
      continue
    }
    frames += 1
    bytes += frame.size
    if (frame.family === 'handshake') inHandshakes += 1
    else if (frame.kind === 'call') calls += 1
    else if (frame.family === 'error') {
      if (frame.kind === 'failure') inHandshakes += 1
      if (isSecondWord(frame)) continue
      const failure = failureOf(frame)
      if (failure === 'refused') refused += 1
      else if (failure === 'raised') raised += 1
      else failed += 1
    }
  }
  return { frames, held, inHandshakes, connections: run.connections.length, calls, refused, raised, failed, bytes, duration: run.duration }
}

/** After a refused handshake CPython's server sends a traceback that nobody reads: the refusal is counted once. */
function isSecondWord(frame: Frame): boolean {
  return frame.kind === '#TRACEBACK' && frame.connection.handshake === 'refused'
}

function wasSent({ fate }: Frame): boolean {
  return fate === 'sent' || fate === 'arrived'
}

/** What one line of a program cost in a run, all processes that ran it together. */
export interface LineCost {
  /** As the process knows it, path or file: URL. */
  readonly file: string
  readonly line: number
  /** Frames it caused: requests, their replies, and the handshakes of connections that it opened. */
  readonly frames: number
  /** Requests among them that were not for setting up or counting: `create`s, calls and the server's functions. */
  readonly calls: number
  /** Frames of it that wait to be let go; not among the others, nor are those that were never sent. */
  readonly held: number
  /** Whether it opened a connection that stayed: the first call of a thread. */
  readonly firstCall: boolean
  /** Sum over its requests, microseconds. */
  readonly latency: number
  /** The last reply that failed, if any, and in which way. */
  readonly lastError: Frame | undefined
  readonly failure: Failure | undefined
  /** The last reply to a call or a `create`, failed or not. */
  readonly lastReply: Frame | undefined
  /** The last frame of it, and the last one that waits to be let go. */
  readonly lastFrame: Frame | undefined
  readonly lastHeld: Frame | undefined
  /** How often it was given a new reference: by a `create`, or by a call that was answered with a proxy. */
  readonly created: number
  /** A read and a write of one item, of which it has one or both, that another client could come between. */
  readonly mayRace: RaceHint | undefined
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] }

/** Costs by `file:line`. */
export function costsByLine(run: Pick<Run, 'frames'>): ReadonlyMap<string, LineCost> {
  const costs = new Map<string, Mutable<LineCost>>()
  for (const frame of run.frames) {
    const { at } = frame
    if (at === undefined) continue
    const key = `${at.file}:${at.line}`
    let cost = costs.get(key)
    if (cost === undefined) {
      cost = { file: at.file, line: at.line, frames: 0, calls: 0, held: 0, firstCall: false, latency: 0, lastError: undefined, failure: undefined, lastReply: undefined, lastFrame: undefined, lastHeld: undefined, created: 0, mayRace: undefined }
      costs.set(key, cost)
    }
    count(cost, frame)
  }
  for (const [key, hint] of raceHints(run)) {
    const cost = costs.get(key)
    if (cost !== undefined) cost.mayRace = hint
  }
  return costs
}

function count(cost: Mutable<LineCost>, frame: Frame): void {
  if (!wasSent(frame)) {
    if (frame.fate === 'held') {
      cost.held += 1
      cost.lastHeld = frame
    }
    return
  }
  cost.frames += 1
  cost.lastFrame = frame
  cost.latency += frame.latency ?? 0
  if (frame.reference !== undefined) cost.created += 1
  switch (frame.family) {
    case 'create':
    case 'call':
    case 'server':
      cost.calls += 1
      return
    case 'accept':
      cost.firstCall = true
      return
    case 'return':
    case 'proxy':
      if (isAsked(frame)) cost.lastReply = frame
      return
    case 'error':
      if (isSecondWord(frame)) return
      cost.lastError = frame
      cost.failure = failureOf(frame)
      if (isAsked(frame)) cost.lastReply = frame
      return
    case 'handshake':
    case 'lifetime':
    case 'message':
      return
  }
}

function isAsked(frame: Frame): boolean {
  return frame.pair?.family === 'call' || frame.pair?.family === 'create'
}
