/** Objects that go too early, or never; answers that belong to another call. Pitfalls 13, 14, 19. */
import type { LifetimeMark } from '../moment.ts'
import { shortIdent } from '../format.ts'
import { objectOf } from '../traced-run.ts'
import { frameNumbers, matched } from './evidence.ts'
import type { Evidence } from './evidence.ts'
import type { Pitfall } from './pitfall.ts'
import { code, frameMark, lineMark, say } from './shape.ts'
import type { Finding } from './shape.ts'

/** One object more or less that CPython keeps is no matter; a server that grows is. */
const MANY_KEPT = 8

function* freedInFlight(e: Evidence): Iterable<Finding> {
  for (const frame of e.errors) {
    if (frame.kind !== '#TRACEBACK' || !frame.error?.type.endsWith('KeyError')) continue
    const ident = frame.pair?.ident
    if (ident === undefined || frame.pair?.kind === 'decref' || !frame.error.message.includes(ident)) continue
    const { listener, client } = frame.connection
    const object = frame.pair && objectOf(e.run, frame.pair)
    const let_go = e.run.frames.findLast((one) => one.kind === 'decref' && one.ident === ident && one.connection.listener === listener && one.time < frame.time)
    if (let_go === undefined && object?.disposedAt === undefined) continue
    const process = e.failed.find((one) => e.raisedFrom(one) === frame)
    const arrives = frame.pair?.kind === 'incref'
    const kind = frame.typeid ?? object?.typeid ?? 'object'
    yield {
      title: arrives ? `This ${kind} was freed while its proxy was still on the way` : `This ${kind} was freed before its proxy was used`,
      error: frame.result,
      process: client,
      time: frame.time,
      frame,
      at: frame.at,
      happened: [
        say`${let_go === undefined ? 'The last one who counted let it go' : say`${e.The(let_go.from)} let its proxy go ${frameMark(let_go)}${lineMark(' ', let_go.at, 'proxy dropped')}`}, the count fell to 0, and ${e.the(listener)} freed ${shortIdent(ident, true)}. Then ${e.the(client)} ${arrives ? 'unpickled its own' : 'called it'}${lineMark(' ', frame.at, arrives ? 'arrives too late' : 'called')} and was told that there is no such object ${frameMark(frame)}.`,
      ],
      why: [say`A proxy that travels as a pickle counts itself when it arrives, not when it is sent. On the way nobody counts for it.`],
      fix: [say`Keep the sender’s proxy until the other has arrived: hold it in a variable, and let it go after an answer.`],
      matchedOn: matched(frameNumbers([let_go, frame.pair, frame]), 'the count of the object'),
      covers: [frame, ...(process ? [process] : [])],
      related: { id: 'restarted', words: 'another server answers at the same address' },
    }
  }
}

