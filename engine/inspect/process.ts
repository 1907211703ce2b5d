/** One process of a run, as far as its events have told. */
import { OUTSIDE } from './run.ts'
import type { TracedProcess } from './run.ts'
import type { RunClock } from './clock.ts'
import type { Address } from '../protocol/token.ts'

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
    const known = this.#exit
    if (known === undefined) {
      this.#exit = report
      return
    }
    const silent = known.code === null && known.signal === null
    const better = silent || (report.fromOutside && !known.fromOutside && (report.code !== null || report.signal !== null))
    const words = better ? report : known
    this.#exit = { ...words, time: Math.min(known.time, report.time) }
  }
}
