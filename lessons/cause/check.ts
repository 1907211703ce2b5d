/** Goals of the lesson: a server is killed in mid-call, and the ship goes on with the next. */
import type { Frame, Run } from 'multiprocessing/inspect'
import { at, callsOf, endOf } from '../expect.ts'
import type { Goal } from '../schema.ts'

const BLINKS = 6
const FIRST_LIFE = 2

/** The ship's call that a dying server left without an answer. */
function abandoned(run: Run): Frame | undefined {
  return run.frames.find((frame) => {
    if (frame.kind !== 'call' || frame.pair || run.processes.get(frame.from)?.label !== 'ship') return false
    return run.processes.get(frame.to)?.signal === 'SIGKILL'
  })
}

export const goals: readonly Goal[] = [
  {
    id: 'killed',
    text: 'A server is killed while it has a call of the ship',
    check(run) {
      const call = abandoned(run)
      return call ? { met: true, proof: at(call) } : { met: false }
    },
  },
  {
    id: 'second-life',
    text: 'Another server answers at the same address',
    check(run) {
      const answers = callsOf(run, 'ship', 'blink')
      const first = answers[0]
      const other = answers.find((call) => call.to !== first?.to)
      if (!first || !other) return { met: false, now: String(new Set(answers.map((call) => call.to)).size) }
      const address = (process: string): string => JSON.stringify(run.processes.get(process)?.address)
      return { met: address(first.to) === address(other.to), now: 'another address', proof: at(other.pair) }
    },
  },
  {
    id: 'six-blinks',
    text: 'The ship sees six blinks of the lamps, and ends with 0',
    check(run) {
      const seen = callsOf(run, 'ship', 'blink')
      const first = seen.filter((call) => run.processes.get(call.to)?.signal === 'SIGKILL')
      const met = seen.length >= BLINKS && first.length >= FIRST_LIFE && endOf(run, 'ship')?.code === 0
      return { met, now: String(seen.length), proof: seen.length > 0 ? at(seen.at(-1)!.pair) : undefined }
    },
  },
]
