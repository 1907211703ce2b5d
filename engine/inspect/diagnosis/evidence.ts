/** What rules look at: a run, the texts of its programs where they are known, and what is found in them more than once. */
import { callName } from '../call-text.ts'
import { listWords, processLabel } from '../format.ts'
import { theProcess } from '../explain.ts'
import { momentAt, momentAtTime } from '../moment-at.ts'
import type { Moment } from '../moment.ts'
import { OUTSIDE } from '../run.ts'
import type { Connection, Frame, Run, TracedManager, TracedProcess } from '../run.ts'
import { errorLine } from '../traceback.ts'
import type { TraceSource } from '../../protocol/trace.ts'
import type { Change, Paragraph, Piece, Sources } from './shape.ts'
import { code, say } from './shape.ts'

/** How many lines a call may take in a program's text. */
const CALL_LINES = 12

/** A process whose error nobody caught. */
export type FailedProcess = TracedProcess & { readonly failure: NonNullable<TracedProcess['failure']> }

export class Evidence {
  readonly run: Run
  readonly #sources: Sources | undefined
  #asked: Map<string, Frame[]> | undefined
  #errors: Frame[] | undefined
  /** Lines by a process's name for a file; null where they are not known. */
  readonly #texts = new Map<string, readonly string[] | null>()
  #ending: Moment | undefined

  constructor(run: Run, sources: Sources | undefined) {
    this.run = run
    this.#sources = sources
  }

  // Processes

  /** `the visitor`. */
  the(process: string): Piece {
    return { kind: 'process', process, words: theProcess(this.run, process) }
  }

  /** `The visitor`. */
  The(process: string): Piece {
    const words = theProcess(this.run, process)
    return { kind: 'process', process, words: words.charAt(0).toUpperCase() + words.slice(1) }
  }

  /** The same as text, for titles. */
  name(process: string): string {
    return theProcess(this.run, process)
  }

  label(process: string): string {
    return processLabel(this.run, process)
  }

  process(id: string): TracedProcess | undefined {
    return id === OUTSIDE ? undefined : this.run.processes.get(id)
  }

  /** Processes that ended by an error that nobody caught. */
  get failed(): readonly FailedProcess[] {
    return [...this.run.processes.values()].filter((process): process is FailedProcess => process.failure !== undefined)
  }

  /** The failure of a process in its own words, on one line. */
  errorOf({ failure }: FailedProcess): string {
    return errorLine(failure.type, failure.message)
  }

  parentOf(process: TracedProcess): TracedProcess | undefined {
    for (const other of this.run.processes.values()) if (other.pid === process.ppid && other.id !== process.id) return other
    return undefined
  }

  childrenOf(process: TracedProcess): readonly TracedProcess[] {
    return [...this.run.processes.values()].filter((other) => other.ppid === process.pid && other.id !== process.id && other.id !== OUTSIDE)
  }

  /** `exit code 1`, as a part of what something was matched on. */
  endWords(process: string): string {
    const { code: exit, signal, state, failure } = this.process(process) ?? { code: null, signal: null, state: 'running', failure: undefined }
    if (state === 'running') return 'the process, which goes on'
    if (signal !== null) return `the end by ${signal}`
    return exit === null ? (failure === undefined ? 'the end of the process' : 'the error that ended the process') : `exit code ${exit}`
  }

  isPython(process: string): boolean {
    return this.process(process)?.runtime === 'cpython'
  }

  // Frames

  /** Requests of a process, in order. */
  askedBy(process: string): readonly Frame[] {
    if (this.#asked === undefined) {
      this.#asked = new Map()
      for (const frame of this.run.frames) {
        if (frame.sender !== 'client' || frame.method === undefined) continue
        const list = this.#asked.get(frame.connection.client)
        if (list === undefined) this.#asked.set(frame.connection.client, [frame])
        else list.push(frame)
      }
    }
    return this.#asked.get(process) ?? []
  }

