/** Goals of the lesson: what must have crossed the wire. */
import { endOf, lineOf, repliesTo } from '../expect.ts'
import type { Goal } from '../schema.ts'

const OPEN = ['fill', 'level']

export const goals: readonly Goal[] = [
  {
    id: 'two-names',
    text: '`exposed` has `level` and `fill`',
    check(run) {
      const made = run.frames.filter((frame) => frame.exposed !== undefined && frame.typeid === 'Tank')
      const last = made.at(-1)
      if (!last) return { met: false }
      const names = [...last.exposed!].sort()
      const met = names.length === OPEN.length && names.every((name, nth) => name === OPEN[nth])
      return { met, now: names.join(', ') || 'nothing', proof: lineOf(run, 'Tank') ?? { kind: 'frame', frame: last.number } }
    },
  },
  {
    id: 'fill-answered',
    text: '`fill` is answered',
    check(run) {
      const answered = repliesTo(run, 'fill').find((reply) => reply.kind === '#RETURN')
      return answered ? { met: true, proof: { kind: 'frame', frame: answered.number } } : { met: false }
    },
  },
  {
    id: 'drain-refused',
    text: 'The server refuses `drain`',
    check(run) {
      const replies = repliesTo(run, 'drain')
      const allowed = replies.find((reply) => reply.kind === '#RETURN')
      if (allowed) return { met: false, now: 'answered', proof: { kind: 'frame', frame: allowed.number } }
      const refused = replies.find((reply) => reply.kind === '#TRACEBACK' && reply.error?.type === 'AttributeError')
      return refused ? { met: true, proof: { kind: 'frame', frame: refused.number } } : { met: false }
    },
  },
  {
    id: 'visitor-lives',
    text: 'The visitor asks for `drain` and still ends with 0',
    check(run) {
      const end = endOf(run, 'visitor')
      if (!end) return { met: false }
      const asked = repliesTo(run, 'drain').length > 0
      const met = end.code === 0 && asked
      return { met, now: end.code === 0 ? 'never asked' : String(end.code ?? end.signal), proof: met ? { kind: 'process', process: 'visitor' } : undefined }
    },
  },
]
