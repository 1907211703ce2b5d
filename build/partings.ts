/** Whether the place where an attempt parts from the solution is the one that was said by hand. */
import type { Attempt } from 'managerie-lessons/schema'
import type { Divergence, Frame, Run } from 'multiprocessing/inspect'

/** The request that a frame is or answers: `call put`, `create list`; of others the kind. Its process, and which of that name. */
export interface Parting {
  readonly process: string
  /** Null where no frame shows it. */
  readonly frame: string | null
  readonly nth: number
}

export function partingOf({ process, frame }: Divergence, run: Run): Parting {
  if (!frame) return { process, frame: null, nth: 1 }
  const asked = requestOf(frame)
  const name = nameOf(asked)
  const before = run.frames.filter((one) => one.number <= asked.number && one.from === asked.from && requestOf(one) === one && nameOf(one) === name)
  return { process, frame: name, nth: Math.max(1, before.length) }
}

function requestOf(frame: Frame): Frame {
  return frame.pair && frame.pair.number < frame.number ? frame.pair : frame
}

function nameOf(frame: Frame): string {
  if (frame.kind === 'call') return `call ${frame.method}`
  if (frame.kind === 'create') return `create ${frame.pair?.typeid ?? frame.typeid ?? /^\('([^']*)'/.exec(frame.args ?? '')?.[1] ?? '?'}`
  return frame.kind
}

/** @param divergence undefined: none was found */
export function isLabelled(parts: NonNullable<Attempt['parts']>, divergence: Divergence | undefined, run: Run): boolean {
  if (!divergence) return false
  const { process, frame, nth } = partingOf(divergence, run)
  return [parts.process].flat().includes(process) && frame === parts.frame && (frame === null || nth === (parts.nth ?? 1))
}
