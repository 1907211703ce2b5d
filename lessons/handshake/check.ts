/** Goals of the lesson: one handshake that succeeds and leads to a call, one that is refused and is lived through. */
import type { Connection, Run } from 'multiprocessing/inspect'
import { at, callsOf, endOf } from '../expect.ts'
import type { Goal } from '../schema.ts'

function connectionsOf(run: Run, label: string): Connection[] {
  return run.connections.filter(({ client }) => run.processes.get(client)?.label === label)
}

function refusedTo(run: Run, label: string): Connection | undefined {
  return connectionsOf(run, label).find(({ handshake }) => handshake === 'refused')
}

export const goals: readonly Goal[] = [
  {
    id: 'let-in',
    text: "The friend's handshake succeeds, on both sides",
    check(run) {
      const connections = connectionsOf(run, 'friend')
      const accepted = connections.find(({ handshake }) => handshake === 'accepted')
      const welcome = accepted?.frames.findLast((frame) => frame.kind === 'welcome')
      if (welcome) return { met: true, proof: at(welcome) }
      return { met: false, now: connections.length === 0 ? 'no frame' : 'refused' }
    },
  },
  {
    id: 'climbs',
    text: "The friend's call `climb` is answered",
    check(run) {
      const [climb] = callsOf(run, 'friend', 'climb')
      return climb ? { met: true, proof: at(climb.pair) } : { met: false }
    },
  },
  {
    id: 'refused',
    text: 'The stranger gets `#FAILURE#`, and no further',
    check(run) {
      const inside = connectionsOf(run, 'stranger').find(({ handshake }) => handshake === 'accepted')
      const failure = refusedTo(run, 'stranger')?.frames.find((frame) => frame.kind === 'failure')
      if (inside || !failure) return { met: false, now: inside ? 'let in' : 'no frame' }
      return { met: true, proof: at(failure) }
    },
  },
  {
    id: 'goes-home',
    text: 'The stranger is refused and ends with 0',
    check(run) {
      const end = endOf(run, 'stranger')
      if (!end) return { met: false }
      const met = end.code === 0 && refusedTo(run, 'stranger') !== undefined
      return { met, now: end.code === 0 ? 'never refused' : String(end.code ?? end.signal), proof: met ? { kind: 'process', process: 'stranger' } : undefined }
    },
  },
]
