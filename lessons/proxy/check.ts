/** Goals of the lesson: the keeper changes and reads the hive in the server, and describes its proxy for nothing. */
import type { Run } from 'multiprocessing/inspect'
import { argumentsOf, at, callsOf, endOf, requestsOf, type Answered } from '../expect.ts'
import type { Goal } from '../schema.ts'

/** Calls that change the hive, describe it, or fetch all of it: no readings. */
const NO_READING = new Set(['bring', 'take', '__setattr__', '__repr__', '__str__', '#GETVALUE'])

/** Calls of the keeper that were answered with a number and changed nothing. */
function readings(run: Run): Answered[] {
  return callsOf(run, 'keeper').filter(({ method, pair }) => !NO_READING.has(method ?? '') && /^\d+$/.test(pair.result ?? ''))
}

export const goals: readonly Goal[] = [
  {
    id: 'emptied',
    text: 'The hive in the server is empty when the bees bring 5',
    check(run) {
      const [brought] = callsOf(run, 'keeper', 'bring')
      if (!brought) return { met: false }
      const met = brought.pair.result === argumentsOf(brought)
      return { met, now: `${brought.pair.result} after it`, proof: at(brought.pair) }
    },
  },
  {
    id: 'read-there',
    text: 'Each reading of `honey` is one call, before the bees and after',
    check(run) {
      const [brought] = callsOf(run, 'keeper', 'bring')
      const read = readings(run)
      const before = read.find((call) => call.pair.result === '0' && (!brought || call.time < brought.time))
      const after = brought && read.find((call) => call.pair.result === brought.pair.result && call.time > brought.time)
      return { met: before !== undefined && after !== undefined, now: `${read.length} readings`, proof: after && at(after) }
    },
  },
  {
    id: 'free-description',
    text: 'The keeper ends with 0, and describing the proxy sends no frame',
    check(run) {
      const [asked] = [...requestsOf(run, 'keeper', 'call', '__repr__'), ...requestsOf(run, 'keeper', 'call', '__str__')]
      if (asked) return { met: false, now: `${asked.method} is sent`, proof: at(asked) }
      const end = endOf(run, 'keeper')
      if (!end) return { met: false }
      return { met: end.code === 0, now: String(end.code ?? end.signal), proof: { kind: 'process', process: 'keeper' } }
    },
  },
]
