/** Goals of the lesson: what is added reaches the server, and both clients mean the same list. */
import { objectOf } from 'multiprocessing/inspect'
import type { Run, SharedObject } from 'multiprocessing/inspect'
import { at, callsOf, type Answered } from '../expect.ts'
import type { Goal } from '../schema.ts'

/** Methods that put something into a list. */
const ADDS = ['append', 'extend', 'insert', '__iadd__']
const HERBS = ['basil', 'mint', 'sage']

/** A client's answered calls that add to something, and the object of each. */
function additions(run: Run, client: string): { readonly call: Answered; readonly object: SharedObject | undefined }[] {
  return callsOf(run, client)
    .filter((call) => ADDS.includes(call.method ?? ''))
    .map((call) => ({ call, object: objectOf(run, call) }))
}

export const goals: readonly Goal[] = [
  {
    id: 'append-sent',
    text: "The gardener's mint is a call to the server",
    check(run) {
      const mint = additions(run, 'gardener').find(({ call }) => call.args?.includes("'mint'"))
      return mint ? { met: true, proof: at(mint.call) } : { met: false, now: 'no frame' }
    },
  },
  {
    id: 'same-list',
    text: 'The cook adds to the same list',
    check(run) {
      const lists = new Set(additions(run, 'gardener').map(({ object }) => object))
      const added = additions(run, 'cook')
      const same = added.find(({ object }) => object !== undefined && lists.has(object))
      if (same) return { met: true, proof: at(same.call) }
      return { met: false, now: added.length === 0 ? 'no frame' : 'another list', proof: added[0] && at(added[0].call) }
    },
  },
  {
    id: 'all-three',
    text: 'The cook reads basil, mint and sage in one answer',
    check(run) {
      const missing = (call: Answered): string[] => HERBS.filter((herb) => !call.pair.result?.includes(`'${herb}'`))
      const calls = callsOf(run, 'cook')
      const whole = calls.find((call) => missing(call).length === 0)
      if (whole) return { met: true, proof: at(whole.pair) }
      const last = calls.findLast((call) => missing(call).length < HERBS.length)
      return { met: false, now: last && `no ${missing(last).join(', no ')}`, proof: last && at(last.pair) }
    },
  },
]
