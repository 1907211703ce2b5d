/** One cause, many exceptions: the server is not there, not there yet, or another one. Pitfalls 15, 16, 26. */
import { OUTSIDE } from '../run.ts'
import type { Connection, Frame, TracedProcess } from '../run.ts'
import { formatTime } from '../format.ts'
import { formatAddress } from '../../protocol/token.ts'
import { frameNumbers, matched, sameServer } from './evidence.ts'
import type { Evidence, FailedProcess } from './evidence.ts'
import type { Pitfall } from './pitfall.ts'
import { shutdownOf } from './serving.ts'
import { code, frameMark, lineMark, say } from './shape.ts'
import type { Finding, Paragraph } from './shape.ts'

const FACES = /(?:^|\.)(?:EOFError|BrokenPipeError|ConnectionResetError|ConnectionRefusedError|ConnectionAbortedError|FileNotFoundError|ConnectionError)$/
/** A client that meets the end of its server within this time, in µs, after its own was asked for, says nothing about it. */
const SAME_TIME = 1000
/** A run that is stopped has ended within this time, in µs. */
const STOP_TIME = 1_500_000

/** Somebody who needed a server that was not there. */
interface Victim {
  readonly process: TracedProcess
  readonly address: Connection['address']
  /** The server at the other end, as far as it is known. */
  readonly server: TracedProcess | undefined
  readonly time: number
  readonly error: string | undefined
  readonly at: Finding['at']
  /** The request that was never answered. */
  readonly lost: Frame | undefined
  /** Whether it was a new connection that nobody took. */
  readonly refused: boolean
  readonly covers: (Frame | TracedProcess)[]
}

function victims(e: Evidence): Victim[] {
  const found: Victim[] = []
  const add = (victim: Victim): void => {
    const known = found.find(({ process, server, address }) => process === victim.process && server === victim.server && (server !== undefined || sameServer(address, victim.address)))
    if (known === undefined) found.push(victim)
    else known.covers.push(...victim.covers)
  }
  for (const frame of e.run.frames) {
    if (frame.kind !== 'call' && frame.kind !== 'create') continue
    const { connection } = frame
    const client = e.process(connection.client)
    const server = e.process(connection.listener)
    if (frame.pair !== undefined || client === undefined || server?.endedAt === undefined || connection.closedAt === undefined) continue
    // Who ended with it, or was ended, needed no answer any more.
    if (client.signal !== null || (client.endedAt !== undefined && client.endedAt <= server.endedAt + SAME_TIME && client.failure === undefined)) continue
    if (connection.closedBy !== 'listener') continue
    const failed = failedBy(e, client)
    add({ process: client, address: connection.address, server, time: Math.max(frame.time, server.endedAt), error: failed && e.errorOf(failed), at: frame.at, lost: frame, refused: false, covers: [frame, ...(failed ? [failed] : [])] })
  }
  for (const incident of e.run.incidents) {
    const client = e.process(incident.process)
    // Whoever is being ended, by a signal, misses nothing any more.
    if (incident.kind !== 'connection refused' || client === undefined || client.signal !== null) continue
    const failed = failedBy(e, client)
    if (failed === undefined && isHandled(client)) continue
    add({ process: client, address: incident.address, server: serverAt(e, incident.address), time: incident.time, error: `${incident.type}: ${incident.message}`, at: incident.at, lost: undefined, refused: true, covers: failed ? [failed] : [] })
  }
  for (const failed of e.failed) {
    if (!FACES.test(failed.failure.type) || failed.signal !== null || found.some(({ covers }) => covers.includes(failed))) continue
    const connection = e.run.connections.findLast(({ client, closedBy }) => client === failed.id && closedBy === 'listener')
    const server = connection && e.process(connection.listener)
    if (connection === undefined || server?.endedAt === undefined) continue
    add({ process: failed, address: connection.address, server, time: failed.endedAt ?? server.endedAt, error: e.errorOf(failed), at: failed.failure.at, lost: connection.frames.findLast(({ sender, pair }) => sender === 'client' && pair === undefined), refused: false, covers: [failed] })
  }
  return found
}

/** A program that goes on to a good end has met what it expected: it tried again, or let a proxy of a gone server go. */
function isHandled({ state, code: exit, signal }: TracedProcess): boolean {
  return state === 'ended' && signal === null && (exit === 0 || exit === null)
}

