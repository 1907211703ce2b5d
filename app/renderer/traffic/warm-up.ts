/**
 * Reads the texts of frames (arguments, results) while nothing else is to be done. They are decoded when they are first
 * asked for, and the first word typed into the filter asks for all of them at once.
 */
import { useEffect } from 'preact/hooks'
import type { Frame, Run } from 'multiprocessing/inspect'
import { run } from '../store.ts'

/** Frames read between two looks at the clock. */
const CHUNK = 50

export function useWarmUp(): void {
  useEffect(() => {
    let known: Run | undefined
    let at = 0
    let waiting: number | undefined
    const read = (deadline: IdleDeadline) => {
      waiting = undefined
      const frames = known?.frames ?? []
      while (at < frames.length && deadline.timeRemaining() > 2) {
        for (const end = Math.min(frames.length, at + CHUNK); at < end; at++) touch(frames[at])
      }
      if (at < frames.length) schedule()
    }
    const schedule = () => (waiting ??= requestIdleCallback(read))
    const stop = run.subscribe((snapshot) => {
      if (snapshot?.run !== known) at = 0
      known = snapshot?.run
      if (known && at < known.frames.length) schedule()
    })
    return () => {
      stop()
      if (waiting !== undefined) cancelIdleCallback(waiting)
    }
  }, [])
}

/** The getters keep what they have decoded. */
function touch(frame: Frame | undefined): void {
  if (!frame || frame.family === 'handshake') return
  void frame.args
  void frame.result
}
