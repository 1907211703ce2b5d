/** A frame in plain sentences, for the details pane. Everything is derived from the frame, its pair and the registry. */
import type { Frame, Run } from './run.ts'
import { failureOf, frameStatus } from './describe.ts'
import { countWord, processLabel, shortIdent } from './format.ts'
import { registrationOf } from './registry.ts'
import { unexposedMethod } from './traceback.ts'

/** What the frame means, one sentence an entry. */
export function explainFrame(frame: Frame, run: Run): readonly string[] {
  return [...meaning(frame, run), ...fate(frame, run)]
}

function meaning(frame: Frame, run: Run): readonly string[] {
  const sender = theProcess(run, frame.from)
  const receiver = theProcess(run, frame.to)
  switch (frame.kind) {
    case 'challenge':
      return [
        `${capital(sender)} wants to know whether ${receiver} holds the same authkey.`,
        `It sends random bytes; the right answer is their HMAC${frame.digest === undefined ? '' : ` with ${frame.digest}`} under that key. The key itself is never sent.`,
      ]
    case 'answer':
      return [`The proof of ${sender}: computed from the challenge and its authkey. Who does not hold the key cannot make it.`]
    case 'welcome':
      return [`${capital(sender)} finds the answer right: ${receiver} holds the same authkey.`]
    case 'failure':
      return [
        `${capital(receiver)} has another key than ${sender}.`,
        `Its answer to the challenge was wrong, so ${sender} refuses it and closes the connection.`,
      ]
    case 'dummy':
      return ['It asks for nothing. connect() sends it to see that a server with this key is there.']
    case 'accept_connection':
      return [
        `From here on the connection stays, and carries the calls of one thread${frame.connection.name === undefined ? '' : `, ${frame.connection.name}`}.`,
        'All proxies of that thread share it.',
      ]
    case 'create':
      return [
        `Asks ${receiver} to make ${aTypeid(frame.typeid)}: its callable runs there, with the arguments after the typeid.`,
        'The answer is an ident and the names that may be called.',
      ]
    case 'incref':
      return [`One proxy more for ${objectWords(frame)}. ${capital(receiver)} keeps the object as long as somebody counts.`]
    case 'decref':
      return [`One proxy less for ${objectWords(frame)}. When nobody is left, ${receiver} lets the object go.`]
    case 'get_methods':
      return [`Asks which methods ${objectWords(frame)} offers: the proxy was made without that list.`]
    case 'debug_info':
      return [`Asks ${receiver} for a list of its objects and how often each is held.`]
    case 'number_of_objects':
      return [`Asks ${receiver} how many objects somebody holds.`]
    case 'shutdown':
      return [`Tells ${receiver} to stop. It answers first.`]
    case 'track_segment':
      return [`Tells ${receiver} of a segment of shared memory that ${sender} has made. It unlinks that when it is shut down.`]
    case 'release_segment':
      return [`Asks ${receiver} to unlink a segment of shared memory now.`]
    case 'list_segments':
      return [`Asks ${receiver} which segments of shared memory it will unlink.`]
    case 'call':
      return callMeaning(frame, receiver)
    case '#RETURN':
      return returnMeaning(frame, sender, receiver)
    case '#PROXY':
      return proxyMeaning(frame, sender, receiver)
    case '#ERROR':
      return [
        `${frame.method ?? 'The method'} raised ${frame.error?.type ?? 'an exception'} in ${sender}; the proxy raises it again in ${receiver}.`,
        `Only the exception travels, so the traceback in ${receiver} does not show the lines of ${sender}.`,
      ]
    case '#TRACEBACK':
      return tracebackMeaning(frame, run, sender, receiver)
    case '#UNSERIALIZABLE':
      return [
        `${frame.method ?? 'The method'} did run, but its result has no pickle, so it cannot be sent.`,
        `${capital(receiver)} gets a RemoteError with the reason instead. methodToTypeid would return it as a proxy.`,
      ]
    case 'message':
      return ['A message of the program’s own: this connection does not speak the manager protocol.']
    case 'unreadable':
      return [
        frame.truncated
          ? `The trace kept ${frame.payload.length} of ${frame.size} bytes, too few to tell what it says.`
          : 'These bytes are not what this point of the protocol allows.',
      ]
  }
}

function callMeaning(frame: Frame, receiver: string): readonly string[] {
  const object = frame.ident === undefined ? 'an object' : objectWords(frame)
  const words = [`Asks ${receiver} to call ${frame.method ?? 'a method'} of ${object}.`]
  if (frame.args !== undefined && frame.args !== '()') words.push('The arguments are copies.')
  return words
}

