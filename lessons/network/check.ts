/** Goals of the lesson: a server that listens at home only, outlives a client, and keeps what that client wrote. */
import { at, callsOf, endOf, processOf } from '../expect.ts'
import type { Goal } from '../schema.ts'

/** What north writes. */
const READING = '-3'

export const goals: readonly Goal[] = [
  {
    id: 'narrow',
    text: 'The server listens at `127.0.0.1`, and nowhere else',
    check(run) {
      const address = processOf(run, 'server')?.address
      if (!address) return { met: false, now: 'not listening' }
      const host = typeof address === 'string' ? address : address[0]
      return { met: host === '127.0.0.1', now: host, proof: { kind: 'process', process: 'server' } }
    },
  },
  {
    id: 'outlives',
    text: 'The server answers south after north has gone',
    check(run) {
      const gone = endOf(run, 'north')?.endedAt
      if (gone === undefined) return { met: false }
      const call = callsOf(run, 'south').find(({ pair }) => pair.time > gone)
      return call ? { met: true, proof: at(call.pair) } : { met: false, now: 'no answer' }
    },
  },
  {
    id: 'reads-north',
    text: 'South reads the −3 that north wrote',
    check(run) {
      const written = callsOf(run, 'north').find((call) => call.args?.includes(READING))
      const own = callsOf(run, 'south').find((call) => call.args?.includes(READING))
      if (own) return { met: false, now: 'written by south', proof: at(own) }
      const read = callsOf(run, 'south').find((call) => call.pair.result?.includes(READING))
      if (written && read) return { met: true, proof: at(read.pair) }
      const last = callsOf(run, 'south').at(-1)
      return { met: false, now: last?.pair.result, proof: last && at(last.pair) }
    },
  },
]
