/** The run as it was where the scrubber stands: what topology, objects and memory draw. */
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals'
import { useEffect, useLayoutEffect } from 'preact/hooks'
import { momentAt, type Moment, type ObjectAt } from 'multiprocessing/inspect'
import { isRunning, run } from '../../store.ts'
import { head, selectedObject } from '../state.ts'

/** Drawing that takes longer than this is not done at every change of a live run, but takes at most a sixth of the time. */
const QUICK_MS = 8
const LONGEST_PAUSE_MS = 1000
let cost = 0
let pause: ReturnType<typeof setTimeout> | undefined
const settled = signal(run.peek())
effect(() => {
  const next = run.value
  if (next?.run !== settled.peek()?.run || cost < QUICK_MS) settled.value = next
  else {
    pause ??= setTimeout(() => {
      pause = undefined
      settled.value = run.peek()
    }, Math.min(LONGEST_PAUSE_MS, cost * 5))
  }
})

/** Notes how long it takes to draw a moment. Called at the start of a component that does. */
export function useCost(): void {
  const started = performance.now()
  useLayoutEffect(() => {
    cost = performance.now() - started
  })
}

/** Another object at every change of the run; undefined while there is no run. */
export const moment = computed<Moment | undefined>(() => {
  const present = settled.value?.run
  return present && momentAt(present, head.value ?? undefined)
})

/** The chosen object as it was at the moment; undefined where none is chosen, or it was not there. */
export const chosenObject = computed<ObjectAt | undefined>(() => (selectedObject.value === null ? undefined : moment.value?.object(selectedObject.value)))

/** How often a running time is shown anew while nothing happens. */
const TICK_MS = 500

let changedAt = 0
effect(() => {
  void run.value
  changedAt = performance.now()
})
/** Microseconds since the run last told something. */
const sinceChange = signal(0)

/** Time of the run: that of the moment, and while a run goes on and is looked at as it is now, what has passed since. */
export function useNow(): ReadonlySignal<number> {
  useEffect(() => {
    const timer = setInterval(() => {
      sinceChange.value = isRunning.peek() && head.peek() === null ? (performance.now() - changedAt) * 1000 : 0
    }, TICK_MS)
    return () => {
      clearInterval(timer)
      sinceChange.value = 0
    }
  }, [])
  return now
}

const now = computed(() => (moment.value?.time ?? 0) + (head.value === null && isRunning.value ? sinceChange.value : 0))