function* leaked(e: Evidence): Iterable<Finding> {
  const byEnd = new Map<string, LifetimeMark[]>()
  const servers = [...e.run.processes.values()].filter(({ role }) => role === 'server')
  const marksOf = (id: string): readonly LifetimeMark[] => {
    const moment = e.beforeEndOf(id)
    // As long as somebody holds it, it is not lost: only counted too often.
    return moment.marks.filter(({ kind, server, object }) => kind === 'leaked' && server === id && moment.object(object ?? '')?.holders.size === 0)
  }
  for (const mark of servers.flatMap(({ id }) => marksOf(id))) {
    const key = `${mark.server} ${mark.processes.join(' ')}`
    byEnd.set(key, [...(byEnd.get(key) ?? []), mark])
  }
  for (const marks of byEnd.values()) {
    const [mark] = marks
    const object = e.run.objects.get(mark!.object ?? '')
    if (mark === undefined || object === undefined) continue
    const { server } = mark
    const ended = mark.processes.map((id) => e.process(id)).find((process) => process?.endedAt !== undefined)
    const counted = ended && e.askedBy(ended.id).findLast((frame) => (frame.kind === 'create' || frame.kind === 'incref') && frame.ident === object.ident)
    const frame = counted ?? mark.frames[0] ?? object.createdBy
    // The host stops programs one after another: only a server that was asked something afterwards has kept something.
    if (ended && !e.run.frames.some((one) => one.connection.listener === server && one.sender === 'client' && one.time > ended.endedAt!)) continue
    if (ended === undefined && marks.length < MANY_KEPT) continue
    const how = ended?.signal ? `was ended by ${ended.signal}` : 'ended'
    yield {
      title: `${capital(e.name(server))} keeps ${marks.length === 1 ? `a ${object.typeid}` : `${marks.length} objects`} that nobody holds any more`,
      process: server,
      time: mark.since,
      frame,
      at: frame?.at ?? mark.at,
      happened: [
        ended === undefined
          ? say`${code(`${object.typeid} ${shortIdent(object.ident, true)}`)}${frame === undefined ? '' : say` ${frameMark(frame)}`}${lineMark(', made at ', object.createdBy?.at, 'made here')}, was in another object of ${e.the(server)} and is no more. Nobody counts it, and the server keeps it.`
          : say`${e.The(ended.id)} got a proxy of ${code(`${object.typeid} ${shortIdent(object.ident, true)}`)}${frame === undefined ? '' : say` ${frameMark(frame)}`}${lineMark(' ', frame?.at, 'counted here')} and ${how}. It never sent the ${code('decref')} that it owed, and no process holds a proxy now.`,
      ],
      why: [
        ended === undefined
          ? say`CPython’s server keeps an object for each proxy that was ever stored inside another of its objects, and never takes that back.`
          : say`A server counts requests, not processes: it frees an object when as many have said ${code('decref')} as have said ${code('incref')}. Who is killed says nothing.`,
      ],
      fix: [
        ended === undefined
          ? say`Keep what lives long in few objects, and copies where it is short-lived; or begin anew with a fresh server from time to time.`
          : say`Let processes end by themselves, so that their proxies go first. A server that has to outlive killed clients is started anew from time to time.`,
      ],
      matchedOn: matched(frame === undefined ? 'no frame' : frameNumbers([frame]), ...(ended ? [`the end of ${e.label(ended.id)}`] : []), 'the count of the object'),
      covers: [],
    }
  }
}

function* desync(e: Evidence): Iterable<Finding> {
  for (const { connection, abandoned, answers } of e.ending.desyncs) {
    const [first] = answers
    if (first === undefined) continue
    const { reply, deliveredTo } = first
    const [asked, taker] = [e.callWords(abandoned), e.callWords(deliveredTo)]
    yield {
      title: `This answer belongs to ${asked}, not to ${taker}: a call was abandoned on this connection`,
      process: connection.client,
      time: reply.time,
      frame: reply,
      at: deliveredTo.at ?? abandoned.at,
      happened: [
        say`${e.The(connection.client)} called ${code(asked)} ${frameMark(abandoned)}${lineMark(' ', abandoned.at, 'abandoned')} and gave up before the answer came. It then asked ${code(taker)} ${frameMark(deliveredTo)}${lineMark(' ', deliveredTo.at, 'gets another’s answer')} on the same connection and read what came first ${frameMark(reply)}: the answer to the call before, ${code(reply.result ?? '')}.`,
      ],
      why: [say`Answers carry no number: the n-th answer is taken for that of the n-th request. One that nobody read stays in the stream, and from there on every answer on this connection is one behind.`],
      fix: [say`Do not catch an interrupt around a call of a proxy and go on. Wait with a limit, ${code('q.get(timeout=1)')}, or end the thread: a new one has a connection of its own.`],
      matchedOn: matched(frameNumbers([abandoned, deliveredTo, reply]), 'the order in which they were sent and read'),
      covers: [],
    }
  }
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const LIFETIME: readonly Pitfall[] = [
  { id: 'freed-in-flight', number: 13, what: 'an object was freed while its proxy was on the way', lessons: [13], typescript: 'card', python: 'card', find: freedInFlight },
  { id: 'leaked', number: 14, what: 'objects that nobody holds stay in the server', lessons: [13], typescript: 'card', python: 'card', weight: 'surprise', find: leaked },
  { id: 'desync', number: 19, what: 'after an interrupted call every answer is one behind', lessons: [10, 17], typescript: { none: 'a call that is given up gives up its connection' }, python: 'card', weight: 'surprise', find: desync },
]
