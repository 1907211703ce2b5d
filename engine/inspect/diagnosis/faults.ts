/**
 * What was broken on purpose: the cause is named by what was done, whatever the exceptions say. Killed, restarted and
 * port taken have the same cards as when they happen by themselves (`server-gone.ts`), which name the fault too.
 */
import type { Frame, RunFault } from '../run.ts'
import { formatDuration } from '../format.ts'
import { frameNumbers, matched } from './evidence.ts'
import type { Evidence, FailedProcess } from './evidence.ts'
import type { Pitfall } from './pitfall.ts'
import { code, frameMark, lineMark, say } from './shape.ts'
import type { Finding } from './shape.ts'

const PUT_RIGHT = 'It was done by hand: run again, and it is gone.'

function done(e: Evidence, fault: RunFault['fault']): readonly RunFault[] {
  return e.run.faults.filter((one) => one.fault === fault && one.state === 'done')
}

function* frozen(e: Evidence): Iterable<Finding> {
  for (const fault of done(e, 'freeze')) {
    const on = fault.on
    if (on === undefined || fault.endedAt === undefined) continue
    const since = fault.endedAt
    const thawed = done(e, 'thaw').find((one) => one.on === on && (one.endedAt ?? 0) > since)
    const until = thawed?.endedAt ?? Infinity
    const waiting = e.run.frames.filter((frame) => frame.sender === 'client' && frame.method !== undefined && frame.connection.listener === on && frame.time < until && (frame.pair?.time ?? Infinity) > since)
    const [first] = waiting
    yield {
      title: thawed?.endedAt === undefined ? `${capital(e.name(on))} stands still, and does not answer` : `${capital(e.name(on))} stood still for ${formatDuration(until - since)}`,
      process: on,
      time: since,
      frame: first,
      at: first?.at,
      happened: [
        first === undefined
          ? say`${e.The(on)} was frozen (SIGSTOP). Nobody asked it anything meanwhile.`
          : say`${e.The(on)} was frozen (SIGSTOP). The request of ${e.the(first.from)} ${frameMark(first)}${lineMark(', ', first.at, 'waits')} ${first.pair === undefined ? 'has no answer' : say`was answered ${frameMark(first.pair)} when it went on`}${waiting.length > 1 ? say`; so have ${waiting.length - 1} more` : ''}.`,
      ],
      why: [say`A frozen process keeps its connections open. To its clients it looks like one that thinks for long: nothing fails, and nothing tells them. They wait for as long as it stands.`],
      fix: [say`Thaw it, or kill it: then its clients get an error at once. A client that must not wait for ever asks with a timeout of its own. ${PUT_RIGHT}`],
      matchedOn: matched(first === undefined ? 'no frame' : frameNumbers([first]), 'a process that stands still'),
      covers: waiting,
    }
  }
}

function* replyDropped(e: Evidence): Iterable<Finding> {
  for (const fault of done(e, 'drop reply')) {
    const reply = fault.frame
    if (reply === undefined) continue
    const request = e.run.frames.findLast(({ sender, connection, number }) => sender === 'client' && connection === reply.connection && number < reply.number)
    const asker = reply.to
    yield {
      title: `The answer to ${reply.method ?? request?.method ?? 'a call'} was lost on the way`,
      process: asker,
      time: reply.time,
      frame: reply,
      at: reply.at ?? request?.at,
      happened: [say`${e.The(asker)} asked${request === undefined ? '' : say` ${frameMark(request)}`}${lineMark(', ', reply.at ?? request?.at, 'waits')}. ${e.The(reply.from)} did it and answered; the answer was dropped ${frameMark(reply)}. ${e.The(asker)} waits.`],
      why: [say`The call did happen: only its answer is missing. The connection is open, so nothing tells ${e.the(asker)} that no answer will come. Whoever asks again does it twice.`],
      fix: [say`Make calls that may be repeated without harm, and give waiting a limit. ${PUT_RIGHT}`],
      matchedOn: matched(frameNumbers([request, reply]), 'an answer that was never sent', 'an open connection'),
      covers: [reply, ...(request ? [request] : [])],
    }
  }
}

function* digestDelayed(e: Evidence): Iterable<Finding> {
  for (const fault of done(e, 'delay digest')) {
    const answer = fault.frame
    if (answer === undefined) continue
    const held = answer.hold
    const late = held?.decidedAt === undefined ? undefined : held.decidedAt - held.since
    const failed = e.failed.filter(({ id }) => id === answer.from || id === answer.to)
    yield {
      weight: failed.length > 0 ? 'failure' : 'surprise',
      title: `The proof of ${e.name(answer.from)} came ${late === undefined ? 'late' : `${formatDuration(late)} late`}`,
      error: failed[0] && e.errorOf(failed[0]),
      process: answer.from,
      time: answer.time,
      frame: answer,
      at: answer.at,
      happened: [say`${e.The(answer.from)} had its answer to the challenge ready; it was held back ${frameMark(answer)}${lineMark(', ', answer.at, 'connects')}. Meanwhile ${e.the(answer.to)} waited for it.`],
      why: [say`A handshake has no other sign of life than its messages. CPython waits for them for ever, this library for 20 seconds. The key was right all the time.`],
      fix: [say`A client that takes long to connect may be asked to prove itself by a busy machine. ${PUT_RIGHT}`],
      matchedOn: matched(frameNumbers([answer]), 'how long it was held back'),
      covers: [answer, ...failed],
    }
  }
}

