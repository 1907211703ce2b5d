/** Goals of the lesson: one server that belongs to none of its clients, and both say hello to it. */
import { argumentsOf, at, callsOf, endOf, requestsOf } from '../expect.ts'
import type { Goal } from '../schema.ts'

const CLIENTS = ['baker', 'customer']

export const goals: readonly Goal[] = [
  {
    id: 'not-its-child',
    text: 'The server that the baker calls is not its child',
    check(run) {
      const call = callsOf(run, 'baker').at(-1)
      const server = call && run.processes.get(call.to)
      const client = call && run.processes.get(call.from)
      if (!call || !server || !client) return { met: false, now: 'no call' }
      return server.ppid === client.pid ? { met: false, now: 'its child', proof: at(call) } : { met: true, proof: at(call) }
    },
  },
  {
    id: 'one-dummy-each',
    text: 'Baker and customer connect: one `dummy` each',
    check(run) {
      const dummies = CLIENTS.map((name) => requestsOf(run, name, 'dummy'))
      const now = dummies.map(({ length }) => length)
      return { met: now.every((count) => count === 1), now: now.join(' and '), proof: dummies[0]![0] && at(dummies[0]![0]) }
    },
  },
  {
    id: 'bread',
    text: 'The customer takes what the baker has put there',
    check(run) {
      const taken = callsOf(run, 'customer', 'take').at(-1)
      if (!taken) return { met: false }
      const put = callsOf(run, 'baker', 'put').filter((call) => call.to === taken.to)
      const own = callsOf(run, 'customer', 'put')
      const met = own.length === 0 && put.some((call) => argumentsOf(call) === taken.pair.result)
      return { met, now: own.length > 0 ? 'put there by the customer' : taken.pair.result, proof: at(taken.pair) }
    },
  },
  {
    id: 'both-end-well',
    text: 'Baker and customer end with 0',
    check(run) {
      const ends = CLIENTS.map((name) => endOf(run, name))
      const bad = CLIENTS.find((_, nth) => ends[nth] !== undefined && ends[nth].code !== 0)
      const met = ends.every((end) => end?.code === 0)
      return { met, now: bad && `the ${bad} ends with another`, proof: met ? { kind: 'process', process: 'baker' } : undefined }
    },
  },
]
