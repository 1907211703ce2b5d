/** Facts that stand for themselves: a manager was made, a name was put on a proxy. Kept in order of time. */
import type { AssignedName, TracedManager } from './run.ts'
import type { RunClock } from './clock.ts'

/** A list of facts whose times count from the run's first event, which may turn out to be earlier than thought. */
export class FactList<Fact extends { readonly time: number }> {
  readonly list: Fact[] = []
  readonly #clock: RunClock
  readonly #times: number[] = []

  constructor(clock: RunClock) {
    this.#clock = clock
  }

  add(fact: Omit<Fact, 'time'>, traceTime: number): void {
    const clock = this.#clock
    const timed = {
      ...fact,
      get time(): number {
        return clock.since(traceTime)
      },
    }
    let at = this.list.length
    while (at > 0 && this.#times[at - 1]! > traceTime) at--
    this.#times.splice(at, 0, traceTime)
    this.list.splice(at, 0, timed as unknown as Fact)
  }
}

export type ManagerFacts = FactList<TracedManager>
export type NameFacts = FactList<AssignedName>