function failedBy(e: Evidence, process: TracedProcess): FailedProcess | undefined {
  return e.failed.find((one) => one === process && (FACES.test(one.failure.type) || one.failure.type.endsWith('OSError')))
}

/** Who listens or listened at an address: the last one that did. */
function serverAt(e: Evidence, address: Connection['address']): TracedProcess | undefined {
  const there = [...e.run.processes.values()].filter((process) => process.id !== OUTSIDE && process.address !== null && sameServer(process.address, address))
  return there.toSorted((a, b) => a.startedAt - b.startedAt).at(-1)
}

/** Whether a server ended because the whole run was stopped: nobody outlived it. */
function isStopped(e: Evidence, server: TracedProcess): boolean {
  const { endedAt, signal } = server
  if (endedAt === undefined || (signal !== 'SIGTERM' && signal !== 'SIGINT')) return false
  return [...e.run.processes.values()].every((other) => other.id === OUTSIDE || (other.endedAt !== undefined && other.endedAt < endedAt + STOP_TIME))
}


function* managerGone(e: Evidence): Iterable<Finding> {
  for (const victim of victims(e)) {
    const { server } = victim
    if (server?.endedAt === undefined) continue
    const shutdown = shutdownOf(e, server)
    const owner = shutdown && e.process(shutdown.from)
    if (shutdown === undefined || owner === undefined || server.ppid !== owner.pid) continue
    const manager = e.managerFor(owner.id, server.address)
    const text = e.textAt(shutdown.at)
    const asked = text !== undefined && /shutdown|dispose|\bwith\b|await using/.test(text)
    const own = victim.process === owner
    yield {
      ...common(e, victim),
      frame: shutdown,
      title: asked ? `The manager was shut down while its objects were in use` : `Nobody kept the manager, so its server ended`,
      happened: [
        say`${e.The(owner.id)} asked the server to stop ${frameMark(shutdown)}${lineMark(', at ', shutdown.at, 'the manager goes')}. After that ${e.the(victim.process.id)} needed it${lineMark(': ', victim.at, own ? 'needs the server' : `${e.label(victim.process.id)} needs it`)}.`,
      ],
      why: [
        say`A server lives as long as the manager that started it${lineMark(', made at ', manager?.at, 'the manager')}. ${
          asked
            ? 'Where that is shut down, or its block ends, the server ends'
            : 'When the last reference to that goes, a return is enough, the server is shut down'
        }; proxies elsewhere do not hold it. ${victim.refused ? 'Its address is gone too, so a new connection finds no server, which is no matter of files.' : ''}`,
      ],
      fix: [say`Keep the manager where it outlives its proxies: return it with them, or hold it in a variable of the program that waits for the others.`],
      matchedOn: matched(frameNumbers([shutdown]), 'the end of the server', victim.refused ? 'the connection that nobody took' : 'the request without an answer', e.endWords(victim.process.id)),
      related: { id: 'server-gone', words: 'the server was killed, or ended by itself' },
    }
  }
}

function* serverGone(e: Evidence): Iterable<Finding> {
  for (const victim of victims(e)) {
    const { server, process, lost } = victim
    if (server?.endedAt === undefined || server.endedAt > victim.time + SAME_TIME || isStopped(e, server)) continue
    const shutdown = shutdownOf(e, server)
    if (shutdown !== undefined && server.ppid === e.process(shutdown.from)?.pid) continue
    const last = e.run.frames.findLast(({ time }) => time <= server.endedAt!)
    const end = endOf(e, server)
    const fault = e.run.faults.find(({ on, state, fault: kind }) => on === server.id && state === 'done' && (kind === 'kill' || kind === 'restart'))
    yield {
      ...common(e, victim),
      frame: lost,
      title: server.signal === null ? `The server is gone: ${end.short}` : `The server is gone. It was killed${last === undefined ? '' : ` after frame ${last.number}`}`,
      happened: [
        say`${e.The(server.id)} ${end.words} at ${formatTime(server.endedAt)} ms${last === undefined ? '' : say`, after ${frameMark(last)}`}.${
          lost === undefined
            ? say` Later ${e.the(process.id)} asked for a connection${lineMark(' ', victim.at, 'no server')} and found nobody.`
            : say` The request of ${e.the(process.id)} ${frameMark(lost)}${lineMark(' ', lost.at, 'no answer')} can get no answer.`
        }`,
        ...(fault ? [say`That was done on purpose: ${fault.detail ?? fault.fault}.`] : []),
      ],
      why: [whyThatError(victim)],
      fix: [say`${server.signal === null ? say`See why ${e.the(server.id)} ended: its terminal has its last words. ` : ''}A client that is to outlive a server catches these errors, connects a manager again and makes new proxies: the objects went with the server.`],
      matchedOn: matched(`the end of ${e.label(server.id)}`, lost === undefined ? 'a connection that nobody took' : frameNumbers([lost]), e.endWords(process.id)),
      related: { id: 'manager-gone', words: 'the manager went away, and took its server along' },
    }
  }
}

