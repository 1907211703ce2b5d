/** Plays a run again: the head goes from frame to frame, quick frames slowed down and long waits cut short. */
import { useSignalEffect } from '@preact/signals'
import type { Frame } from 'multiprocessing/inspect'
import { run } from '../../store.ts'
import { head, playing, scrubTo } from '../state.ts'

/** How long the head stands at a frame, in milliseconds. */
const SHORTEST = 60
const LONGEST = 700
/** A whole run is played in about this time at most: long ones go by many frames a step. */
const WHOLE = 30_000

/**
 * How long to stand at a frame before the next, in milliseconds.
 * @param gap microseconds between the two
 */
export function standing(gap: number): number {
  // 50 µs, a usual answer, become a fifth of a second; each tenfold adds as much again.
  const stretched = 200 * Math.log10(Math.max(5, gap) / 5)
  return Math.max(SHORTEST, Math.min(LONGEST, stretched))
}

/** How many frames to go on by, so that the run is over in time. */
export function stride(frames: number): number {
  return Math.max(1, Math.round((frames * SHORTEST) / WHOLE))
}

/** Moves the head while `playing`. Ends at the last frame. */
export function usePlayer(): void {
  useSignalEffect(() => {
    if (!playing.value) return
    const frames = run.peek()?.run.frames ?? []
    if (frames.length === 0) {
      playing.value = false
      return
    }
    // From the end, it starts at the beginning.
    if (head.peek() === null) scrubTo(1)
    let timer = setTimeout(step, SHORTEST)
    function step(): void {
      const all = run.peek()?.run.frames ?? []
      const at = head.peek()
      if (at === null || at >= all.length) {
        playing.value = false
        return
      }
      const next = Math.min(all.length, at + stride(all.length))
      scrubTo(next)
      timer = setTimeout(step, stride(all.length) > 1 ? SHORTEST : standing(gapAfter(all, next)))
    }
    return () => clearTimeout(timer)
  })
}

function gapAfter(frames: readonly Frame[], number: number): number {
  const frame = frames[number - 1]
  const next = frames[number]
  return frame && next ? next.time - frame.time : 0
}
