/** Goals of the lesson: what the two guests got by `create`, and what one hears of the other. */
import type { Run } from 'multiprocessing/inspect'
import { argumentsOf, at, callsOf, identsOf, requestsOf } from '../expect.ts'
import type { Goal, GoalResult, Proof } from '../schema.ts'

/** Whether the two guests' `create` of a typeid brought one ident or two. */
function compare(run: Run, typeid: string, wanted: 1 | 2): GoalResult {
  const [ana, bo] = ['ana', 'bo'].map((name) => identsOf(run, name, typeid))
  if (ana!.length === 0 || bo!.length === 0) return { met: false }
  const all = new Set([...ana!, ...bo!])
  const met = wanted === 1 ? all.size === 1 : all.size === ana!.length + bo!.length
  return { met, now: all.size === 1 ? '1 ident' : `${all.size} idents`, proof: createOf(run, typeid) }
}

function createOf(run: Run, typeid: string): Proof | undefined {
  const last = requestsOf(run, 'bo', 'create').findLast(({ pair }) => pair.typeid === typeid)
  return last && at(last.pair)
}

export const goals: readonly Goal[] = [
  {
    id: 'one-jukebox',
    text: '`create(\'Jukebox\')` gives both guests the same ident',
    check: (run) => compare(run, 'Jukebox', 1),
  },
  {
    id: 'bo-hears-ana',
    text: "Bo's `songs()` has what Ana has queued",
    check(run) {
      const heard = callsOf(run, 'bo', 'songs').at(-1)
      if (!heard) return { met: false }
      const own = callsOf(run, 'bo', 'queue').map(argumentsOf)
      const anas = callsOf(run, 'ana', 'queue').map(argumentsOf).filter((song) => !own.includes(song))
      const met = anas.length > 0 && anas.every((song) => heard.pair.result?.includes(song))
      return { met, now: heard.pair.result, proof: at(heard.pair) }
    },
  },
  {
    id: 'two-tabs',
    text: '`create(\'Tab\', …)` gives each guest another',
    check: (run) => compare(run, 'Tab', 2),
  },
]
