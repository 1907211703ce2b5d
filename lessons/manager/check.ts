/** Goals of the lesson: one list, in a process of its own, and two processes that write in it. */
import { objectOf } from 'multiprocessing/inspect'
import type { Frame, Run, SharedObject } from 'multiprocessing/inspect'
import { argumentsOf, at } from '../expect.ts'
import type { Goal } from '../schema.ts'

/** Methods that put something in. */
const WRITES = new Set(['append', 'extend', 'insert', '__iadd__', '__setitem__', 'setdefault', 'update'])

interface Shared {
  readonly object: SharedObject
  /** Writes that were answered, by process; those of the process that made the object do not count. */
  readonly writes: ReadonlyMap<string, readonly Frame[]>
}

/** The object that most processes have written in. */
function mostShared(run: Run): Shared | undefined {
  const found = new Map<SharedObject, Map<string, Frame[]>>()
  for (const frame of run.frames) {
    if (frame.kind !== 'call' || !WRITES.has(frame.method ?? '') || frame.pair?.kind !== '#RETURN') continue
    const object = objectOf(run, frame)
    if (!object || object.createdBy?.from === frame.from) continue
    const writes = found.get(object) ?? new Map<string, Frame[]>()
    writes.set(frame.from, [...(writes.get(frame.from) ?? []), frame])
    found.set(object, writes)
  }
  const [most] = [...found].sort(([, one], [, other]) => other.size - one.size)
  return most && { object: most[0], writes: most[1] }
}

/** What is written in quotes among the arguments. */
function wordsIn(frame: Frame): string[] {
  return argumentsOf(frame).match(/'[^']+'/g) ?? []
}

export const goals: readonly Goal[] = [
  {
    id: 'own-process',
    text: 'A server process owns a list',
    check(run) {
      const owned = [...run.objects.values()].find(({ createdBy, server }) => createdBy !== undefined && createdBy.from !== server)
      return owned ? { met: true, proof: at(owned.createdBy!) } : { met: false }
    },
  },
  {
    id: 'two-writers',
    text: 'Two other processes write in the same list',
    check(run) {
      const writers = [...(mostShared(run)?.writes.values() ?? [])]
      if (writers.length < 2) return { met: false, now: `${writers.length}` }
      return { met: true, proof: at(writers[1]![0]!) }
    },
  },
  {
    id: 'all-there',
    text: '`marsh` reads the birds of both from it',
    check(run) {
      const shared = mostShared(run)
      if (!shared || shared.writes.size < 2) return { met: false }
      const { object, writes } = shared
      const written = [...writes.values()].flat()
      const last = Math.max(...written.map((frame) => frame.pair!.time))
      const reads = run.frames.filter(
        (frame) => frame.kind === '#RETURN' && frame.pair?.kind === 'call' && frame.pair.from === object.createdBy?.from && frame.pair.time >= last && objectOf(run, frame) === object,
      )
      const read = reads.map((frame) => frame.result ?? '').join()
      const missing = written.flatMap(wordsIn).filter((word) => !read.includes(word))
      if (reads.length === 0 || missing.length > 0) return { met: false, now: reads.length === 0 ? 'not read' : `no ${missing[0]}` }
      return { met: true, proof: at(reads.at(-1)!) }
    },
  },
]
