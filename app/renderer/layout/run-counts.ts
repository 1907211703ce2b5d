/** Counts of a run for the status bar, kept up to date without walking the whole run at every frame. */
import type { Run } from 'multiprocessing/inspect'

export interface RunCounts {
  readonly processes: number
  readonly frames: number
  readonly handshakes: number
  /** Calls that the server refused to make, and connections that nobody took. */
  readonly refused: number
  /** Calls that raised, results that could not be sent, handshakes that failed. */
  readonly failed: number
}

let counted: { run: Run; frames: number; handshakes: number; refused: number; failed: number } | undefined

export function countRun(run: Run): RunCounts {
  if (counted?.run !== run || counted.frames > run.frames.length) counted = { run, frames: 0, handshakes: 0, refused: 0, failed: 0 }
  for (; counted.frames < run.frames.length; counted.frames++) {
    const frame = run.frames[counted.frames]
    if (frame?.family === 'handshake') counted.handshakes++
    if (frame?.family !== 'error') continue
    if (frame.kind === '#TRACEBACK') counted.refused++
    else counted.failed++
  }
  const unseen = run.incidents.filter((incident) => incident.kind === 'connection refused').length
  return {
    processes: run.processes.size,
    frames: counted.frames,
    handshakes: counted.handshakes,
    refused: counted.refused + unseen,
    failed: counted.failed,
  }
}
