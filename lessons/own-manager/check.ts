/** Goals of the lesson: who has which row in its registry, and what the server says to a typeid that it does not know. */
import type { Run } from 'multiprocessing/inspect'
import { argumentsOf, at, callsOf, endOf, processOf, requestsOf, type Answered } from '../expect.ts'
import type { Goal } from '../schema.ts'

/** The answer to the passenger's `create('Kayak')`. */
function kayak(run: Run): Answered | undefined {
  return requestsOf(run, 'passenger', 'create').find((request) => argumentsOf(request).startsWith("'Kayak'"))
}

export const goals: readonly Goal[] = [
  {
    id: 'no-callable',
    text: "The passenger's registry has `Ferry` without a callable",
    check(run) {
      const passenger = processOf(run, 'passenger')?.id
      const rows = run.registry.filter((row) => row.process === passenger && row.typeid === 'Ferry')
      const maker = rows.find((row) => row.callable !== null)
      const row = maker ?? rows.at(-1)
      if (!row) return { met: false, now: 'no Ferry' }
      return { met: !maker, now: maker && `callable ${maker.callable}`, proof: row.at && { kind: 'line', file: row.at.file, line: row.at.line } }
    },
  },
  {
    id: 'aboard',
    text: "The passenger's `board` is answered",
    check(run) {
      const [board] = callsOf(run, 'passenger', 'board')
      return board ? { met: true, proof: at(board.pair) } : { met: false }
    },
  },
  {
    id: 'no-kayak',
    text: 'The server has no `Kayak` in its registry, and says so',
    check(run) {
      const answer = kayak(run)?.pair
      const met = answer?.kind === '#TRACEBACK' && answer.error?.type === 'KeyError'
      return { met, now: answer ? answer.kind : 'never asked', proof: answer && at(answer) }
    },
  },
  {
    id: 'goes-on',
    text: 'The passenger asks for a `Kayak` and still ends with 0',
    check(run) {
      const end = endOf(run, 'passenger')
      if (!end) return { met: false }
      const met = end.code === 0 && kayak(run) !== undefined
      return { met, now: end.code === 0 ? 'never asked' : String(end.code ?? end.signal), proof: met ? { kind: 'process', process: 'passenger' } : undefined }
    },
  },
]
