/** What the topology says in words: of a process, of an object, of all of it. */
import { formatSource, OUTSIDE, type Moment, type ObjectAt, type ProcessAt } from 'multiprocessing/inspect'
import { plural } from '../format.ts'
import { markWords, namesOf, saysOf, spokenTitle, waitWords } from '../moment/object-facts.ts'

type Address = ProcessAt['address']

/** `127.0.0.1:50011`, `/tmp/listener`. */
export function addressText(address: Address): string {
  if (address === null) return ''
  return typeof address === 'string' ? address : `${address[0]}:${address[1]}`
}

/** `5210 · 127.0.0.1:50011`, `5214 · running`, `5222 · waiting`, `exit 1`. */
export function processWords(process: ProcessAt): string {
  if (process.id === OUTSIDE) return 'not traced'
  const state = stateWords(process)
  const listens = process.role === 'server' && process.address !== null && process.state !== 'ended'
  return [process.pid > 0 ? String(process.pid) : '', listens ? addressText(process.address) : state].filter(Boolean).join(' · ')
}

export function stateWords({ state, code, signal }: ProcessAt): string {
  if (state !== 'ended') return state
  if (signal !== null) return signal
  return code === null ? 'ended' : `exit ${code}`
}

/** One line about an object: `gate, Lock, 3 references, held by worker 1, 2 wait`. */
export function objectWords(object: ObjectAt): string {
  const says = saysOf(object)
  return [spokenTitle(object), plural(object.refcount, 'reference'), says, waitWords(object), ...object.marks.map(markWords)].filter(Boolean).join(', ')
}

/** One sentence for the whole picture. */
export function sceneWords(present: Moment): string {
  const processes = present.processes.filter(({ state }) => state !== 'ended').length
  const waiting = new Set(present.waits.map(({ process }) => process))
  const parts = [
    `${processes === 1 ? '1 process' : `${processes} processes`}, ${plural(present.objects.length, 'object')}, ${plural(present.connections.length, 'connection')}.`,
    waiting.size > 0 ? `${namesOf(waiting)} ${waiting.size === 1 ? 'waits' : 'wait'}.` : '',
    present.deadlocks.length > 0 ? 'There is a deadlock.' : '',
    'The same follows as a tree.',
  ]
  return parts.filter(Boolean).join(' ')
}

export const lineOf = (object: ObjectAt) => (object.createdBy?.at ? formatSource(object.createdBy.at) : undefined)
