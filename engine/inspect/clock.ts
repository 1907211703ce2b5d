/** The clock of a run: turns the trace's times into microseconds since the run's earliest event. */
export class RunClock {
  /** Trace time of the earliest event; `undefined` before the first. */
  first: number | undefined
  /** Trace time of the latest event. */
  last = 0

  /** Takes note of one event's time. */
  note(time: number): void {
    if (this.first === undefined) this.first = this.last = time
    else if (time < this.first) this.first = time
    else if (time > this.last) this.last = time
  }

  /** Microseconds from the earliest event to `time`. */
  since(time: number): number
  since(time: number | undefined): number | undefined
  since(time: number | undefined): number | undefined {
    return time === undefined ? undefined : time - (this.first ?? 0)
  }

  get epoch(): number {
    return this.first ?? 0
  }

  get duration(): number {
    return this.first === undefined ? 0 : this.last - this.first
  }
}
