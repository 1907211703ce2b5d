/**
 * How often an object was referred to, over time: each answered request that gave out a reference, took another or gave
 * one back. It is what the frames tell; what a server does to itself has no frame.
 */
import { objectOf, type Frame, type Run } from 'multiprocessing/inspect'

export interface RefcountChange {
  /** The answer: when it was sent, it had happened. */
  readonly frame: Frame
  /** Who asked. */
  readonly process: string
  readonly change: 1 | -1
  /** After it. */
  readonly count: number
  /** In Python's words. */
  readonly what: 'create' | '#PROXY' | 'incref' | 'decref'
}

/**
 * @param key the object
 * @param upTo number of the last frame that counts
 */
export function refcountHistory(run: Run, key: string, upTo = Infinity): RefcountChange[] {
  const changes: RefcountChange[] = []
  let count = 0
  for (const frame of run.frames) {
    if (frame.number > upTo) break
    const what = changeOf(frame)
    if (what === undefined || objectOf(run, frame)?.key !== key) continue
    const change = what === 'decref' ? -1 : 1
    count = Math.max(0, count + change)
    changes.push({ frame, process: frame.connection.client, change, count, what })
  }
  return changes
}

/** What an answer changed, or undefined for a frame that changes no count. */
function changeOf(frame: Frame): RefcountChange['what'] | undefined {
  if (frame.sender === 'client' || frame.family === 'error') return undefined
  if (frame.kind === '#PROXY') return '#PROXY'
  const asked = frame.pair?.kind
  return asked === 'create' || asked === 'incref' || asked === 'decref' ? asked : undefined
}
