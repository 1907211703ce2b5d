/** Small questions to a run, for goals. */
import type { Frame, FrameKind, Run, TracedProcess } from 'multiprocessing/inspect'
import type { GoalResult, Proof } from './schema.ts'

/** Replies to all calls of a method, in order. */
export function repliesTo(run: Run, method: string): Frame[] {
  const replies: Frame[] = []
  for (const frame of run.frames) {
    if (frame.kind === 'call' && frame.method === method && frame.pair) replies.push(frame.pair)
  }
  return replies
}

/** How the program of that name ended; `undefined` while it runs. */
export function endOf(run: Run, label: string): TracedProcess | undefined {
  for (const process of run.processes.values()) {
    if (process.label === label && process.state === 'ended') return process
  }
  return undefined
}

/** A goal about a whole run (*nobody ever …*): it cannot be met before the process of that name has ended. */
export function onceEnded(label: string, check: (run: Run) => GoalResult): (run: Run) => GoalResult {
  return (run) => {
    const result = check(run)
    return result.met && !endOf(run, label) ? { met: false, now: 'so far' } : result
  }
}

/** The process of that name, the last one if it was started again. */
export function processOf(run: Run, label: string): TracedProcess | undefined {
  return [...run.processes.values()].findLast((process) => process.label === label)
}

/** Answered requests of the process of that name, in order; of one kind, and for calls of one method, where said. */
export function requestsOf(run: Run, label: string, kind: FrameKind, method?: string): Answered[] {
  return run.frames.filter((frame): frame is Answered => {
    if (frame.kind !== kind || frame.pair === undefined || frame.sender !== 'client') return false
    return run.processes.get(frame.from)?.label === label && (method === undefined || frame.method === method)
  })
}

/** A request that was answered. */
export type Answered = Frame & { readonly pair: Frame }

/** Calls of the process of that name that were answered with a result. */
export function callsOf(run: Run, label: string, method?: string): Answered[] {
  return requestsOf(run, label, 'call', method).filter((call) => call.pair.kind === '#RETURN')
}

/** Idents that the process of that name got by `create` of a typeid, in order. */
export function identsOf(run: Run, label: string, typeid: string): string[] {
  const idents: string[] = []
  for (const { pair } of requestsOf(run, label, 'create')) {
    if (pair.typeid === typeid && pair.reference) idents.push(pair.reference.ident)
  }
  return idents
}

/** The arguments of a request as Python writes them, without the parentheses: `'rye', 2`. */
export function argumentsOf(frame: Frame): string {
  return (frame.args ?? '').replace(/^\(/, '').replace(/\)$/, '')
}

export function at(frame: Frame): Proof {
  return { kind: 'frame', frame: frame.number }
}

/** The line of the `register()` call with a callable for a typeid. */
export function lineOf(run: Run, typeid: string): Proof | undefined {
  const row = run.registry.findLast((each) => each.typeid === typeid && each.callable !== null)
  return row?.at && { kind: 'line', file: row.at.file, line: row.at.line }
}
