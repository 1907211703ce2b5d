/** Shared memory as it was where the scrubber stands. */
import { computed, signal } from '@preact/signals'
import { segmentAt, type SegmentAt } from 'multiprocessing/inspect'
import { run } from '../../store.ts'
import { head } from '../state.ts'

/** Whether the run has used shared memory so far: the view is offered from then on. */
export const usesMemory = computed(() => (run.value?.run.memory.segments.length ?? 0) > 0)

/** Later than anything: what has no end is still under way then. */
const NOW = Number.MAX_VALUE

/** Key of the chosen segment; the first one while none is chosen. */
export const chosenSegment = signal<string | null>(null)

/** Segments that had been heard of at the moment, in that order. */
export const segments = computed<readonly SegmentAt[]>(() => {
  const present = run.value?.run
  if (!present) return []
  const time = head.value === null ? NOW : (present.frames[head.value - 1]?.time ?? NOW)
  const endOf = (process: string) => present.processes.get(process)?.endedAt
  return present.memory.segments.flatMap((segment) => segmentAt(segment, time, endOf) ?? [])
})
