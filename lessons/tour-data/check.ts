/** Goals of the lesson: the same data over the wire, in a tenth of the frames. */
import { objectOf } from 'multiprocessing/inspect'
import type { Run, SharedObject } from 'multiprocessing/inspect'
import { argumentsOf, at, callsOf, onceEnded, type Answered } from '../expect.ts'
import type { Goal } from '../schema.ts'

const READINGS = 200
const BOATS = 20
const TOTAL = (READINGS * (READINGS - 1)) / 2

/** What a goal allows: a tenth of what the loops take. */
const READS = READINGS / 10
const WRITES = BOATS / 10

/** Bytes of an answer that has all readings in it; each takes two. */
const WHOLE = READINGS * 2

/** The program's answered calls to the first object of a typeid, in order. */
function callsTo(run: Run, typeid: string): Answered[] {
  const first: SharedObject | undefined = [...run.objects.values()].find((object) => object.typeid === typeid)
  return first === undefined ? [] : callsOf(run, 'harbour').filter((call) => objectOf(run, call) === first)
}

export const goals: readonly Goal[] = [
  {
    id: 'read-all',
    text: 'All 200 readings cross the wire',
    check(run) {
      const calls = callsTo(run, 'list')
      const whole = calls.find((call) => call.pair.size >= WHOLE)
      if (whole) return { met: true, proof: at(whole.pair) }
      const single = new Set(calls.filter((call) => call.method === '__getitem__').map(argumentsOf))
      return { met: single.size >= READINGS, now: String(single.size), proof: calls.length > 0 ? at(calls.at(-1)!.pair) : undefined }
    },
  },
  {
    id: 'few-reads',
    text: `Reading them takes at most ${READS} calls`,
    check: onceEnded('harbour', (run) => {
      const calls = callsTo(run, 'list')
      if (calls.length === 0) return { met: false, now: '0' }
      return { met: calls.length <= READS, now: String(calls.length), proof: at(calls.at(-1)!) }
    }),
  },
  {
    id: 'few-writes',
    text: `The 20 boats are there after at most ${WRITES} calls`,
    check(run) {
      const calls = callsTo(run, 'dict')
      const full = calls.findIndex((call) => call.method === '__len__' && call.pair.result === String(BOATS))
      if (full === -1) return { met: false, now: 'not counted' }
      return { met: full <= WRITES, now: String(full), proof: at(calls[full]!.pair) }
    },
  },
  {
    id: 'total',
    text: `The report's \`total\` is ${TOTAL}`,
    check(run) {
      const set = callsTo(run, 'Namespace').findLast((call) => call.method === '__setattr__' && argumentsOf(call).startsWith("'total'"))
      const value = set && argumentsOf(set).replace("'total', ", '')
      return { met: value === String(TOTAL), now: value, proof: set && at(set) }
    },
  },
]
