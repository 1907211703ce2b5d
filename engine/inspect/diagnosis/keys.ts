/** Keys: wrong, missing, lost on the way, of the wrong type, empty. Pitfalls 3, 4, 5. */
import { OUTSIDE } from '../run.ts'
import type { Connection, Frame } from '../run.ts'
import { tokensIn } from '../decode.ts'
import { mentionsToken } from '../peek.ts'
import { frameNumbers, matched, sameServer } from './evidence.ts'
import type { Evidence } from './evidence.ts'
import type { Pitfall } from './pitfall.ts'
import { code, frameMark, lineMark, say } from './shape.ts'
import type { Change, Finding } from './shape.ts'

const UNREAD = 'Keys are never read or recorded; only whose key it was, and the answers, are.'

/** A refused handshake, with what is known of the two keys. */
interface Refusal {
  readonly connection: Connection
  readonly failure: Frame | undefined
  readonly answer: Frame | undefined
  readonly frames: readonly Frame[]
}

function refusals(e: Evidence): Refusal[] {
  return e.run.connections
    .filter(({ handshake }) => handshake === 'refused')
    .map((connection) => ({
      connection,
      failure: connection.frames.find(({ kind }) => kind === 'failure'),
      answer: connection.frames.find(({ kind }) => kind === 'answer'),
      frames: connection.frames.filter(({ family, kind }) => family === 'handshake' || kind === 'failure'),
    }))
}

/**
 * Why the client's key is not the server's. `lost`: the client reached this server before with the right key, or was
 * handed a token of it, and now answers with its process's own one, since a proxy's pickle has no key.
 */
function causeOf(e: Evidence, { connection }: Refusal): 'wrong' | 'missing' | 'lost' {
  const { client, listener, address, keys } = connection
  const manager = e.managerFor(client, address)
  const asked = manager !== undefined && sameServer(manager.address, address)
  if (keys.client === 'given') return 'wrong'
  const reached = e.run.connections.some((other) => other !== connection && other.client === client && other.listener === listener && other.handshake === 'accepted')
  if (keys.client === 'own' && reached) return 'lost'
  if (keys.client === 'own' && asked) return manager.authkey === 'given' ? 'lost' : 'missing'
  if (deliveredToken(e, connection) !== undefined) return 'lost'
  if (keys.client === 'own') return e.run.managers.some(({ process }) => process === client) ? 'missing' : 'lost'
  return 'wrong'
}

/** The frame by which the client last got a token of an object of that server. */
function deliveredToken(e: Evidence, { client, address, openedAt }: Connection): Frame | undefined {
  return e.run.frames.findLast(
    (frame) =>
      frame.to === client &&
      frame.time <= openedAt &&
      (frame.kind === '#RETURN' || frame.kind === 'call' || frame.kind === 'message') &&
      mentionsToken(frame.payload) &&
      [...tokensIn(frame.payload)].some((token) => sameServer(token.address ?? null, address)),
  )
}

function titleSides(e: Evidence, { connection: { client, listener } }: Refusal): { client: string; server: string } {
  const server = listener === OUTSIDE ? 'the server' : e.name(listener)
  return { client: capital(e.name(client)), server }
}

function shared(e: Evidence, refusal: Refusal): Omit<Finding, 'title' | 'happened' | 'why' | 'fix'> {
  const { connection, failure } = refusal
  const process = e.process(connection.client)
  // Where a server was refused while it unpickled an argument, whoever had sent that is told with a traceback.
  const passedOn = e.errors.filter(({ error, connection: other, time }) => other.listener === connection.client && error?.type.endsWith('AuthenticationError') && time >= connection.openedAt)
  const failed = e.failed.filter((one) => one === process || passedOn.some((frame) => e.raisedFrom(one) === frame))
  return {
    error: 'AuthenticationError: digest sent was rejected',
    time: failure?.time ?? connection.openedAt,
    process: connection.client,
    frame: failure,
    at: failure?.at ?? refusal.frames[0]?.at ?? passedOn[0]?.at,
    matchedOn: matched(frameNumbers(refusal.frames), 'the closed connection', e.endWords(connection.client)),
    covers: [...connection.frames, ...passedOn, ...failed],
    note: UNREAD,
    comparable: true,
  }
}

