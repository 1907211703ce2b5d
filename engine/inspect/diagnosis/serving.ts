/** Servers that do not start, and those that end, or do not, when they are asked to. Pitfalls 17, 18. */
import type { Frame, TracedProcess } from '../run.ts'
import { frameNumbers, matched, sameServer } from './evidence.ts'
import type { Evidence, FailedProcess } from './evidence.ts'
import type { Pitfall } from './pitfall.ts'
import { code, frameMark, lineMark, say } from './shape.ts'
import type { Finding } from './shape.ts'

const IN_USE = /address already in use|EADDRINUSE|Errno 98|Errno 48|WinError 10048/i

/** The request by which a server was asked to stop. */
export function shutdownOf(e: Evidence, server: TracedProcess): Frame | undefined {
  return e.run.frames.findLast(({ kind, connection }) => kind === 'shutdown' && connection.listener === server.id)
}

function* portTaken(e: Evidence): Iterable<Finding> {
  const failed = e.failed.filter(({ failure }) => IN_USE.test(`${failure.message} ${failure.type}`))
  for (const process of failed) {
    const parent = e.parentOf(process)
    // A parent and its child may both tell of it: the parent's card has both.
    if (parent !== undefined && failed.includes(parent as FailedProcess)) continue
    const child = failed.find((other) => e.parentOf(other) === process)
    const bare = parent?.failure !== undefined && /EOFError|ProcessError/.test(parent.failure.type) ? (parent as FailedProcess) : undefined
    const person = bare ?? process
    const manager = e.run.managers.findLast((one) => one.process === person.id && Array.isArray(one.address)) ?? e.run.managers.findLast((one) => one.process === person.id)
    const port = Array.isArray(manager?.address) ? manager.address[1] : undefined
    const holder = [...e.run.processes.values()].find((other) => other.id !== process.id && other.id !== person.id && Array.isArray(other.address) && other.address[1] === port)
    const fault = e.run.faults.find(({ fault: kind, state }) => kind === 'port taken' && state === 'done')
    yield {
      title: `${port === undefined ? 'The port' : `Port ${port}`} is taken by ${holder === undefined ? 'another program' : e.name(holder.id)}`,
      error: bare === undefined ? e.errorOf(process) : `${e.errorOf(bare)} (in ${e.label(process.id)}: ${e.errorOf(process)})`,
      process: person.id,
      time: process.endedAt ?? 0,
      at: person.failure.at ?? manager?.at,
      happened: [
        bare === undefined
          ? say`${e.The(process.id)} wanted to listen at ${code(port === undefined ? 'its address' : String(port))}${lineMark(', ', manager?.at, 'the address')}, and was refused${lineMark(' at ', process.failure.at, 'binds')}.`
          : say`${e.The(process.id)} wanted to listen at ${code(port === undefined ? 'its address' : String(port))}${lineMark(', ', manager?.at, 'the address')}, was refused, and ended. ${e.The(bare.id)} waited for its address and got the end of the pipe${lineMark(' at ', bare.failure.at, 'EOFError')}.`,
        ...(fault ? [say`The port was taken on purpose: ${fault.detail ?? 'Break it'}.`] : []),
      ],
      why: [say`A port has one listener at a time. ${bare === undefined ? '' : say`The real error is printed by the child; the parent only sees that it is gone, hence a bare ${code('EOFError')}.`}`],
      fix: [say`End the other program, or choose another port. Port ${code('0')} gets a free one; ${code('manager.address')} says which.`],
      matchedOn: matched('no frame', `the error of ${e.label(process.id)}`, ...(bare ? [`that of its parent ${e.label(bare.id)}`] : ['the address that its manager was given'])),
      covers: [process, ...(child ? [child] : []), ...(bare ? [bare] : [])],
      related: { id: 'no-main-guard', words: 'a child that imports the main module starts a child of its own' },
    }
  }
}

const NO_SHUTDOWN = /^'(\w+)' object has no attribute 'shutdown'|^shutdown\(\) ends a server that this manager started/

