/** A frame in few words: how it ended, its label in the sequence, its line in the text twin. */
import { OUTSIDE } from './run.ts'
import type { Frame, Run } from './run.ts'
import { durationWords, processLabel, shortIdent } from './format.ts'
import { unexposedMethod } from './traceback.ts'

/**
 * What became of a frame, seen now.
 *
 * `answered` request · `waiting` request, and its connection is open · `unanswered` request, and its connection is
 * closed · `on the way` to its receiver · `lost`: its receiver is gone and never got it · `unread`: sent, and nobody
 * asked for it · `held`: it waits and has not left · `dropped`, `cut`, `abandoned`: it never left · `delivered` everything
 * else.
 */
export type FrameStatus = 'answered' | 'waiting' | 'unanswered' | 'on the way' | 'lost' | 'unread' | 'held' | 'dropped' | 'cut' | 'abandoned' | 'delivered'

/** Whether a frame was answered, refused, failed, lost, or is on its way. */
export function frameStatus(frame: Frame): FrameStatus {
  const { fate } = frame
  switch (fate) {
    case 'held':
    case 'dropped':
    case 'cut':
    case 'abandoned':
      return fate
    case 'sent':
    case 'arrived':
  }
  const closed = frame.connection.closedAt !== undefined
  if (isRequest(frame)) {
    if (frame.pair !== undefined) return 'answered'
    return closed ? 'unanswered' : 'waiting'
  }
  // An untraced receiver says nothing: what was sent to it is taken for delivered.
  if (frame.receivedAt !== undefined || frame.to === OUTSIDE) return 'delivered'
  if (!closed) return 'on the way'
  return frame.sender === 'listener' && frame.pair === undefined ? 'unread' : 'lost'
}

/** Whether a reply is owed for it. */
export function isRequest(frame: Frame): boolean {
  switch (frame.family) {
    case 'accept':
    case 'create':
    case 'call':
    case 'lifetime':
    case 'server':
      return true
    case 'handshake':
    case 'return':
    case 'proxy':
    case 'error':
    case 'message':
      return false
  }
}

/**
 * How something failed, in one word: `refused` before it was tried (an unexposed method, an unknown function, a wrong
 * key), `raised` by the method, `unserializable` result, `failed` in the server otherwise.
 */
export type Failure = 'refused' | 'raised' | 'unserializable' | 'failed'

/** `undefined` for frames that do not say that something failed. */
export function failureOf(frame: Frame): Failure | undefined {
  switch (frame.kind) {
    case 'failure':
      return 'refused'
    case '#ERROR':
      return 'raised'
    case '#UNSERIALIZABLE':
      return 'unserializable'
    case '#TRACEBACK':
      return isRefusal(frame) ? 'refused' : 'failed'
    default:
      return undefined
  }
}

function isRefusal(frame: Frame): boolean {
  const { type = '', message = '' } = frame.error ?? {}
  if (unexposedMethod(message) !== undefined) return true
  if (type === 'AssertionError') return message.endsWith(' unrecognized')
  return type.endsWith('AuthenticationError')
}

/** The frame's name in the sequence: `water(250)`, `#RETURN 61`, `#PROXY Bed 7f…c610`, `#TRACEBACK refused`. */
export function frameLabel(frame: Frame): string {
  switch (frame.kind) {
    case 'challenge':
      return `#CHALLENGE# ${frame.digest ?? ''}`.trimEnd()
    case 'answer':
      return `answer ${frame.digest ?? ''}`.trimEnd()
    case 'welcome':
      return '#WELCOME#'
    case 'failure':
      return '#FAILURE# refused'
    case 'incref':
    case 'decref':
      return frame.ident === undefined ? frame.kind : `${frame.kind} ${shortIdent(frame.ident)}`
    case 'accept_connection':
    case 'create':
    case 'dummy':
    case 'get_methods':
    case 'debug_info':
    case 'number_of_objects':
    case 'shutdown':
    case 'track_segment':
    case 'release_segment':
    case 'list_segments':
    case 'call':
      return `${frame.method ?? frame.kind}${frame.args ?? '(…)'}`
    case '#RETURN':
      return `#RETURN ${frame.reference === undefined ? (frame.result ?? '…') : shortIdent(frame.reference.ident)}`
    case '#PROXY':
      return frame.reference === undefined ? '#PROXY' : `#PROXY ${frame.reference.typeid ?? ''} ${shortIdent(frame.reference.ident)}`
    case '#ERROR':
    case '#TRACEBACK':
    case '#UNSERIALIZABLE':
      return `${frame.kind} ${failureWord(frame)}`.trimEnd()
    case 'message':
      return frame.result ?? 'message'
    case 'unreadable':
      return 'unreadable'
  }
}

/** The word beside the kind: a refusal in so many words, else the exception's name. */
function failureWord(frame: Frame): string {
  const failure = failureOf(frame)
  if (failure === 'refused') return 'refused'
  return failure === 'unserializable' ? '' : (frame.error?.type ?? '')
}

/** The object a frame is about, and what is asked of it: `Greenhouse 7f…2b90.water(250)`. */
export function requestText(frame: Frame): string {
  const args = frame.args ?? '(…)'
  if (frame.kind !== 'call') return frame.kind === 'create' ? `create${args}` : `${frame.method ?? frame.kind}${args}`
  const object = frame.ident === undefined ? '' : `${[frame.typeid, shortIdent(frame.ident)].filter((word) => word !== undefined).join(' ')}.`
  return `${object}${frame.method ?? ''}${args}`
}

/**
 * One line for the text twin: `Frame 86, server to visitor, #TRACEBACK, refused, answers 85, 90 microseconds`.
 */
export function describeFrame(frame: Frame, run: Pick<Run, 'processes'>): string {
  const words = [`Frame ${frame.number}`, `${processLabel(run, frame.from)} to ${processLabel(run, frame.to)}`]
  if (isRequest(frame)) words.push(frame.kind === 'call' ? `call ${frame.method ?? ''}${frame.args ?? ''}` : frameLabel(frame))
  else if (frame.kind === '#RETURN' || frame.kind === '#PROXY') words.push(frameLabel(frame))
  else words.push(frame.kind === 'failure' ? '#FAILURE#' : frame.kind)
  const failure = failureOf(frame)
  if (failure !== undefined) words.push(failure)
  if (failure === 'raised' || failure === 'failed') words.push(frame.error?.type ?? '')
  const status = frameStatus(frame)
  if (status === 'answered') words.push(`answered by ${frame.pair!.number}`)
  else if (status !== 'delivered') words.push(STATUS_WORDS[status])
  if (!isRequest(frame) && frame.pair !== undefined) words.push(`answers ${frame.pair.number}`)
  if (frame.latency !== undefined) words.push(durationWords(frame.latency))
  return words.filter((word) => word !== '').join(', ')
}

const STATUS_WORDS = {
  waiting: 'waits for its answer',
  unanswered: 'never answered',
  'on the way': 'on the way',
  lost: 'lost',
  unread: 'never read',
  held: 'held',
  dropped: 'dropped, never sent',
  cut: 'never sent, its connection was cut',
  abandoned: 'never sent, its process gave up',
} as const
