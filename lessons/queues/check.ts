/** Goals of the lesson: every loaf comes out, the bakery waits for the work itself, and nobody is left waiting. */
import { objectOf } from 'multiprocessing/inspect'
import type { Frame, Run } from 'multiprocessing/inspect'
import { at, callsOf, onceEnded, type Answered } from '../expect.ts'
import type { Goal } from '../schema.ts'

const BAKERS = 3
const LOAVES = 12

/** Labels of the processes that the bakery has started and that fetch something. */
function workers(run: Run): string[] {
  const labels = [...run.processes.values()].map(({ label }) => label)
  return labels.filter((label) => label !== 'bakery' && run.frames.some((frame) => isGet(run, frame, label)))
}

function isGet(run: Run, frame: Frame, label: string): boolean {
  return frame.kind === 'call' && frame.method === 'get' && run.processes.get(frame.from)?.label === label
}

/** Calls by which a worker got a loaf: whatever is not the end. */
function loavesTaken(run: Run): Answered[] {
  return workers(run)
    .flatMap((label) => callsOf(run, label, 'get'))
    .filter((call) => call.pair.result !== 'None')
}

export const goals: readonly Goal[] = [
  {
    id: 'all-baked',
    text: 'The bakery gets twelve loaves that others have put there',
    check(run) {
      const bakery = new Set(callsOf(run, 'bakery', 'put').map((call) => objectOf(run, call)))
      const got = callsOf(run, 'bakery', 'get').filter((call) => !bakery.has(objectOf(run, call)))
      const different = new Set(got.map((call) => call.pair.result))
      if (different.size < LOAVES) return { met: false, now: String(different.size) }
      return { met: true, proof: at(got.at(-1)!.pair) }
    },
  },
  {
    id: 'joined',
    text: '`join` is answered when all twelve are done',
    check(run) {
      const [join] = callsOf(run, 'bakery', 'join')
      if (!join) return { met: false, now: 'not asked' }
      const finished = workers(run).flatMap((label) => callsOf(run, label, 'task_done')).filter((call) => call.time < join.pair.time).length
      return { met: finished >= LOAVES, now: `${finished} done`, proof: at(join.pair) }
    },
  },
  {
    id: 'nobody-waits',
    text: 'Three bakers bake, and no `get` of theirs is left without an answer',
    check: onceEnded('bakery', (run) => {
      const busy = workers(run)
      const open = run.frames.find((frame) => frame.pair?.kind !== '#RETURN' && busy.some((label) => isGet(run, frame, label)))
      if (open) return { met: false, now: `frame ${open.number}`, proof: at(open) }
      if (busy.length < BAKERS) return { met: false, now: String(busy.length) }
      const taken = loavesTaken(run)
      return { met: taken.length >= LOAVES, now: String(taken.length), proof: taken.length > 0 ? at(taken.at(-1)!.pair) : undefined }
    }),
  },
]
