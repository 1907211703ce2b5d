/** Goals of the lesson: four processes count, nobody writes between another's read and write, and nothing is lost. */
import type { Frame, Run } from 'multiprocessing/inspect'
import { at, callsOf, onceEnded, type Answered } from '../expect.ts'
import type { Goal } from '../schema.ts'

const WALKERS = 4
const VISITS = 25

/** Methods that wait or lock: they count nobody. */
const TURNS = new Set(['wait', 'acquire', 'release', '__enter__', '__exit__'])

/** The calls of each other process that counts: all but those of the crowd's own program. */
function counting(run: Run): Answered[][] {
  const labels = new Set([...run.processes.values()].map(({ label }) => label))
  labels.delete('crowd')
  return [...labels].map((label) => callsOf(run, label).filter((call) => !TURNS.has(call.method ?? ''))).filter((calls) => calls.length > 0)
}

/** The first write of a process that fell between another's read of the same thing and the write that followed from it. */
function splitPair(run: Run): { readonly read: Frame; readonly other: Frame; readonly write: Frame } | undefined {
  const reads = new Map<string, Answered>()
  const writes: Frame[] = []
  const replied = run.frames.filter((frame): frame is Answered => frame.kind === '#RETURN' && frame.pair?.kind === 'call')
  for (const reply of replied.sort((one, other) => one.time - other.time)) {
    const call = reply.pair
    const who = `${call.from} ${call.ident}`
    if (call.method === '__getitem__' || call.method === 'get') reads.set(who, reply)
    if (call.method !== '__setitem__') continue
    const read = reads.get(who)
    const other = read && writes.find((write) => write.time > read.time && write.ident === reply.ident && write.to !== reply.to)
    if (read && other) return { read, other, write: call }
    writes.push(reply)
  }
  return undefined
}

export const goals: readonly Goal[] = [
  {
    id: 'four-walkers',
    text: 'Four processes count, 25 times each',
    check(run) {
      const busy = counting(run).filter((calls) => calls.length >= VISITS)
      if (busy.length < WALKERS) return { met: false, now: String(busy.length) }
      return { met: true, proof: at(busy.at(-1)!.at(-1)!) }
    },
  },
  {
    id: 'unsplit',
    text: "Nobody writes between another's read and write",
    check: onceEnded('crowd', (run) => {
      const split = splitPair(run)
      if (split) return { met: false, now: `frame ${split.other.pair?.number ?? split.other.number}`, proof: at(split.other) }
      const calls = [...callsOf(run, 'crowd'), ...counting(run).flat()]
      return calls.length === 0 ? { met: false } : { met: true, proof: at(calls.at(-1)!) }
    }),
  },
  {
    id: 'all-counted',
    text: 'The crowd reads 100 at the end',
    check(run) {
      const last = callsOf(run, 'crowd').at(-1)
      if (!last) return { met: false }
      return { met: last.pair.result === String(WALKERS * VISITS), now: last.pair.result, proof: at(last.pair) }
    },
  },
]
