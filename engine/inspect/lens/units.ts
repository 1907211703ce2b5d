/**
 * A run as a list of units for each process that asks: a handshake, a request with its answer, a message, an end. What
 * must differ between two runs is folded away: idents, digests, pids, ports, times and the order of a set.
 */
import { disassemble } from '../../pickle/disassemble.ts'
import { parseHandshake } from '../../protocol/challenge.ts'
import { Renaming } from '../divergence/naming.ts'
import type { Connection, Frame, Run, TracedProcess } from '../run.ts'

export type UnitFamily = 'handshake' | 'call' | 'lifetime' | 'message' | 'process'

/** What two runs may do alike or otherwise. */
export interface Unit {
  readonly family: UnitFamily
  /** Units with the same key are set side by side: `call dict.keys`. */
  readonly key: string
  /** For people: `keys()` of dict, in backquotes. */
  readonly words: string
  /** What may differ, in the order in which it is asked: the first that does is told. */
  readonly details: readonly Detail[]
  /** Microseconds since the run's first event. */
  readonly time: number
  readonly frame: Frame | undefined
}

export interface Detail {
  /** `arguments`, `answer`, `names`, `result`, `pickle of the request` … */
  readonly name: string
  readonly text: string
}

/** Requests that keep counts and threads, and carry no call of the program. */
const LIFETIME = new Set(['accept_connection', 'incref', 'decref'])

/** The units of each process that asks, by label, in the order of their times. */
export function unitsByProcess(run: Run): ReadonlyMap<string, readonly Unit[]> {
  const names = new Renaming(run)
  const fold = (text: string): string => sorted(names.plain(text)).replace(/#\d+/g, '…')
  const units = new Map<string, Unit[]>()
  const add = (label: string, unit: Unit | undefined): void => {
    if (unit) (units.get(label) ?? units.set(label, []).get(label)!).push(unit)
  }
  for (const connection of run.connections) add(labelOf(run, connection.client), handshakeOf(connection))
  for (const frame of run.frames) {
    if (frame.kind === 'message') add(labelOf(run, frame.from), messageOf(frame, fold))
    else if (frame.family !== 'handshake' && frame.sender === 'client') add(labelOf(run, frame.from), exchangeOf(frame, fold))
  }
  for (const process of run.processes.values()) add(process.label, endOf(process))
  for (const own of units.values()) own.sort((one, other) => one.time - other.time)
  return units
}

/** All that passes before the first request is one unit: what was asked for, and with what it was answered. */
function handshakeOf({ frames, handshake }: Connection): Unit | undefined {
  const own = frames.filter(({ family }) => family === 'handshake')
  const first = own[0]
  if (!first) return undefined
  const shape = own.map((frame) => `${frame.sender === 'client' ? '→' : '←'} ${shapeOf(frame)}`).join(', ')
  return { family: 'handshake', key: 'handshake', words: 'the handshake', details: [{ name: 'outcome', text: handshake }, { name: 'payloads', text: shape }], time: first.time, frame: first }
}

/** A handshake's payload without its random bytes and its digest: `#CHALLENGE#{sha256} + 40 bytes`. */
function shapeOf({ payload, size, kind }: Frame): string {
  const message = parseHandshake(payload)
  const digest = 'digest' in message && message.digest ? `{${message.digest}}` : ''
  if (kind === 'challenge') return `#CHALLENGE#${digest} + ${size - '#CHALLENGE#'.length - digest.length} bytes`
  if (kind === 'answer') return `${digest === '' ? '' : `${digest} + `}${size - digest.length} bytes`
  return kind === 'welcome' ? '#WELCOME#' : kind === 'failure' ? '#FAILURE#' : `${size} bytes`
}

function exchangeOf(frame: Frame, fold: (text: string) => string): Unit {
  const reply = frame.pair
  const { kind } = frame
  const typeid = kind === 'create' ? (reply?.typeid ?? /^\('([^']*)'/.exec(frame.args ?? '')?.[1]) : frame.typeid
  const name = kind === 'call' ? frame.method : kind
  const key = `${kind} ${typeid ?? ''}.${name ?? '?'}`
  const words = kind === 'call' ? `\`${name ?? '?'}()\` of ${typeid ?? 'an object'}` : typeid === undefined ? `\`${kind}\`` : `\`${kind}\` of ${typeid}`
  const details: Detail[] = [
    { name: 'arguments', text: fold(frame.args ?? '') },
    { name: 'answer', text: reply === undefined ? 'never' : reply.error ? `${reply.kind} ${reply.error.type}` : reply.kind },
    { name: 'names', text: reply?.exposed?.toSorted().join(', ') ?? '' },
    // The words of a create's answer are its ident and its names.
    { name: 'result', text: kind === 'create' || reply === undefined ? '' : fold(reply.error ? reply.error.message : (reply.result ?? '')) },
    { name: 'pickle of the request', text: pickleShape(frame) },
  ]
  if (reply && !reply.error) details.push({ name: 'pickle of the answer', text: pickleShape(reply) })
  return { family: LIFETIME.has(kind) ? 'lifetime' : 'call', key, words, details, time: frame.time, frame }
}

function messageOf(frame: Frame, fold: (text: string) => string): Unit {
  const details = [{ name: 'message', text: fold(frame.result ?? frame.args ?? '') }, { name: 'pickle', text: pickleShape(frame) }]
  return { family: 'message', key: `message ${frame.sender}`, words: 'a message', details, time: frame.time, frame }
}

function endOf({ label, code, signal, failure, state, endedAt }: TracedProcess): Unit | undefined {
  if (state !== 'ended' || endedAt === undefined) return undefined
  // Servers are ended by a signal when all others are done.
  if (signal !== null || (code === 0 && !failure)) return undefined
  return { family: 'process', key: `end of ${label}`, words: 'its end', details: [{ name: 'end', text: failure ? failure.type : `exit code ${code}` }], time: Infinity, frame: undefined }
}

/** Integers take as many bytes as they need, and idents, pids and ports are integers and strings of any length. */
const ONE_FOR_ALL: Readonly<Record<string, string>> = { BININT1: 'BININT', BININT2: 'BININT', LONG1: 'BININT' }

/** The opcodes of a payload, without their arguments: two pickles of the same value may still be made otherwise. */
function pickleShape({ payload, truncated }: Frame): string {
  if (truncated) return ''
  return disassemble(payload).map(({ opcode }) => ONE_FOR_ALL[opcode] ?? opcode).join(' ')
}

/** `{'b', 'a'}` → `{'a', 'b'}`: CPython writes a set of strings in another order in each process. */
function sorted(text: string): string {
  return text.replace(/\{('[^']*'(?:, '[^']*')+)\}/g, (_, inside: string) => `{${inside.split(', ').toSorted().join(', ')}}`)
}

function labelOf(run: Run, process: string): string {
  return run.processes.get(process)?.label ?? 'outside'
}
