/** Small questions to a run, for goals. */
import type { Frame, Run, TracedProcess } from 'multiprocessing/inspect'
import type { Proof } from './schema.ts'

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

/** The line of the `register()` call with a callable for a typeid. */
export function lineOf(run: Run, typeid: string): Proof | undefined {
  const row = run.registry.findLast((each) => each.typeid === typeid && each.callable !== null)
  return row?.at && { kind: 'line', file: row.at.file, line: row.at.line }
}
