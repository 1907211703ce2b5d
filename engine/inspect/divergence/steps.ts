/**
 * A run as what each of its processes did, step by step, without what differs from one run to the next: idents, pids,
 * ports, times, and the frames that only carry the others (handshakes that succeed, references, connections).
 */
import type { Frame, Run, TracedProcess } from '../run.ts'
import { Objects, Renaming } from './naming.ts'

/** One thing that a process did, or that was done to it. */
export interface Step {
  /** Label of the process. */
  readonly process: string
  /** Trace time, in microseconds since the run's first event. */
  readonly time: number
  /** The frame that shows it; the request of a call. `undefined` for what no frame shows. */
  readonly frame: Frame | undefined
  /** The answer, where there is one. */
  readonly reply: Frame | undefined
  /** What it is, with neither arguments nor result: `call dict.__getitem__/1`. */
  readonly shape: string
  /** The arguments, idents and ports renamed. */
  readonly args: string
  /** How it was answered: `#RETURN`, `#ERROR KeyError`, `never`. With the names that may be called, if it brought some. */
  readonly answer: string
  /** The result, idents and ports renamed; of a `create` whether others have the same object. */
  readonly result: string
  /** For people: `calls get('n') on visits`. */
  readonly words: string
}

/** A pair that differs; one of the two is missing where a process did less or more. */
export interface Difference {
  readonly process: string
  readonly here: Step | undefined
  readonly there: Step | undefined
  readonly before: Step | undefined
  readonly time: number
}

/** Whether two steps are the same deed: what was done, and how it was answered, whatever the values. */
export function sameDeed(here: Step, there: Step): boolean {
  return here.shape === there.shape && here.answer === there.answer
}

/** Frames that only carry others. A `dummy` is what `connect()` asks. */
const CARRIERS = new Set(['accept_connection', 'incref', 'decref', 'get_methods'])

/** The steps of each process, by label, in the order of their times. A label that came twice has the steps of both. */
export function stepsByProcess(run: Run): ReadonlyMap<string, readonly Step[]> {
  const names = new Renaming(run)
  const objects = new Objects()
  const steps: Step[] = []
  for (const frame of run.frames) {
    const step = frame.kind === 'failure' ? refusal(run, frame) : frame.family === 'handshake' ? undefined : stepOf(run, frame, names, objects)
    if (step) steps.push(step)
  }
  for (const incident of run.incidents) {
    // Who tried again until somebody was there has found somebody; how often is chance.
    if (incident.kind !== 'connection refused' || run.frames.some((frame) => frame.from === incident.process && frame.time > incident.time)) continue
    steps.push(plain(labelOf(run, incident.process), incident.time, `refused ${incident.type}`, 'finds nobody at the address'))
  }
  for (const process of run.processes.values()) steps.push(...ownSteps(process))
  steps.push(...keptReferences(run))
  const byProcess = new Map<string, Step[]>()
  for (const step of steps.toSorted((one, other) => one.time - other.time)) {
    const own = byProcess.get(step.process)
    if (own) own.push(step)
    else byProcess.set(step.process, [step])
  }
  return byProcess
}

/** An object that is gone when somebody is counted for it. */
function isLost({ kind, pair }: Frame): boolean {
  return kind === 'incref' && pair?.error !== undefined
}

function stepOf(run: Run, frame: Frame, names: Renaming, objects: Objects): Step | undefined {
  if (frame.sender !== 'client' && frame.kind !== 'message') return undefined
  if (frame.kind === 'unreadable' || (CARRIERS.has(frame.kind) && !isLost(frame))) return undefined
  const process = labelOf(run, frame.from)
  const { time } = frame
  if (frame.kind === 'message') {
    const result = names.plain(frame.result ?? frame.args ?? '')
    return { process, time, frame, reply: undefined, shape: 'message', args: result, answer: '', result: '', words: `sends ${cut(result)}` }
  }
  const reply = frame.pair
  const args = names.plain(frame.args ?? '')
  const error = reply?.error ? ` ${reply.error.type}` : ''
  const exposed = reply?.exposed && frame.kind === 'create' ? ` (${reply.exposed.toSorted().join()})` : ''
  // Whether it worked is more than a value.
  const verdict = reply?.result === 'True' || reply?.result === 'False' ? ` ${reply.result}` : ''
  const answer = reply ? `${reply.kind}${error}${exposed}${verdict}` : 'never'
  if (frame.kind === 'call') {
    const method = frame.method ?? '?'
    const object = objects.of(frame)
    const shape = `call ${object.id}.${method}`
    return { process, time, frame, reply, shape, args, answer, result: names.plain(reply?.result ?? ''), words: `calls \`${cut(method + args)}\` on ${object.words}` }
  }
  const made = frame.kind === 'create' ? (reply?.typeid ?? /^\('([^']*)'/.exec(frame.args ?? '')?.[1] ?? '?') : ''
  const shape = frame.kind === 'create' ? `create ${made}` : frame.kind
  const words = frame.kind === 'create' ? `asks for \`${cut(made + args.replace(/^\('[^']*'(, )?/, '('))}\``  : frame.kind === 'dummy' ? 'connects' : frame.kind === 'incref' ? `gets a proxy of a ${frame.typeid ?? 'thing'} that is gone` : `asks the server for \`${frame.kind}\``
  const result = frame.kind === 'create' ? objects.make(frame, made, process) : names.plain(reply?.result ?? '')
  return { process, time, frame, reply, shape, args, answer, result, words }
}