function whatHappened(e: Evidence, { connection: { client, listener }, failure }: Refusal) {
  const server = listener === OUTSIDE ? say`The server` : [e.The(listener)]
  return say`${server} sent ${e.the(client)} a challenge. The answer was made with other key bytes, so the reply was ${code('#FAILURE#')} ${failure && frameMark(failure)} and the connection was closed. No call was ever sent.`
}

function onePlace(e: Evidence, at: ReturnType<Evidence['keyLine']>, client: string): Change | undefined {
  const python = e.isPython(client)
  return e.change(
    at,
    (line) => (python ? line.replace(/\bauthkey(\s*=\s*)b?(['"]).*?\2/, 'authkey$1place.authkey') : line.replace(/\bauthkey(\s*[:=]\s*)(?:\w+\()?(['"]).*?\2\)?/, 'authkey$1place.authkey')),
    python ? 'import place' : "import * as place from './place'",
  )
}

function* wrong(e: Evidence): Iterable<Finding> {
  for (const refusal of refusals(e)) {
    if (causeOf(e, refusal) !== 'wrong') continue
    const { client, listener, address } = refusal.connection
    const mine = e.keyLine(e.managerFor(client, address)) ?? refusal.frames[0]?.at
    const theirs = e.keyLine(e.managerOfServer(listener, address))
    const names = titleSides(e, refusal)
    yield {
      ...shared(e, refusal),
      at: mine ?? shared(e, refusal).at,
      title: `${names.client} has another key than ${names.server}`,
      happened: [whatHappened(e, refusal)],
      why: [
        theirs && mine
          ? say`Both sides were given a key, but not the same one: see${lineMark(' ', theirs, `${e.label(listener)}’s key`)} and${lineMark(' ', mine, `${e.label(client)}’s key`)}. A key is bytes, and every byte counts.`
          : say`Both sides have a key, but not the same one${lineMark(': see ', mine, `${e.label(client)}’s key`)}. A key is bytes, and every byte counts.`,
      ],
      fix: [say`Keep the key in one place and let both sides read it.`],
      change: onePlace(e, mine, client),
      related: { id: 'key-lost', words: 'the key was lost inside a pickled proxy' },
    }
  }
}

function* missing(e: Evidence): Iterable<Finding> {
  for (const refusal of refusals(e)) {
    if (causeOf(e, refusal) !== 'missing') continue
    const { client, listener, address } = refusal.connection
    const manager = e.managerFor(client, address)
    const theirs = e.keyLine(e.managerOfServer(listener, address))
    const names = titleSides(e, refusal)
    yield {
      ...shared(e, refusal),
      at: manager?.at ?? refusal.frames[0]?.at,
      title: `${names.client} was given no key`,
      happened: [whatHappened(e, refusal)],
      why: [
        say`A manager without ${code('authkey')} takes its process’s own key${lineMark(': see ', manager?.at, `no key for ${e.label(client)}`)}. That key is random, made when the process tree starts, and only children inherit it. ${e.The(listener)} has another one${lineMark(': ', theirs, `${e.label(listener)}’s key`)}.`,
      ],
      fix: [say`Give both sides the same ${code('authkey')}: bytes that both programs read from one place.`],
      related: { id: 'wrong-key', words: 'both sides were given a key, but not the same one' },
    }
  }
}

function* lost(e: Evidence): Iterable<Finding> {
  for (const refusal of refusals(e)) {
    if (causeOf(e, refusal) !== 'lost') continue
    const { client, listener, address } = refusal.connection
    const brought = deliveredToken(e, refusal.connection)
    const manager = e.managerFor(client, address)
    const names = titleSides(e, refusal)
    const base = shared(e, refusal)
    const python = e.isPython(client)
    yield {
      ...base,
      at: base.at ?? manager?.at,
      title: `The key was lost inside a pickled proxy`,
      happened: [
        brought === undefined
          ? say`${e.The(client)} unpickled a proxy of an object in ${listener === OUTSIDE ? 'a server' : e.the(listener)}. A proxy that arrives counts itself there, on a connection of its own; its key was refused ${refusal.failure && frameMark(refusal.failure)}.`
          : say`${e.The(client)} got a value with a proxy in it ${frameMark(brought)}. A proxy that arrives counts itself at its server, on a connection of its own; its key was refused ${refusal.failure && frameMark(refusal.failure)}.`,
      ],
      why: [
        say`A pickle of a proxy has its address and its id, and no key. Whoever unpickles it uses the key of its own process, and that of ${names.client.toLowerCase() === names.client ? names.client : e.the(client)} is not the one that ${names.server} asks for${lineMark('. The right key was given to the manager only, at ', e.keyLine(manager), `${e.label(client)}’s key`)}.`,
      ],
      fix: [
        python
          ? say`Set ${code('multiprocessing.current_process().authkey')} to the server’s key before the first proxy arrives.`
          : say`Set ${code('currentProcess().authkey')} to the server’s key before the first proxy arrives.`,
      ],
      change: e.change(manager?.at, (line) => {
        const key = /\bauthkey\s*[=:]\s*(b?(['"]).*?\2|\w+\((['"]).*?\3\)|[\w.]+)/.exec(line)?.[1]
        if (key === undefined) return line
        const indent = /^\s*/.exec(line)![0]
        const set = python ? `multiprocessing.current_process().authkey = ${key}` : `currentProcess().authkey = ${key}`
        return [`${indent}${set}`, line]
      }),
      related: { id: 'wrong-key', words: 'both sides were given a key, but not the same one' },
    }
  }
}

function* notBytes(e: Evidence): Iterable<Finding> {
  for (const manager of e.run.managers) {
    if (manager.authkey !== 'not bytes') continue
    const process = e.process(manager.process)
    const at = e.keyLine(manager)
    const failed = process?.failure?.type.endsWith('TypeError') ? process : undefined
    yield {
      title: 'An authkey is bytes',
      error: failed?.failure && `${failed.failure.type}: ${failed.failure.message}`,
      time: manager.time,
      process: manager.process,
      at,
      happened: [say`${code(`${manager.manager}()`)} was given a key that is not bytes${lineMark(' ', at, 'the key')}. It raised before anything was sent.`],
      why: [say`The key goes into an HMAC, which works on bytes. A text has no bytes until somebody chooses an encoding, and both sides would have to choose the same one.`],
      fix: [e.isPython(manager.process) ? say`Put a ${code('b')} before the quote: ${code("b'tea'")} instead of ${code("'tea'")}.` : say`Write ${code("bytes('tea')")} instead of ${code("'tea'")}, with ${code('bytes')} from ${code("'multiprocessing'")}.`],
      change: e.change(at, (line) =>
        e.isPython(manager.process) ? line.replace(/(\bauthkey\s*=\s*)(['"])/, '$1b$2') : line.replace(/(\bauthkey\s*[:=]\s*)((['"]).*?\3)/, '$1bytes($2)'),
      ),
      matchedOn: matched('what the manager was given', ...(failed ? ['the error that it raised'] : []), 'no frame'),
      covers: failed ? [failed] : [],
    }
  }
}

function* empty(e: Evidence): Iterable<Finding> {
  for (const manager of e.run.managers) {
    if (manager.authkey !== 'empty') continue
    const at = e.keyLine(manager)
    const process = e.process(manager.process)
    yield {
      title: 'The key has no bytes',
      error: process?.failure && `${process.failure.type}: ${process.failure.message}`,
      time: manager.time,
      process: manager.process,
      at,
      happened: [say`${code(`${manager.manager}()`)} was given an ${code('authkey')} without a single byte${lineMark(' ', at, 'empty key')}.`],
      why: [say`Such a key proves nothing: everybody has it. In CPython one end takes it for “no key” and leaves the handshake out, the other waits for a challenge that never comes, and both stand still.`],
      fix: [say`Give it at least one byte; better, 32 random ones that both programs read from one place.`],
      matchedOn: matched('what the manager was given', e.endWords(manager.process)),
      covers: process?.failure === undefined ? [] : [process],
    }
  }
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const KEYS: readonly Pitfall[] = [
  { id: 'key-not-bytes', number: 5, what: '`authkey` is a text, not bytes', lessons: [3], typescript: 'card', python: 'card', find: notBytes },
  { id: 'empty-key', what: '`authkey` has no bytes, and a client may stand still', lessons: [3], typescript: 'card', python: 'card', find: empty },
  { id: 'key-lost', number: 4, what: 'the key is right, and was lost inside a pickled proxy', lessons: [12], typescript: 'card', python: 'card', find: lost },
  { id: 'no-key', number: 3, what: 'one side was given no key, and has its process’s own', lessons: [3], typescript: 'card', python: 'card', find: missing },
  { id: 'wrong-key', number: 3, what: 'both sides were given a key, not the same one', lessons: [3], typescript: 'card', python: 'card', find: wrong },
]