  /** Replies that say that something failed, in order. */
  get errors(): readonly Frame[] {
    return (this.#errors ??= this.run.frames.filter(({ family, kind }) => family === 'error' && kind !== 'failure'))
  }

  /** Typeids of which a process got a proxy, each with the frame that gave it and the names that may be called. */
  typeidsOf(process: string): ReadonlyMap<string, { readonly frame: Frame; readonly exposed: readonly string[] | undefined }> {
    const found = new Map<string, { readonly frame: Frame; readonly exposed: readonly string[] | undefined }>()
    for (const request of this.askedBy(process)) {
      const reply = request.pair
      const reference = reply?.reference
      if (reply !== undefined && reference?.typeid !== undefined) found.set(reference.typeid, { frame: reply, exposed: reply.exposed })
      else if (request.kind === 'incref' && request.typeid !== undefined && !found.has(request.typeid)) {
        found.set(request.typeid, { frame: request, exposed: undefined })
      }
    }
    return found
  }

  /** The error reply that a failed process raised again: the last one that it got before it ended. */
  raisedFrom(process: FailedProcess): Frame | undefined {
    const { type, message } = process.failure
    return this.errors.findLast(({ connection, error, pair, kind }) => {
      if (connection.client !== process.id || pair === undefined || error === undefined) return false
      if (type.split('.').at(-1) === 'RemoteError') return kind !== '#ERROR' && message.includes(error.message.split('\n')[0] ?? '')
      // Languages write an exception's words each in their own way; the class is the same.
      return kind === '#ERROR' && error.type.split('.').at(-1) === type.split('.').at(-1)
    })
  }

  /** Requests that were never answered, of a process. */
  unanswered(process: string): readonly Frame[] {
    return this.askedBy(process).filter(({ pair, connection }) => pair === undefined && connection.closedAt !== undefined)
  }

  // Moments

  /** As everything is now. */
  get ending(): Moment {
    return (this.#ending ??= momentAt(this.run))
  }

  /** As things stood when a process was about to end; as they are, if it goes on. */
  beforeEndOf(id: string): Moment {
    const endedAt = this.process(id)?.endedAt
    return endedAt === undefined ? this.ending : momentAtTime(this.run, endedAt - 1)
  }

  /** The call as the program writes it: `q.get`, `d['x']`. */
  callWords(frame: Frame): string {
    return callName(frame, (one) => this.nameOf(one))
  }

  /** What the program's line calls the object that a request is about. */
  nameOf(frame: Frame): string | undefined {
    const text = this.textAt(frame.at)
    const method = frame.method
    if (text === undefined || method === undefined || frame.kind !== 'call') return undefined
    const item = /^__(?:get|set|del)item__$/.test(method)
    const pattern = item ? /([A-Za-z_]\w*)\[/ : new RegExp(`([A-Za-z_]\\w*)\\.${method}\\b`)
    const held = method === 'acquire' || method === 'release' ? /\bwith\s+([A-Za-z_]\w*)\s*:|await ([A-Za-z_]\w*)\.hold\b/.exec(text) : null
    return pattern.exec(text)?.[1] ?? held?.[1] ?? held?.[2]
  }

  // Managers and keys

  /** The manager that a process made for an address, or the only one that it made. */
  managerFor(process: string, address: Connection['address']): TracedManager | undefined {
    const own = this.run.managers.filter((manager) => manager.process === process)
    return own.findLast((manager) => sameServer(manager.address, address)) ?? (own.length === 1 ? own[0] : undefined)
  }

  /** The manager whose key a server uses: its own, or that of its parent, which started it. */
  managerOfServer(server: string, address: Connection['address']): TracedManager | undefined {
    const own = this.managerFor(server, address)
    if (own !== undefined) return own
    const process = this.process(server)
    const parent = process && this.parentOf(process)
    return parent && this.managerFor(parent.id, address)
  }

  /** The line where a manager gets its key, as near as it is known. */
  keyLine(manager: TracedManager | undefined): TraceSource | undefined {
    const at = manager && this.near(manager.at, /\bauthkey\b/)
    // The key may stand in a variable: then the line is the one that sets it.
    if (/\bauthkey\s*[=:]\s*(?:b?['"]|bytes\()/.test(this.textAt(at) ?? '')) return at
    return this.before(at, /^\s*(?:(?:export\s+)?const\s+)?authkey\s*=[^=]/) ?? at
  }

  // Texts

  /** The line that something is at, as the program has it. */
  textAt(at: TraceSource | undefined): string | undefined {
    return at === undefined ? undefined : this.#lines(at.file)?.[at.line - 1]
  }

  /** The first line of a call at `at` that is like `pattern`; `at` itself where the text is not known or has none. */
  near(at: TraceSource | undefined, pattern: RegExp): TraceSource | undefined {
    const lines = at && this.#lines(at.file)
    if (at === undefined || lines === undefined) return at
    for (let line = at.line; line < at.line + CALL_LINES && line <= lines.length; line++) {
      if (pattern.test(lines[line - 1]!)) return { file: at.file, line }
    }
    return at
  }

  /** The last line up to `at` that is like `pattern`. */
  before(at: TraceSource | undefined, pattern: RegExp): TraceSource | undefined {
    const lines = at && this.#lines(at.file)
    if (at === undefined || lines === undefined) return undefined
    for (let line = Math.min(at.line, lines.length); line > 0; line--) if (pattern.test(lines[line - 1]!)) return { file: at.file, line }
    return undefined
  }

  /** Lines of the program's text from `at` on. */
  after(at: TraceSource | undefined): readonly string[] {
    return (at && this.#lines(at.file)?.slice(at.line)) ?? []
  }

  /**
   * The first line from `at` on that `edit` changes, as it is and as it might be.
   * @param before a line that is to stand at the top of the file, where it is not there yet
   */
  change(at: TraceSource | undefined, edit: (line: string) => string | readonly string[], before?: string): Change | undefined {
    const file = at && (this.#sources?.nameOf(at.file) ?? undefined)
    const lines = at && this.#lines(at.file)
    if (at === undefined || file === undefined || lines === undefined) return undefined
    for (let number = at.line; number < at.line + CALL_LINES && number <= lines.length; number++) {
      const line = lines[number - 1]!
      const edited = edit(line)
      if (edited === line) continue
      const after = typeof edited === 'string' ? [edited] : edited
      const top = before === undefined || lines.includes(before) ? [] : [{ sign: '+' as const, line: 1, text: before }]
      return {
        file,
        lines: [
          ...top,
          { sign: '-', line: number, text: line },
          ...after.map((text, index) => ({ sign: '+' as const, line: number + index, text })),
        ],
      }
    }
    return undefined
  }

  #lines(file: string): readonly string[] | undefined {
    let lines = this.#texts.get(file)
    if (lines === undefined) {
      const name = this.#sources?.nameOf(file)
      const text = name === null || name === undefined ? '' : this.#sources!.textOf(name)
      lines = text === '' ? null : text.split('\n')
      this.#texts.set(file, lines)
    }
    return lines ?? undefined
  }
}

/** Whether an address may be the one that was meant: ports that are chosen and hosts by other names count. */
export function sameServer(meant: Connection['address'], address: Connection['address']): boolean {
  if (meant === null || address === null) return false
  if (typeof meant === 'string' || typeof address === 'string') return meant === address
  return meant[1] === address[1]
}

/** `frames 9 to 11`, `frame 9`. */
export function frameNumbers(frames: readonly (Frame | undefined)[]): string {
  const numbers = frames.filter((frame) => frame !== undefined).map(({ number }) => number)
  if (numbers.length === 0) return 'no frame'
  const first = Math.min(...numbers)
  const last = Math.max(...numbers)
  if (numbers.length > 2 && last - first === numbers.length - 1) return `frames ${first} to ${last}`
  if (numbers.length === 1) return `frame ${first}`
  return `frames ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)!}`
}

/** `a, b and c`. */
export const listed = listWords

/** `Matched on …`. */
export function matched(...facts: readonly string[]): Paragraph {
  return say`Matched on ${facts.slice(0, -1).join(', ')}${facts.length > 1 ? ' and ' : ''}${facts.at(-1)}`
}

/** What is said where an option is spelled in two ways. */
export function option(evidence: Evidence, process: string, name: string): Piece {
  return code(evidence.isPython(process) ? name : name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()))
}
