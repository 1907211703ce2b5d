/** Goals of the lesson: the letter goes by proxy, lives until it has been read, and is gone afterwards. */
import { objectOf } from 'multiprocessing/inspect'
import type { Run, SharedObject } from 'multiprocessing/inspect'
import { at, callsOf, identsOf, onceEnded, requestsOf, type Answered } from '../expect.ts'
import type { Goal } from '../schema.ts'

/** The letters that the sender has had made. */
function letters(run: Run): SharedObject[] {
  const idents = new Set(identsOf(run, 'sender', 'list'))
  return [...run.objects.values()].filter((object) => idents.has(object.ident) && object.typeid === 'list')
}

/** Iris's calls to a letter of the sender. */
function readings(run: Run): Answered[] {
  const sent = letters(run)
  return callsOf(run, 'iris').filter((call) => sent.some((letter) => letter === objectOf(run, call)))
}

export const goals: readonly Goal[] = [
  {
    id: 'counted',
    text: 'Iris is counted as a holder of the letter',
    check(run) {
      const idents = new Set(letters(run).map((letter) => letter.ident))
      const asked = requestsOf(run, 'iris', 'incref').filter((request) => idents.has(request.ident ?? ''))
      const counted = asked.find((request) => request.pair.kind === '#RETURN')
      if (counted) return { met: true, proof: at(counted.pair) }
      const refused = asked.at(-1)?.pair
      return { met: false, now: refused ? 'too late' : 'never asked', proof: refused && at(refused) }
    },
  },
  {
    id: 'read',
    text: 'She reads it in the server',
    check(run) {
      const read = readings(run).find((call) => call.pair.result?.includes('dear Iris'))
      return read ? { met: true, proof: at(read.pair) } : { met: false }
    },
  },
  {
    id: 'gone',
    text: 'In the end the server has no letter any more',
    check: onceEnded('sender', onceEnded('iris', (run) => {
      const made = letters(run)
      if (made.length === 0) return { met: false, now: 'no letter' }
      // What the server took along when it ended still had a count.
      const left = made.find((letter) => letter.refcount > 0)
      if (left) return { met: false, now: `refcount ${left.refcount}`, proof: left.createdBy && at(left.createdBy) }
      const last = run.frames.findLast((frame) => frame.kind === 'decref' && made.some((letter) => letter.ident === frame.ident))
      return { met: true, proof: last && at(last) }
    })),
  },
]