function common(e: Evidence, { process, error, time, at, covers }: Victim): Pick<Finding, 'error' | 'time' | 'process' | 'at' | 'covers'> {
  const failed = e.failed.find((one) => one === process)
  return { error: failed && covers.includes(failed) ? e.errorOf(failed) : error, time, process: process.id, at: at ?? failed?.failure.at, covers }
}

function endOf(e: Evidence, server: TracedProcess): { readonly short: string; readonly words: string } {
  if (server.signal !== null) return { short: `it was ended by ${server.signal}`, words: `was ended by ${server.signal}` }
  if (server.failure) return { short: `it ended by ${server.failure.type}`, words: `ended by an error that nobody caught (${e.errorOf(server as FailedProcess)})` }
  return { short: 'it ended by itself', words: `ended${server.code === null ? '' : ` with exit code ${server.code}`}` }
}

function whyThatError({ lost, address, error = '' }: Victim): Paragraph {
  const name = /^(\w+)/.exec(error)?.[1]
  if (lost !== undefined) return say`Which exception comes of it is chance: ${code('EOFError')} where the end was seen while waiting for an answer, ${code('ConnectionResetError')} or ${code('BrokenPipeError')} where it was seen while sending.${name === undefined ? '' : say` Here it was ${code(name)}.`}`
  if (typeof address === 'string') return say`The address is a Unix socket, which is a file: with the server the file goes, and a new connection fails with ${code('FileNotFoundError')}. A killed server leaves the file behind, and then it is ${code('ConnectionRefusedError')}.`
  return say`A new connection to a port where nobody listens fails with ${code('ConnectionRefusedError')}. A call on an old connection would have failed in other words, for the same cause.`
}

function* nobodyThere(e: Evidence): Iterable<Finding> {
  for (const victim of victims(e)) {
    const { process, address, server } = victim
    if (!victim.refused || (server?.endedAt !== undefined && server.endedAt <= victim.time + SAME_TIME)) continue
    const where = address === null ? 'that address' : formatAddress(address)
    const later = server
    // It had answered before: it is on its way out, and its end is told of in a moment.
    if (later && e.run.frames.some(({ connection, time }) => connection.listener === later.id && time < victim.time)) continue
    const own = e.managerFor(process.id, address)
    const elsewhere = [...e.run.processes.values()].find((other) => other.id !== OUTSIDE && other.address !== null && other.state === 'running' && !sameServer(other.address, address))
    yield {
      ...common(e, victim),
      title: later === undefined ? `Nobody listens at ${where}` : `${capital(e.name(process.id))} was too early: the server did not listen yet`,
      happened: [say`${e.The(process.id)} asked for a connection to ${code(where)}${lineMark(' ', victim.at, 'connects')}. ${later === undefined ? 'No process of this run listens there, and no other answered.' : say`${e.The(later.id)} listens there, and began to only afterwards.`}`],
      why: [
        later !== undefined
          ? say`A program that has been started does not listen at once: it imports, registers and binds first.`
          : elsewhere?.address
            ? say`${e.The(elsewhere.id)} listens at ${code(formatAddress(elsewhere.address))}. The two addresses must be the same${lineMark(': see ', e.near(own?.at, /address|\(\s*['"(]|\[/), 'the address')}.`
            : say`No server was started, or it has ended before, or it has another address${lineMark(': see ', own?.at, 'the address')}.`,
      ],
      fix: [later === undefined ? say`Start the server first, and give both programs the address from one place.` : say`Start the client when the server says that it listens, or try again until it does.`],
      matchedOn: matched('the connection that nobody took', 'the addresses where processes listen', e.endWords(process.id)),
      related: { id: 'server-gone', words: 'the server was there, and is gone' },
    }
  }
}