function* answerAltered(e: Evidence): Iterable<Finding> {
  for (const fault of done(e, 'wrong key')) {
    const answer = fault.frame
    if (answer === undefined) continue
    const { connection } = answer
    const failure = connection.frames.find(({ kind }) => kind === 'failure')
    const failed = e.failed.filter((one: FailedProcess) => one.id === answer.from && /AuthenticationError/.test(one.failure.type))
    yield {
      title: `${capital(e.name(answer.from))} gave a wrong answer to the challenge`,
      error: 'AuthenticationError: digest sent was rejected',
      process: answer.from,
      time: (failure ?? answer).time,
      frame: failure ?? answer,
      at: answer.at,
      happened: [say`The answer of ${e.the(answer.from)} was altered on its way ${frameMark(answer)}: one bit of it. ${e.The(answer.to)} replied ${code('#FAILURE#')}${failure === undefined ? '' : say` ${frameMark(failure)}`} and closed the connection${lineMark('; the line that connects is ', answer.at, 'connects')}.`],
      why: [say`An answer is an HMAC under the key: right or wrong, never nearly. A wrong bit looks to the server like another key. Here the key was right.`],
      fix: [say`Nothing in the program is wrong. ${PUT_RIGHT}`],
      matchedOn: matched(frameNumbers([answer, failure]), 'an altered answer', e.endWords(answer.from)),
      covers: [...connection.frames, ...failed],
      related: { id: 'wrong-key', words: 'both sides were given a key, but not the same one' },
      comparable: true,
    }
  }
}

function* interrupted(e: Evidence): Iterable<Finding> {
  for (const fault of done(e, 'interrupt')) {
    const process = fault.on === undefined ? [...e.run.processes.values()].find(({ label }) => label === fault.target) : e.process(fault.on)
    if (process === undefined) continue
    // One that goes on after it has other troubles: its answers are one behind.
    if (e.ending.desyncs.some(({ connection }) => connection.client === process.id)) continue
    const before = fault.endedAt ?? Infinity
    const call: Frame | undefined = e.askedBy(process.id).findLast((frame) => frame.kind === 'call' && frame.time <= before)
    const failed = e.failed.find((one) => one === process)
    yield {
      title: `${capital(e.name(process.id))} was interrupted in the middle of ${call === undefined ? 'its work' : e.callWords(call)}`,
      error: failed ? e.errorOf(failed) : process.signal === null ? undefined : `ended by ${process.signal}`,
      process: process.id,
      time: before === Infinity ? 0 : before,
      frame: call,
      at: call?.at ?? failed?.failure.at,
      happened: [say`Ctrl-C (SIGINT) reached ${e.the(process.id)} while it waited for an answer${call === undefined ? '' : say` ${frameMark(call)}`}${lineMark(', ', call?.at, 'interrupted')}. It ended there; the server did what it was asked all the same.`],
      why: [say`An interrupt ends the waiting, not the call: the request had been sent. In Python it is raised as ${code('KeyboardInterrupt')} at the line that waits; Node ends the process.`],
      fix: [say`Let it end the process. A program that catches it and goes on has to leave the connection alone: the answer is still to come. ${PUT_RIGHT}`],
      matchedOn: matched(call === undefined ? 'no frame' : frameNumbers([call]), e.endWords(process.id)),
      covers: [...(call ? [call] : []), ...(failed ? [failed] : [])],
    }
  }
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const FAULTS: readonly Pitfall[] = [
  { id: 'frozen', what: 'a process stands still', lessons: [17], typescript: 'card', python: 'card', onPurpose: true, find: frozen },
  { id: 'reply-dropped', what: 'an answer was dropped', lessons: [17], typescript: 'card', python: 'card', onPurpose: true, find: replyDropped },
  { id: 'digest-delayed', what: 'the answer to a challenge was held back', lessons: [17], typescript: 'card', python: 'card', onPurpose: true, find: digestDelayed },
  { id: 'answer-altered', what: 'the answer to a challenge was altered', lessons: [17], typescript: 'card', python: 'card', onPurpose: true, find: answerAltered },
  { id: 'interrupted', what: 'Ctrl-C in the middle of a call', lessons: [17], typescript: 'card', python: 'card', onPurpose: true, find: interrupted },
]
