/** The run that a `TraceReader` fills. */
import { FactList } from './facts.ts'
import type { ManagerFacts, NameFacts } from './facts.ts'
import type { AssignedName, Connection, Frame, Incident, RegistryRow, Run, RunFault, SharedObject, TracedManager, TracedProcess } from './run.ts'
import { CallIndex } from './call-index.ts'
import { RunClock } from './clock.ts'
import type { End, TracedConnection } from './connection.ts'
import { ConnectionTimes } from './connection-times.ts'
import { TracedFrame } from './frame.ts'
import { Holds } from './holds.ts'
import { Incidents } from './incidents.ts'
import { Faults } from './faults.ts'
import { MemoryLedger } from './memory-ledger.ts'
import { ObjectLedger } from './objects.ts'
import type { ProcessRecord } from './process.ts'
import { WaitLedger } from './wait-ledger.ts'

export class TracedRun implements Run {
  readonly clock = new RunClock()
  readonly records = new Map<string, ProcessRecord>()
  readonly connections: TracedConnection[] = []
  /** Ends that have shown no frame. */
  readonly waiting = new Set<End>()
  readonly frames: TracedFrame[] = []
  readonly registry: RegistryRow[] = []
  /** Every word of `register()`, in order of time; `registry` has the last of each. */
  readonly registrations: { readonly time: number; readonly row: RegistryRow }[] = []
  /** All ends, in the order in which they were heard of. */
  readonly ends: End[] = []
  readonly waits = new WaitLedger()
  readonly #calls = new CallIndex()
  readonly shutdowns: TracedFrame[] = []
  /** Connections on which a call was abandoned. */
  readonly desynced = new Set<TracedConnection>()
  readonly #connectionTimes = new ConnectionTimes()
  readonly ledger = new ObjectLedger(this.clock)
  readonly told = new Incidents(this.clock)
  readonly holds = new Holds()
  readonly broken = new Faults(this.clock, this.holds)
  readonly managerFacts: ManagerFacts = new FactList(this.clock)
  readonly nameFacts: NameFacts = new FactList(this.clock)
  readonly memory = new MemoryLedger(this.clock)
  lost = 0
  version = 0

  /** Calls by object, for whoever looks back. */
  get calls(): CallIndex {
    this.#calls.update(this.frames)
    return this.#calls
  }

  /** When connections were open, for whoever looks back. */
  get connectionTimes(): ConnectionTimes {
    this.#connectionTimes.update(this.connections, this.ends, this.version)
    return this.#connectionTimes
  }

  get processes(): ReadonlyMap<string, TracedProcess> {
    return this.records
  }

  get connecting(): readonly Connection[] {
    return [...this.waiting].filter((end) => end.guess === undefined).map((end) => end.connection!)
  }

  get objects(): ReadonlyMap<string, SharedObject> {
    return this.ledger.objects
  }

  get held(): readonly Frame[] {
    return this.holds.held
  }

  get faults(): readonly RunFault[] {
    return this.broken.list
  }

  get incidents(): readonly Incident[] {
    return this.told.list
  }

  get managers(): readonly TracedManager[] {
    return this.managerFacts.list
  }

  get assigned(): readonly AssignedName[] {
    return this.nameFacts.list
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