function* noShutdown(e: Evidence): Iterable<Finding> {
  for (const process of e.failed) {
    const found = NO_SHUTDOWN.exec(process.failure.message)
    if (found === null) continue
    const manager = e.run.managers.findLast((one) => one.process === process.id && (found[1] === undefined || one.manager === found[1]))
    if (manager === undefined) continue
    const connected = e.run.frames.findLast(({ kind, from, connection }) => kind === 'dummy' && from === process.id && sameServer(manager.address, connection.address))
    yield {
      title: 'Only the process that started a server can shut it down',
      error: e.errorOf(process),
      process: process.id,
      time: process.endedAt ?? manager.time,
      frame: connected,
      at: process.failure.at,
      happened: [say`${e.The(process.id)} called ${code('shutdown()')}${lineMark(' ', process.failure.at, 'shutdown()')} on a manager that ${connected === undefined ? 'had started no server' : say`had only connected ${frameMark(connected)}`}. No frame was sent.`],
      why: [say`${code('start()')} gives a manager its ${code('shutdown()')}: who started the server ends it. ${connected === undefined ? '' : say`${e.The(connected.connection.listener)} was started by somebody else.`}`],
      fix: [say`End the server where it was started, or with its process. To let clients end it, register a method of your own that asks it to stop.`],
      matchedOn: matched(connected === undefined ? 'no start' : frameNumbers([connected]), 'the manager that was made', e.endWords(process.id)),
      covers: [process],
    }
  }
}

function* afterServing(e: Evidence): Iterable<Finding> {
  for (const server of e.run.processes.values()) {
    if (server.role !== 'server' || server.runtime !== 'cpython' || server.state !== 'ended' || server.signal !== null || server.failure) continue
    const shutdown = shutdownOf(e, server)
    const manager = e.run.managers.findLast(({ process }) => process === server.id)
    if (shutdown === undefined || manager === undefined || server.ppid === e.process(shutdown.from)?.pid) continue
    const serve = e.near(manager.at, /serve_forever\(/)
    const text = e.textAt(serve)
    if (serve === undefined || text === undefined || !text.includes('serve_forever(')) continue
    const indent = /^\s*/.exec(text)![0]
    const next = e.after(serve).find((line) => line.trim() !== '' && !line.trim().startsWith('#'))
    if (next === undefined || !next.startsWith(indent)) continue
    yield {
      weight: 'surprise',
      title: 'serve_forever() ended the process',
      process: server.id,
      time: server.endedAt ?? shutdown.time,
      frame: shutdown,
      at: serve,
      happened: [say`${e.The(shutdown.from)} asked the server to stop ${frameMark(shutdown)}. ${e.The(server.id)} ended there${lineMark(' ', serve, 'ends here')}; the line after, ${code(next.trim())}, never ran.`],
      why: [say`In CPython ${code('serve_forever()')} ends with ${code('sys.exit()')}: it does not return.`],
      fix: [say`Put what is to be done at the end before it with ${code('atexit.register()')}, or around it with ${code('try: … finally:')}.`],
      matchedOn: matched(frameNumbers([shutdown]), 'the end of the process without an error', 'the line that follows'),
      covers: [],
    }
  }
}

export const SERVING: readonly Pitfall[] = [
  { id: 'port-taken', number: 17, what: 'the port is in use; the parent shows a bare `EOFError`', lessons: [2, 3], typescript: 'card', python: 'card', find: portTaken },
  { id: 'no-shutdown', number: 18, what: 'a client cannot shut a server down', lessons: [2], typescript: 'card', python: 'card', find: noShutdown },
]

/** After what failed. */
export const AFTER_SERVING: readonly Pitfall[] = [
  { id: 'after-serving', what: '`serve_forever()` ends the process with `sys.exit()`', lessons: [2], typescript: { none: '`serveForever()` returns (DIFFERENCES.md)' }, python: 'card', weight: 'surprise', find: afterServing },
]
