/**
 * The tracer: stamps events and hands them to a sink. Without a sink it costs one branch: callers ask `tracing()` first.
 *
 * One of the two homes of process-wide state (the other is `process/current-process.ts`). What a sink does with an
 * event is not known here; `process/trace-sink.ts` writes files.
 */
import type { TraceEvent, TraceEventBody, TraceSource } from './protocol/trace.ts'

/** Takes a stamped event. Must not throw and must not wait. */
export type TraceSink = (event: TraceEvent) => void

let sink: TraceSink | undefined
let processId = ''
let seq = 0
let now: () => number = () => 0

/** Sends all further events of this process to `to`; `undefined` turns tracing off. */
export function traceTo(to: TraceSink | undefined, id = '', clock: () => number = () => 0): void {
  sink = to
  processId = id
  now = clock
  seq = 0
}

/** Whether anybody listens. Ask before building an event. */
export function tracing(): boolean {
  return sink !== undefined
}

/** Reports one event. Does nothing when tracing is off. */
export function emit(body: TraceEventBody): void {
  if (sink === undefined) return
  sink({ v: 1, process: processId, seq: seq++, time: now(), ...body } as TraceEvent)
}

/**
 * The line of the program that called the engine: the first stack frame outside the engine's own files.
 * Only for use while tracing, since it makes a stack.
 */
export function callSite(): TraceSource | undefined {
  if (sink === undefined) return undefined
  const keep = Error.prepareStackTrace
  const limit = Error.stackTraceLimit
  let frames: NodeJS.CallSite[] = []
  Error.stackTraceLimit = 30
  Error.prepareStackTrace = (_error, stack) => (frames = stack)
  void new Error().stack
  Error.prepareStackTrace = keep
  Error.stackTraceLimit = limit
  for (const frame of frames) {
    const file = frame.getFileName()
    if (!file || isOwnFile(file) || file.startsWith('node:')) continue
    return { file, line: frame.getLineNumber() ?? 0, column: frame.getColumnNumber() ?? 0 }
  }
  return undefined
}

/** Which acquires of locks a call was made within, as this process counts them, and its own number if it is one. */
export interface CallLine {
  readonly acquire: number | undefined
  readonly holding: readonly number[]
}

/** By the very object that names the line of the program: it travels with the call to its frame. */
const callLines = new WeakMap<TraceSource, CallLine>()

/** Has the frame of the call at `at` tell what the call was made within. */
export function noteLine(at: TraceSource, line: CallLine): void {
  callLines.set(at, line)
}

/** What was noted of the call at `at`. */
export function lineOf(at: TraceSource): CallLine | undefined {
  return callLines.get(at)
}

const ownFolder = import.meta.url.replace(/[^/]*$/, '')
const ownPath = ownFolder.replace(/^file:\/\//, '')

/** Whether a file of a stack, as a path or a file: URL, is the engine's own. Its tests are not. */
export function isOwnFile(file: string): boolean {
  const name = file.startsWith(ownFolder) ? file.slice(ownFolder.length) : file.startsWith(ownPath) ? file.slice(ownPath.length) : undefined
  return name !== undefined && !/(^|\/)test\/|\.test\./.test(name)
}
