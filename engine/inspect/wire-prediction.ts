/**
 * What a person expects of a line of a program, frame by frame, beside what came: how much of it was right, and why there
 * was more or less. A prediction counts frames of each kind; direction follows from the kind.
 */
import type { Frame } from './run.ts'

/** Kinds that a person tells apart in a sketch, in the order in which they come first. */
export const SKETCH_KINDS = ['handshake', 'server', 'create', 'call', 'count', 'answer', 'proxy', 'error'] as const
/** One kind of a sketch. */
export type SketchKind = (typeof SKETCH_KINDS)[number]

/** Who sends a frame of a kind. */
export const SKETCH_DIRECTIONS: Readonly<Record<SketchKind, 'to the server' | 'from the server' | 'both ways'>> = {
  handshake: 'both ways',
  server: 'to the server',
  create: 'to the server',
  call: 'to the server',
  count: 'to the server',
  answer: 'from the server',
  proxy: 'from the server',
  error: 'from the server',
}

/** Frames of each kind; a kind that is not there has none. */
export type WireSketch = Readonly<Partial<Record<SketchKind, number>>>

/** How far a sketch and a run agree. */
export interface WireScore {
  readonly predicted: number
  readonly actual: number
  /** Frames that were foreseen, of their kind. */
  readonly right: number
  /** From 0 to 1: foreseen frames among all that were predicted or came. 1 where none was predicted and none came. */
  readonly share: number
  /** Kinds of which some were predicted or came, in their order. */
  readonly rows: readonly { readonly kind: SketchKind; readonly predicted: number; readonly actual: number }[]
  /** What was predicted and what came, and why it differs: one to three sentences. */
  readonly sentence: string
}

/** What kind of a sketch a frame is; `undefined` for what is none of a manager's. */
export function sketchKindOf(frame: Frame): SketchKind | undefined {
  switch (frame.family) {
    case 'handshake':
      return 'handshake'
    case 'accept':
    case 'server':
      return 'server'
    case 'create':
      return 'create'
    case 'call':
      return 'call'
    case 'lifetime':
      return 'count'
    case 'return':
      return 'answer'
    case 'proxy':
      return 'proxy'
    case 'error':
      return frame.kind === 'failure' ? 'handshake' : 'error'
    case 'message':
      return undefined
  }
}

/** Frames of each kind among those given. */
export function sketchOf(frames: readonly Frame[]): WireSketch {
  const sketch: Partial<Record<SketchKind, number>> = {}
  for (const frame of frames) {
    const kind = sketchKindOf(frame)
    if (kind) sketch[kind] = (sketch[kind] ?? 0) + 1
  }
  return sketch
}

/**
 * The frames of the last of several turns of a loop: those of its calls, without what the first had to open.
 * @param turns how often the lines ran; 1 gives all frames
 */
export function lastTurn(frames: readonly Frame[], turns: number): readonly Frame[] {
  const calls = frames.flatMap((frame, index) => (frame.kind === 'call' ? [index] : []))
  return turns > 1 && calls.length >= turns ? frames.slice(calls[calls.length - Math.round(calls.length / turns)]) : frames
}

/** Compares a prediction with the frames that came. */
export function scoreWire(predicted: WireSketch, frames: readonly Frame[]): WireScore {
  const actual = sketchOf(frames)
  const rows = SKETCH_KINDS.map((kind) => ({ kind, predicted: predicted[kind] ?? 0, actual: actual[kind] ?? 0 })).filter((row) => row.predicted > 0 || row.actual > 0)
  const sum = (count: (row: (typeof rows)[number]) => number): number => rows.reduce((total, row) => total + count(row), 0)
  const [foreseen, came, right] = [sum((row) => row.predicted), sum((row) => row.actual), sum((row) => Math.min(row.predicted, row.actual))]
  const all = Math.max(foreseen, came)
  return {
    predicted: foreseen,
    actual: came,
    right,
    share: all === 0 ? 1 : right / all,
    rows,
    sentence: [comparison(foreseen, came, right), ...reasons(predicted, actual, frames).slice(0, 2)].join(' '),
  }
}

function comparison(predicted: number, actual: number, right: number): string {
  if (predicted !== actual) return `You predicted ${framesText(predicted)}; there ${actual === 1 ? 'was' : 'were'} ${actual === 0 ? 'none' : actual}.`
  return right === actual ? `You predicted ${framesText(predicted)}, and so it was.` : `You predicted ${framesText(predicted)}, and there were as many, but of other kinds.`
}

function framesText(count: number): string {
  return count === 0 ? 'no frame' : count === 1 ? '1 frame' : `${count} frames`
}

/** Why there was more or less than predicted, the most telling first. */
function reasons(predicted: WireSketch, actual: WireSketch, frames: readonly Frame[]): string[] {
  const gap = (kind: SketchKind): number => (actual[kind] ?? 0) - (predicted[kind] ?? 0)
  if (frames.length === 0) return SKETCH_KINDS.some((kind) => gap(kind) < 0) ? ['All of it happened in this process.'] : []
  const found: string[] = []
  const calls = frames.filter((frame) => frame.kind === 'call')
  if (gap('call') > 0) found.push(callsWords(calls))
  if (gap('call') < 0) found.push(calls.length === 0 ? 'No object was called.' : calls.length === 1 ? 'All of it is one request.' : `There are ${calls.length} requests.`)
  if (gap('create') > 0) found.push('The server is asked to make the object: `create`.')
  if (gap('create') < 0) found.push('Nothing new is made.')
  const opened = new Set(frames.filter((frame) => frame.family === 'handshake').map((frame) => frame.connection)).size
  if (gap('handshake') > 0) found.push(opened === 1 ? 'It opens a connection, which begins with a handshake.' : `It opens ${opened} connections, and each begins with a handshake.`)
  if (gap('handshake') < 0) found.push(opened === 0 ? 'The connection was there already.' : 'A handshake has six frames: each side proves that it has the key.')
  if (gap('count') > 0) found.push(frames.some((frame) => frame.kind === 'create') ? 'A new proxy is counted by `incref`, and `decref` takes back what `create` had counted.' : 'A proxy that is new here is counted.')
  if (gap('count') < 0) found.push('No new proxy came, so none is counted.')
  if (gap('server') > 0) found.push(frames.some((frame) => frame.kind === 'accept_connection') ? 'The first call of a thread asks the server to keep its connection.' : 'The server itself is asked.')
  if (gap('answer') + gap('proxy') + gap('error') > 0 && gap('call') <= 0) found.push('Each request has an answer, even if it is only `None`.')
  if (gap('error') > 0 && calls.length < 3) found.push('One answer is an exception.')
  return found
}

function callsWords(calls: readonly Frame[]): string {
  const methods = [...new Set(calls.map((frame) => frame.method ?? '?'))]
  if (calls.at(-1)?.pair?.family === 'error' && calls.length > 2 && methods.length <= 2) return `A loop asks for each item, and once more to find the end: ${calls.length} requests.`
  if (calls.length === 2 && isRead(methods[0]) && isWrite(methods[1])) return 'A read and a write are two requests.'
  if (calls.length === 1) return `It is a request: \`${methods[0]}\`.`
  return `There are ${calls.length} requests: ${calls.length <= 4 ? calls.map((frame) => `\`${frame.method}\``).join(', ') : methods.map((method) => `\`${method}\``).join(', ')}.`
}

function isRead(method = ''): boolean {
  return /^(__getitem__|__getattribute__|get|item)$/.test(method)
}

function isWrite(method = ''): boolean {
  return /^(__setitem__|__setattr__|set)$/.test(method)
}