/** Who listened at a server's address after it had ended, and before somebody missed it. */
function successorOf(e: Evidence, { server, time, process }: Victim): TracedProcess | undefined {
  if (server?.endedAt === undefined || server.address === null) return undefined
  return [...e.run.processes.values()].find(
    (other) => other.id !== OUTSIDE && other !== server && other !== process && other.address !== null && sameServer(other.address, server.address) && other.startedAt >= server.startedAt && other.startedAt <= Math.max(time, process.endedAt ?? time),
  )
}

function* oldConnection(e: Evidence): Iterable<Finding> {
  for (const victim of victims(e)) {
    const { server, process, lost } = victim
    const next = successorOf(e, victim)
    if (server?.endedAt === undefined || next === undefined || lost === undefined) continue
    yield {
      ...common(e, victim),
      frame: lost,
      title: `The server was restarted: this connection was to the one before`,
      happened: [say`${e.The(process.id)} had a connection to ${e.the(server.id)} (pid ${server.pid}), which ${endOf(e, server).words}. Another (pid ${next.pid}) listens at the same address now. The request ${frameMark(lost)}${lineMark(', ', lost.at, 'old connection')} went to the one that is gone.`],
      why: [say`A connection is between two processes, not between two addresses. With the first server its connections and its objects went; the new one knows neither.`],
      fix: [say`After a restart connect again and make the proxies anew. What is to outlive a server has to be kept outside it.`],
      matchedOn: matched(frameNumbers([lost]), `the end of the first server`, 'its address, bound again', e.endWords(process.id)),
      related: { id: 'server-gone', words: 'the server is gone, and no other came' },
    }
  }
}

function* restarted(e: Evidence): Iterable<Finding> {
  yield* oldConnection(e)
  const seen = new Set<string>()
  for (const frame of e.errors) {
    if (frame.kind !== '#TRACEBACK' || !frame.error?.type.endsWith('KeyError')) continue
    const ident = frame.pair?.ident
    // A proxy of the first server that is let go does no harm.
    if (ident === undefined || frame.pair?.kind === 'decref' || !frame.error.message.includes(ident)) continue
    const { listener, client, address } = frame.connection
    if (seen.has(`${client} ${listener} ${ident}`)) continue
    seen.add(`${client} ${listener} ${ident}`)
    const before = [...e.run.objects.values()].find((object) => object.ident === ident && object.server !== listener && sameServer(e.process(object.server)?.address ?? null, address))
    const first = before && e.process(before.server)
    if (before === undefined || first?.endedAt === undefined || first.endedAt > frame.time) continue
    const process = e.failed.find((one) => e.raisedFrom(one) === frame)
    yield {
      title: `Another server answers at this address: the object went with the first`,
      error: frame.result,
      process: client,
      time: frame.time,
      frame,
      at: frame.at,
      happened: [say`The proxy was made by ${e.the(first.id)}${before.createdBy === undefined ? '' : say` ${frameMark(before.createdBy)}`}, which has ended since. ${e.The(listener)} listens at the same address and knows no such object ${frameMark(frame)}${lineMark(', asked at ', frame.at, 'old proxy')}.`],
      why: [say`A proxy is an address and an id. The address is served again, by another process with a registry of its own, and ids of one server mean nothing in the next. If an id happens to be used again, the call even reaches a wrong object.`],
      fix: [say`After a restart connect again and make the proxies anew. What is to outlive a server has to be kept outside it.`],
      matchedOn: matched(frameNumbers([before.createdBy, frame]), 'the end of the first server', 'its address, bound again'),
      covers: [frame, ...(process ? [process] : [])],
      related: { id: 'freed-in-flight', words: 'the same server, and the object was let go' },
    }
  }
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Old proxies: before the rows of lifetimes. */
export const RESTARTED: readonly Pitfall[] = [
  { id: 'restarted', number: 26, what: 'a proxy of before a restart reaches another server', lessons: [14, 17], typescript: 'card', python: 'card', find: restarted },
]

export const SERVER: readonly Pitfall[] = [
  { id: 'manager-gone', number: 15, what: 'nobody kept the manager, so its server ended', lessons: [13], typescript: 'card', python: 'card', find: managerGone },
  { id: 'server-gone', number: 16, what: '`EOFError`, `BrokenPipeError`, `ConnectionRefusedError`, `FileNotFoundError`: one cause, the server is gone', lessons: [2, 17], typescript: 'card', python: 'card', find: serverGone },
  { id: 'nobody-there', what: 'nobody listens at the address, or not yet', lessons: [2, 3], typescript: 'card', python: 'card', find: nobodyThere },
]
