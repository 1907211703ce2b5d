/** Goals of the lesson: two processes count in one segment of memory, without a frame, without a loss, and it is given back. */
import { segmentAt } from 'multiprocessing/inspect'
import type { Run, Segment } from 'multiprocessing/inspect'
import { at, callsOf, onceEnded } from '../expect.ts'
import type { Goal } from '../schema.ts'

const MILLERS = ['miller 1', 'miller 2']
const SACKS = 200n

/** The segment that most millers have mapped, and who they are. */
function shared(run: Run): { readonly segment: Segment; readonly millers: readonly string[] } | undefined {
  const segments = run.memory.segments.map((segment) => {
    const labels = new Set(segment.uses.map(({ process }) => run.processes.get(process)?.label))
    return { segment, millers: MILLERS.filter((label) => labels.has(label)) }
  })
  return segments.toSorted((one, other) => other.millers.length - one.millers.length)[0]
}

/** The first item of a list in shared memory, as far as the trace tells. */
function firstItem(segment: Segment): bigint | undefined {
  const now = segmentAt(segment)
  const field = now?.layout?.fields.find(({ label }) => label === '[0]')
  if (!now || !field || field.format !== 'q' || field.offset + 8 > now.bytes.length) return undefined
  return new DataView(now.bytes.buffer, now.bytes.byteOffset).getBigInt64(field.offset, true)
}

export const goals: readonly Goal[] = [
  {
    id: 'one-memory',
    text: 'Both millers have mapped the same memory',
    check(run) {
      const found = shared(run)
      const met = found !== undefined && found.millers.length === MILLERS.length
      return { met, now: found && found.millers.length > 0 ? found.millers.join() : 'no memory', proof: met ? { kind: 'process', process: MILLERS[1]! } : undefined }
    },
  },
  {
    id: 'no-frames',
    text: 'Their loops send no frame',
    check: onceEnded('mill', (run) => {
      const calls = MILLERS.flatMap((label) => callsOf(run, label))
      if (calls.length > 0) return { met: false, now: `${calls.length} calls`, proof: at(calls.at(-1)!) }
      return { met: (shared(run)?.millers.length ?? 0) > 0 }
    }),
  },
  {
    id: 'all-sacks',
    text: 'In the end the memory says 200',
    check(run) {
      const found = shared(run)
      const value = found && firstItem(found.segment)
      return { met: value === SACKS, now: value === undefined ? 'nothing' : String(value) }
    },
  },
  {
    id: 'given-back',
    text: 'The program gives the memory back itself',
    check(run) {
      const segment = shared(run)?.segment
      if (!segment) return { met: false }
      const { unlinked } = segment
      return { met: unlinked?.by === 'program', now: unlinked ? 'at its end' : 'still there' }
    },
  },
]