/** A handshake that was refused is a step of the client, at the frame that says so. */
function refusal(run: Run, frame: Frame): Step {
  const process = labelOf(run, frame.connection.client)
  return { ...plain(process, frame.time, 'handshake refused', 'is refused: the key is another one'), frame }
}

/** Where a process listens, what it died of, how it ended. */
function ownSteps(process: TracedProcess): Step[] {
  const { label, startedAt, endedAt, address, failure, code, signal } = process
  const steps: Step[] = []
  if (address !== null && typeof address !== 'string') {
    steps.push(plain(label, startedAt, `listens ${address[0]}`, `listens at \`${address[0]}\``))
  }
  if (failure) steps.push(plain(label, endedAt ?? Infinity, `fails ${failure.type}`, `ends with ${failure.type}`))
  else if (endedAt !== undefined && signal === null && code !== 0) steps.push(plain(label, endedAt, `ends ${code}`, `ends with exit code ${code}`))
  return steps
}

/** Proxies that a process was counted for and never let go. */
function keptReferences(run: Run): Step[] {
  const kept = new Map<string, Map<string, { count: number; readonly last: Frame }>>()
  for (const frame of run.frames) {
    if ((frame.kind !== 'incref' && frame.kind !== 'decref') || frame.sender !== 'client' || frame.pair?.kind !== '#RETURN' || frame.ident === undefined) continue
    // Making a proxy lets go of what `create` had counted: two frames of one connection each, and nothing is kept by them.
    const own = kept.get(frame.from) ?? new Map<string, { count: number; readonly last: Frame }>()
    const before = own.get(frame.ident)?.count ?? 0
    own.set(frame.ident, { count: before + (frame.kind === 'incref' ? 1 : -1), last: frame })
    kept.set(frame.from, own)
  }
  for (const frame of run.frames) {
    const counted = frame.reference && kept.get(frame.to)?.get(frame.reference.ident)
    if (counted) counted.count += 1
  }
  const steps: Step[] = []
  for (const [process, own] of kept) {
    const end = run.processes.get(process)
    if (end?.state !== 'ended' || end.signal !== null) continue
    for (const { count, last } of [...own.values()].filter((one) => !isGone(run, one.last, end.endedAt)).toSorted((one, other) => other.last.number - one.last.number)) {
      if (count > 0) steps.push({ ...plain(end.label, end.endedAt ?? Infinity, `keeps ${last.typeid ?? '?'}`, `ends without letting go of its ${last.typeid ?? 'object'}`), frame: last })
    }
  }
  return steps
}

/** Who has gone cannot be told to let go. One that was killed is known by the call that it left without an answer. */
function isGone(run: Run, { from, to: server }: Frame, time = Infinity): boolean {
  const { endedAt = Infinity } = run.processes.get(server) ?? {}
  return endedAt < time || run.frames.some((frame) => frame.kind === 'call' && frame.from === from && frame.to === server && !frame.pair)
}

function plain(process: string, time: number, shape: string, words: string): Step {
  return { process, time, frame: undefined, reply: undefined, shape, args: '', answer: '', result: '', words }
}

function labelOf(run: Run, process: string): string {
  return run.processes.get(process)?.label ?? 'outside'
}

function cut(text: string): string {
  return text.length > 48 ? `${text.slice(0, 47)}…` : text
}
