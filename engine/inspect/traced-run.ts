/** The run that a `TraceReader` fills. */
import type { Connection, Frame, Incident, RegistryRow, Run, SharedObject, TracedProcess } from './run.ts'
import { RunClock } from './clock.ts'
import type { End, TracedConnection } from './connection.ts'
import { TracedFrame } from './frame.ts'
import { Incidents } from './incidents.ts'
import { ObjectLedger } from './objects.ts'
import type { ProcessRecord } from './process.ts'

export class TracedRun implements Run {
  readonly clock = new RunClock()
  readonly records = new Map<string, ProcessRecord>()
  readonly connections: TracedConnection[] = []
  /** Ends that have shown no frame. */
  readonly waiting = new Set<End>()
  readonly frames: TracedFrame[] = []
  readonly registry: RegistryRow[] = []
  readonly ledger = new ObjectLedger(this.clock)
  readonly told = new Incidents(this.clock)
  lost = 0
  version = 0

  get processes(): ReadonlyMap<string, TracedProcess> {
    return this.records
  }

  get connecting(): readonly Connection[] {
    return [...this.waiting].filter((end) => end.guess === undefined).map((end) => end.connection!)
  }

  get objects(): ReadonlyMap<string, SharedObject> {
    return this.ledger.objects
  }

  get incidents(): readonly Incident[] {
    return this.told.list
  }

  get epoch(): number {
    return this.clock.epoch
  }

  get duration(): number {
    return this.clock.duration
  }
}

/** The object that a frame is about: the one of that ident that lived then. */
export function objectOf(run: Run, frame: Frame): SharedObject | undefined {
  const ident = frame.ident
  if (ident === undefined || !(run instanceof TracedRun) || !(frame instanceof TracedFrame)) return undefined
  return run.ledger.at(frame.connection.listener, ident, frame.traceTime)
}
