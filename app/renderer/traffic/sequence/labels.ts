/** The words on an arrow: short, in Python's terms. The full text is in the tooltip and in the table. */
import type { Frame, FrameKind } from 'multiprocessing/inspect'
import { bytes, shortIdent, wireSize } from '../format.ts'

/** What stands above an arrow, before it is shortened. */
export function arrowLabel(frame: Frame): string {
  switch (frame.kind) {
    case 'challenge':
      return frame.digest ? `#CHALLENGE# ${frame.digest}` : '#CHALLENGE#'
    case 'answer':
      return frame.digest ? `answer, ${frame.digest}` : 'answer'
    case 'welcome':
      return '#WELCOME#'
    case 'failure':
      return '#FAILURE#'
    case 'call':
    case 'create':
    case 'accept_connection':
    case 'dummy':
    case 'get_methods':
    case 'debug_info':
    case 'number_of_objects':
    case 'shutdown':
      return `${frame.method ?? frame.kind}${frame.args ?? '()'}`
    case 'incref':
    case 'decref':
      return frame.ident ? `${frame.kind} ${shortIdent(frame.ident)}` : frame.kind
    case '#RETURN':
      return returned(frame)
    case '#PROXY':
      return frame.reference ? `#PROXY ${frame.reference.typeid ?? ''} ${shortIdent(frame.reference.ident)}`.replace('  ', ' ') : '#PROXY'
    case '#ERROR':
    case '#TRACEBACK':
      return `${frame.kind} ${isRefusal(frame) ? 'refused' : (frame.error?.type ?? '')}`.trimEnd()
    case '#UNSERIALIZABLE':
      return frame.kind
    case 'message':
      return frame.result ?? bytes(wireSize(frame.size))
    case 'unreadable':
      return `unreadable, ${bytes(wireSize(frame.size))}`
    default:
      return closed(frame.kind)
  }
}

function returned(frame: Frame): string {
  const created = frame.pair?.kind === 'create' ? frame.reference : undefined
  if (created) return `#RETURN ${shortIdent(created.ident)}`
  return frame.result === undefined ? '#RETURN' : `#RETURN ${frame.result}`
}

/** Whether the server refused the call because the method is not in `exposed`. */
export function isRefusal(frame: Frame): boolean {
  return frame.error?.message.includes(' is not in exposed=') ?? false
}

/** How a line is drawn: replies that bring a value or an error are dashed, all others solid. */
export function isReply(kind: FrameKind): boolean {
  return kind.startsWith('#')
}

/** Whether a moment of its own begins with this frame; the frames that follow it are part of the same. */
export function beginsSomething(kind: FrameKind): boolean {
  return !isReply(kind) && kind !== 'answer' && kind !== 'welcome' && kind !== 'failure'
}

function closed(kind: never): never {
  throw new TypeError(`a frame kind with a label was expected, got ${String(kind)}`)
}
