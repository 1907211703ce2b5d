/** Makes a `Moment` of a run: each part is looked up in what its entities keep of their past. */
import { OUTSIDE } from './run.ts'
import type { Frame, Incident, RegistryRow, Run } from './run.ts'
import type { ConnectionAt, Deadlock, Desync, LifetimeMark, LockAt, Moment, ObjectAt, OpenCall, ProcessAt, Wait } from './moment.ts'
import { connectionsAt } from './connections-at.ts'
import type { ConnectionsAt } from './connections-at.ts'
import { findDeadlocks } from './deadlocks.ts'
import { desyncsAt } from './desyncs.ts'
import { TracedFrame } from './frame.ts'
import { marksAt } from './lifetime.ts'
import { objectsAt } from './objects-at.ts'
import type { ObjectsAt } from './objects-at.ts'
import { firstAfter } from './timeline.ts'
import { TracedRun } from './traced-run.ts'
import { standingAt } from './waits.ts'
import type { StandingAt } from './waits.ts'

/** Later than all that has happened, earlier than what never will (`Infinity`). */
const NOW = Number.MAX_VALUE

/**
 * The run as it was when a frame had just been sent, or as it is now.
 *
 * `momentAt(run, n)` of a whole run equals `momentAt(run)` of the run that had been read up to the time of frame `n`.
 * @param frameNumber as in `Frame.number`; undefined or greater than the last: now; less than 1: before everything
 */
export function momentAt(run: Run, frameNumber?: number): Moment {
  if (!(run instanceof TracedRun)) throw new TypeError('momentAt() takes the run of a TraceReader: only that keeps its past')
  if (frameNumber === undefined || frameNumber > run.frames.length) return new TracedMoment(run, undefined, NOW)
  const frame = run.frames[frameNumber - 1]
  return new TracedMoment(run, frame, frame?.traceTime ?? -Infinity)
}

/** The run as it was at a time, in microseconds since its first event. */
export function momentAtTime(run: Run, time: number): Moment {
  if (!(run instanceof TracedRun)) throw new TypeError('momentAtTime() takes the run of a TraceReader: only that keeps its past')
  return new TracedMoment(run, undefined, time + run.epoch)
}

export class TracedMoment implements Moment {
  readonly run: TracedRun
  readonly frame: Frame | undefined
  /** Trace time; `NOW` for the present. */
  readonly traceTime: number
  #processes: readonly ProcessAt[] | undefined
  #byId: ReadonlyMap<string, ProcessAt> | undefined
  #connections: ConnectionsAt | undefined
  #objects: ObjectsAt | undefined
  #standing: StandingAt | undefined
  #deadlocks: readonly Deadlock[] | undefined
  #marks: readonly LifetimeMark[] | undefined
  #desyncs: readonly Desync[] | undefined
  #calls: readonly OpenCall[] | undefined

  constructor(run: TracedRun, frame: Frame | undefined, traceTime: number) {
    this.run = run
    this.frame = frame
    this.traceTime = traceTime
  }

  get time(): number {
    const { clock } = this.run
    return clock.since(Math.max(clock.first ?? 0, Math.min(this.traceTime, clock.last)))
  }

  get processes(): readonly ProcessAt[] {
    return (this.#processes ??= this.#makeProcesses())
  }

  #makeProcesses(): readonly ProcessAt[] {
    const calls = new Map<string, OpenCall[]>()
    for (const call of this.calls) {
      if (call.abandoned) continue
      const known = calls.get(call.process)
      if (known === undefined) calls.set(call.process, [call])
      else known.push(call)
    }
    const processes: ProcessAt[] = []
    const time = this.traceTime
    const { clock } = this.run
    const { outside } = this.#connectionParts
    for (const record of this.run.records.values()) {
      if (record.id === OUTSIDE ? outside === undefined : record.startTime > time) continue
      const exit = record.exitAt(time)
      const open = calls.get(record.id) ?? []
      processes.push({
        process: record,
        id: record.id,
        label: record.label,
        pid: record.pid,
        role: record.id === OUTSIDE ? outside! : record.roleAt(time),
        state: exit !== undefined ? 'ended' : record.frozenAt(time) ? 'frozen' : open.length > 0 ? 'waiting' : 'running',
        calls: open,
        address: record.addresses.at(time) ?? null,
        startedAt: record.startedAt,
        endedAt: clock.since(exit?.time),
        code: exit?.code ?? null,
        signal: exit?.signal ?? null,
        failure: record.failTime <= time ? record.failure : undefined,
      })
    }
    return processes.sort((a, b) => (a.id === OUTSIDE ? 1 : 0) - (b.id === OUTSIDE ? 1 : 0) || a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1))
  }

  process(id: string): ProcessAt | undefined {
    this.#byId ??= new Map(this.processes.map((each) => [each.id, each]))
    return this.#byId.get(id)
  }

  get #connectionParts(): ConnectionsAt {
    return (this.#connections ??= connectionsAt(this.run, this.traceTime, this.#standingParts))
  }

  get connections(): readonly ConnectionAt[] {
    return this.#connectionParts.connections
  }

  get connecting(): readonly ConnectionAt[] {
    return this.#connectionParts.connecting
  }

  get calls(): readonly OpenCall[] {
    return (this.#calls ??= this.#connectionParts.calls.toSorted((a, b) => a.since - b.since))
  }

  get #objectParts(): ObjectsAt {
    return (this.#objects ??= objectsAt(this.run, this.traceTime, this.#standingParts, this.marks))
  }

  get objects(): readonly ObjectAt[] {
    return this.#objectParts.objects
  }

  get disposed(): number {
    return this.#objectParts.disposed
  }

  object(key: string): ObjectAt | undefined {
    return this.#objectParts.byKey.get(key)
  }

  get registry(): readonly RegistryRow[] {
    const { registrations } = this.run
    const last = new Map<string, RegistryRow>()
    for (let at = 0, end = firstAfter(registrations, this.traceTime, ({ time }) => time); at < end; at++) {
      const { row } = registrations[at]!
      last.set(`${row.process} ${row.manager} ${row.typeid}`, row)
    }
    return [...last.values()]
  }

  get incidents(): readonly Incident[] {
    const { list } = this.run.told
    return list.slice(0, firstAfter(list, this.traceTime, ({ traceTime }) => traceTime))
  }

  get held(): readonly Frame[] {
    return this.run.holds.heldAt(this.traceTime)
  }

  get #standingParts(): StandingAt {
    return (this.#standing ??= standingAt(this.run, this.traceTime))
  }

  get locks(): readonly LockAt[] {
    return this.#standingParts.locks
  }

  get waits(): readonly Wait[] {
    return this.#standingParts.waits
  }

  get deadlocks(): readonly Deadlock[] {
    return (this.#deadlocks ??= findDeadlocks(this.run, this.traceTime, this.#standingParts))
  }

  get marks(): readonly LifetimeMark[] {
    return (this.#marks ??= marksAt(this.run, this.traceTime))
  }

  get desyncs(): readonly Desync[] {
    return (this.#desyncs ??= desyncsAt(this.run, this.traceTime))
  }
}

/** Whether a frame had been sent, or waited to be, at a moment. */
export function isKnownAt(frame: Frame, moment: Moment): boolean {
  if (!(frame instanceof TracedFrame) || !(moment instanceof TracedMoment)) return false
  return Math.min(frame.firstTime, frame.wait?.heldTime ?? Infinity) <= moment.traceTime
}
