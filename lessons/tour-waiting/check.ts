/** Goals of the lesson: both begin together, nobody waits in a circle, both cook, and both hear the bell. */
import { objectOf } from 'multiprocessing/inspect'
import type { Frame, Run, SharedObject } from 'multiprocessing/inspect'
import { argumentsOf, at, callsOf, onceEnded } from '../expect.ts'
import type { Goal } from '../schema.ts'

const COOKS = ['Ada', 'Ben']

/** A lock that a process holds or waits for, and when. Times as in the run. */
interface Span {
  readonly label: string
  readonly lock: SharedObject
  readonly from: number
  readonly to: number
  readonly frame: Frame
}

interface Spans {
  readonly held: readonly Span[]
  readonly waited: readonly Span[]
}

/** When each cook held a lock, and when each waited for one. */
function spans(run: Run): Spans {
  const held: Span[] = []
  const waited: Span[] = []
  for (const label of COOKS) {
    const open = new Map<SharedObject, Frame>()
    for (const frame of run.frames) {
      const lock = objectOf(run, frame)
      if (frame.kind !== 'call' || !lock || run.processes.get(frame.from)?.label !== label) continue
      const end = frame.pair?.time ?? Infinity
      if (frame.method === 'acquire' || frame.method === '__enter__') {
        // Who asks without waiting stands in nobody's way.
        if (!argumentsOf(frame).startsWith('False')) waited.push({ label, lock, from: frame.time, to: end, frame })
        if (frame.pair?.result === 'True') open.set(lock, frame.pair)
      }
      const taken = open.get(lock)
      if ((frame.method === 'release' || frame.method === '__exit__') && taken) {
        held.push({ label, lock, from: taken.time, to: frame.time, frame: taken })
        open.delete(lock)
      }
    }
    for (const [lock, taken] of open) held.push({ label, lock, from: taken.time, to: Infinity, frame: taken })
  }
  return { held, waited }
}

/** Two who wait at the same time, each for what the other holds. */
function circle({ held, waited }: Spans): Span | undefined {
  const holds = (label: string, lock: SharedObject, when: number): boolean =>
    held.some((span) => span.label === label && span.lock === lock && span.from <= when && span.to >= when)
  for (const one of waited) {
    for (const other of waited) {
      const when = Math.max(one.from, other.from)
      if (one.label === other.label || when >= Math.min(one.to, other.to)) continue
      if (holds(one.label, other.lock, when) && holds(other.label, one.lock, when)) return one.from < other.from ? other : one
    }
  }
  return undefined
}

export const goals: readonly Goal[] = [
  {
    id: 'together',
    text: 'The barrier lets two processes through at once',
    check(run) {
      const waits = COOKS.flatMap((label) => callsOf(run, label, 'wait')).filter((call) => objectOf(run, call)?.typeid === 'Barrier')
      const turns = new Set(waits.map((call) => call.pair.result))
      const met = turns.has('0') && turns.has('1')
      return { met, now: `${turns.size}`, proof: waits.length > 0 ? at(waits.at(-1)!.pair) : undefined }
    },
  },
  {
    id: 'no-circle',
    text: 'No two wait for what the other holds',
    check: onceEnded('kitchen', (run) => {
      const all = spans(run)
      const found = circle(all)
      if (found) return { met: false, now: `${found.label} waits`, proof: at(found.frame) }
      return all.held.length === 0 ? { met: false, now: 'no locks' } : { met: true, proof: at(all.held.at(-1)!.frame) }
    }),
  },
  {
    id: 'both-cook',
    text: 'Each cook has both locks at once',
    check(run) {
      const { held } = spans(run)
      const cooked = COOKS.flatMap((label) => {
        const own = held.filter((span) => span.label === label)
        return own.filter((span) => own.some((other) => other.lock !== span.lock && other.from <= span.from && other.to >= span.from)).slice(0, 1)
      })
      return { met: cooked.length === COOKS.length, now: cooked.map(({ label }) => label).join() || 'nobody', proof: cooked[0] && at(cooked.at(-1)!.frame) }
    },
  },
  {
    id: 'bell',
    text: 'Both hear the bell',
    check(run) {
      const heard = COOKS.flatMap((label) => callsOf(run, label, 'wait')).filter((call) => objectOf(run, call)?.typeid === 'Event')
      const rung = heard.filter((call) => call.pair.result === 'True')
      return { met: rung.length >= COOKS.length, now: String(rung.length), proof: heard.length > 0 ? at(heard.at(-1)!.pair) : undefined }
    },
  },
]
