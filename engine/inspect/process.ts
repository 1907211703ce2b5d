/** One process of a run, as far as its events have told. */
import { OUTSIDE } from './run.ts'
import type { TracedProcess } from './run.ts'
import type { RunClock } from './clock.ts'
import type { Address } from '../protocol/token.ts'
import { insertByTime, Timeline } from './timeline.ts'

/** Says that a process ended; the process itself, its parent or the host said it. */
export interface ExitReport {
  readonly time: number
  readonly code: number | null
  readonly signal: string | null
  /** Whether somebody else than the process itself said it: it knows better how it ended. */
  readonly fromOutside: boolean
}

export class ProcessRecord implements TracedProcess {
  readonly id: string
  pid = 0
  ppid = 0
  label: string
  runtime: TracedProcess['runtime'] = 'unknown'
  version = ''
  /** Trace time of its first event. */
  startTime: number
  listens = false
  connects = false
  address: Address | null = null
  failure: TracedProcess['failure']
  /** Trace times: since when it listens, has connected, has failed. */
  listenTime = Infinity
  connectTime = Infinity
  failTime = Infinity
  /** It could not write all its events. */
  lossy = false
  readonly addresses = new Timeline<Address | null>()
  /** When it was stopped on purpose, or went on. */
  readonly #frost = new Timeline<boolean>()
  readonly #exits: ExitReport[] = []
  #exit: ExitReport | undefined
  readonly #clock: RunClock

  constructor(id: string, startTime: number, clock: RunClock) {
    this.id = id
    this.label = id === OUTSIDE ? OUTSIDE : id
    this.startTime = startTime
    this.#clock = clock
  }

  get startedAt(): number {
    return this.#clock.since(this.startTime)
  }

  get role(): TracedProcess['role'] {
    return this.listens ? 'server' : this.connects ? 'client' : 'idle'
  }

  get state(): TracedProcess['state'] {
    return this.#exit === undefined ? 'running' : 'ended'
  }

  get frozen(): boolean {
    return this.#frost.last === true && this.#exit === undefined
  }

  /** It was stopped on purpose, or goes on. */
  freeze(frozen: boolean, time: number): void {
    this.#frost.set(time, frozen)
  }

  /** Trace time of its end. */
  get endTime(): number | undefined {
    return this.#exit?.time
  }

  get endedAt(): number | undefined {
    return this.#clock.since(this.#exit?.time)
  }

  get code(): number | null {
    return this.#exit?.code ?? null
  }

  get signal(): string | null {
    return this.#exit?.signal ?? null
  }

  /** Several may report one end: the earliest time holds, and the words of whoever knows them. */
  end(report: ExitReport): void {
    insertByTime(this.#exits, report, ({ time }) => time)
    this.#exit = combined(this.#exit, report)
  }

  // Looking back, to a trace time

  roleAt(time: number): TracedProcess['role'] {
    return this.listenTime <= time ? 'server' : this.connectTime <= time ? 'client' : 'idle'
  }

  frozenAt(time: number): boolean {
    return this.#frost.at(time) === true && this.exitAt(time) === undefined
  }

  /** How it had ended, if it had. */
  exitAt(time: number): ExitReport | undefined {
    if (this.#exit === undefined || this.#exit.time > time) return undefined
    let exit: ExitReport | undefined
    for (const report of this.#exits) if (report.time <= time) exit = combined(exit, report)
    return exit
  }
}

function combined(known: ExitReport | undefined, report: ExitReport): ExitReport {
  if (known === undefined) return report
  const silent = known.code === null && known.signal === null
  const better = silent || (report.fromOutside && !known.fromOutside && (report.code !== null || report.signal !== null))
  const words = better ? report : known
  return { ...words, time: Math.min(known.time, report.time) }
}
