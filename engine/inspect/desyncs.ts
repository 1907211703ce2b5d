/**
 * Connections on which answers come to the wrong calls.
 *
 * A connection carries one call at a time: a request, then its reply. Where a client asks again before it has read the
 * reply, the first call was abandoned (Ctrl-C in `q.get()`), and its reply is still to come. Whoever reads next gets it for
 * its own; so do all after that.
 */
import type { Desync, MisplacedAnswer } from './moment.ts'
import type { TracedConnection } from './connection.ts'
import { callName } from './call-text.ts'
import { HANDSHAKE_FRAMES } from './frame.ts'
import type { TracedFrame } from './frame.ts'
import { firstAfter } from './timeline.ts'
import type { TracedRun } from './traced-run.ts'
import type { Frame } from './run.ts'

/** @param time trace time */
export function desyncsAt(run: TracedRun, time: number): readonly Desync[] {
  const desyncs: Desync[] = []
  for (const connection of run.desynced) {
    const [first] = connection.abandoned
    if (first === undefined || first.time > time) continue
    desyncs.push({
      connection,
      abandoned: first.request,
      since: run.clock.since(first.time),
      answers: misplaced(connection, first.request, time),
    })
  }
  return desyncs
}

function misplaced(connection: TracedConnection, abandoned: TracedFrame, time: number): readonly MisplacedAnswer[] {
  const { fromClient, fromListener } = connection
  const answers: MisplacedAnswer[] = []
  for (const reply of fromListener.slice(HANDSHAKE_FRAMES) as (TracedFrame | undefined)[]) {
    const belongsTo = reply?.pair
    if (reply?.receivedTime === undefined || reply.receivedTime > time || belongsTo === undefined || belongsTo.index < abandoned.index) continue
    // Who reads is who asked last.
    const asked = firstAfter<TracedFrame | undefined>(fromClient, reply.receivedTime, (frame) => frame?.sentTime ?? -Infinity)
    const deliveredTo = fromClient[asked - 1]
    if (deliveredTo !== undefined && deliveredTo !== belongsTo) answers.push({ reply, belongsTo, deliveredTo })
  }
  return answers
}

/** How an object is called in a sentence: the name that the program has for it. Undefined: nobody knows. */
export type NameOf = (frame: Frame) => string | undefined

/** `answer to q.get, delivered to d['x']` */
export function misplacedText({ belongsTo, deliveredTo }: MisplacedAnswer, nameOf?: NameOf): string {
  return `answer to ${callName(belongsTo, nameOf)}, delivered to ${callName(deliveredTo, nameOf)}`
}
