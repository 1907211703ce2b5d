/** Goals of the lesson: a server that began from the top answers, and so does everybody whom the workshop started. */
import type { Run, TracedProcess } from 'multiprocessing/inspect'
import { at, callsOf, endOf, processOf } from '../expect.ts'
import type { Goal } from '../schema.ts'

/** Processes that the workshop started as servers, or that were to be ones. */
function children(run: Run): TracedProcess[] {
  return [...run.processes.values()].filter((process) => process.label.startsWith('Workshop-'))
}

export const goals: readonly Goal[] = [
  {
    id: 'from-the-top',
    text: 'A server that has run `register()` itself answers `ring`',
    check(run) {
      const fresh = new Set(run.registry.filter((row) => row.typeid === 'bell').map((row) => row.process))
      const rung = callsOf(run, 'workshop', 'ring').find((call) => call.to !== call.from && fresh.has(call.to))
      if (rung) return { met: true, proof: at(rung.pair) }
      const copied = callsOf(run, 'workshop', 'ring').length
      return { met: false, now: copied > 0 ? 'only copies' : 'no answer' }
    },
  },
  {
    id: 'all-live',
    text: 'No child fails',
    check(run) {
      const failed = children(run).find((process) => process.failure !== undefined)
      if (failed) return { met: false, now: failed.failure?.type, proof: { kind: 'process', process: failed.label } }
      const end = endOf(run, 'workshop')
      return { met: end?.code === 0, now: processOf(run, 'workshop')?.failure?.type, proof: end && { kind: 'process', process: 'workshop' } }
    },
  },
]