function returnMeaning(frame: Frame, sender: string, receiver: string): readonly string[] {
  const { reference, pair, result } = frame
  if (reference !== undefined) {
    const names = frame.exposed === undefined ? '' : ` and ${namesWords(frame.exposed.length)} it may call`
    return [`The ${kindOf(reference.typeid)} is made and stays in ${sender}; ${receiver} gets its ident${names}.`]
  }
  if (pair === undefined) return [`An answer to nothing that was asked: ${receiver} does not read it.`]
  if (result === undefined || result === 'None') return ['Done. There is nothing to return.']
  if (/^[[{]|^(?:bytearray|set|array)\(/.test(result)) {
    return [`A copy. Changing it in ${receiver} does not change what ${sender} holds.`]
  }
  return [`The result, as a copy.`]
}

function proxyMeaning(frame: Frame, sender: string, receiver: string): readonly string[] {
  const { reference, exposed = [] } = frame
  return [
    'A reference, not a copy.',
    `The ${kindOf(reference?.typeid)} stays in ${sender}; ${receiver} gets its address, its id and ${namesWords(exposed.length)} it may call.`,
  ]
}

function tracebackMeaning(frame: Frame, run: Run, sender: string, receiver: string): readonly string[] {
  const method = unexposedMethod(frame.error?.message ?? '')
  if (method !== undefined) {
    const row = registrationOf(run, frame)
    const refusal = [`${method} is not in exposed.`, `${capital(sender)} refused it before looking at the class.`]
    if (row !== undefined && row.exposed !== null) refusal.push(`register() gives ${row.typeid} the names ${row.exposed.join(', ')}.`)
    return refusal
  }
  const { type, message } = frame.error ?? { type: 'Exception', message: '' }
  if (frame.pair === undefined) return [`${capital(sender)} says why it ended the connection: ${type}. Nobody reads it.`]
  if (type === 'KeyError' && frame.pair.ident !== undefined && message.includes(frame.pair.ident)) {
    return [`${capital(sender)} has no object ${shortIdent(frame.pair.ident, true)}: it was let go when nobody held it any more, or was never there.`]
  }
  if (failureOf(frame) === 'refused') return [`${capital(sender)} has no such function, so it refused.`]
  return [`${capital(sender)} could not do it: ${type}${message === '' ? '' : `, ${message}`}. ${capital(receiver)} raises RemoteError with this text.`]
}

/** What became of it, where that is worth a sentence. */
function fate(frame: Frame, run: Run): readonly string[] {
  const { connection } = frame
  switch (frameStatus(frame)) {
    case 'waiting':
      return ['No answer yet.']
    case 'unanswered': {
      if (connection.closedBy === undefined) return ['It was never answered.']
      const id = connection.closedBy === 'client' ? connection.client : connection.listener
      const process = run.processes.get(id)
      const gone = process?.state === 'ended' ? 'ended' : 'closed the connection'
      return [`It was never answered: ${theProcess(run, id)} ${gone}.`]
    }
    case 'lost':
      return ['It never arrived.']
    case 'held':
      return ['It has not left: it waits to be let go.']
    case 'dropped':
      return [`It was dropped on purpose and never sent. ${capital(theProcess(run, frame.from))} does not know.`]
    case 'cut':
      return ['It was never sent: its connection was cut on purpose.']
    case 'abandoned':
      return [`It was never sent: ${theProcess(run, frame.from)} gave up while it waited.`]
    case 'answered':
    case 'on the way':
    case 'unread':
    case 'delivered':
      return []
  }
}

/** `the server`; names that are not plain words go without article. */
export function theProcess(run: Run, id: string): string {
  const label = processLabel(run, id)
  if (label === 'outside') return 'somebody outside'
  return /^[a-z]+$/.test(label) && label !== 'main' ? `the ${label}` : label
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** `bed` for the typeid `Bed`: as a common noun, where it can be read as one. */
function kindOf(typeid: string | undefined): string {
  if (typeid === undefined || typeid === '') return 'object'
  return /^[A-Z][a-z]+$/.test(typeid) ? typeid.toLowerCase() : typeid
}

function aTypeid(typeid: string | undefined): string {
  return typeid === undefined ? 'an object' : `${/^[AEIOUaeiou]/.test(typeid) ? 'an' : 'a'} ${typeid}`
}

function objectWords(frame: Frame): string {
  if (frame.ident === undefined) return 'an object'
  return `${frame.typeid === undefined ? 'object' : frame.typeid} ${shortIdent(frame.ident, true)}`
}

function namesWords(count: number): string {
  if (count === 0) return 'no name that'
  return count === 1 ? 'the one name' : `the ${countWord(count)} names`
}
