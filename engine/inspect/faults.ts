/** What was broken on purpose, in order of their numbers. */
import type { Fault } from '../protocol/trace-settings.ts'
import type { TraceEvent } from '../protocol/trace.ts'
import type { RunClock } from './clock.ts'
import type { Holds } from './holds.ts'
import type { Frame, RunFault } from './run.ts'

type FaultEvent = Extract<TraceEvent, { name: 'fault/armed' | 'fault/done' | 'fault/failed' }>

export class Faults {
  readonly list: TracedFault[] = []
  readonly #clock: RunClock
  readonly #holds: Holds

  constructor(clock: RunClock, holds: Holds) {
    this.#clock = clock
    this.#holds = holds
  }

  read(event: FaultEvent): void {
    let known = this.list.find(({ number }) => number === event.fault)
    if (known === undefined) {
      known = new TracedFault(this.#clock, this.#holds, event)
      const at = this.list.findIndex(({ number }) => number > event.fault)
      this.list.splice(at < 0 ? this.list.length : at, 0, known)
    }
    known.read(event)
  }
}

class TracedFault implements RunFault {
  readonly number: number
  readonly fault: Fault
  readonly target: string
  state: RunFault['state'] = 'armed'
  on: string | undefined
  detail: string | undefined
  readonly #clock: RunClock
  readonly #holds: Holds
  #hold: { readonly process: string; readonly hold: number } | undefined
  #armedTime: number
  #endTime: number | undefined

  constructor(clock: RunClock, holds: Holds, { fault, kind, target, time }: FaultEvent) {
    this.#clock = clock
    this.#holds = holds
    this.#armedTime = time
    this.number = fault
    this.fault = kind
    this.target = target
  }

  read(event: FaultEvent): void {
    if (event.name === 'fault/armed') {
      this.#armedTime = event.time
      return
    }
    this.state = event.name === 'fault/done' ? 'done' : 'failed'
    this.detail = event.detail
    this.#endTime = event.time
    if (event.name === 'fault/failed') return
    this.on = event.on
    this.#hold = event.hold
  }

  get frame(): Frame | undefined {
    return this.#hold && this.#holds.find(this.#hold.process, this.#hold.hold)
  }

  get armedAt(): number {
    return this.#clock.since(this.#armedTime)
  }

  get endedAt(): number | undefined {
    return this.#clock.since(this.#endTime)
  }
}
