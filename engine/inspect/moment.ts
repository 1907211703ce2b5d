/**
 * A run as it was at one moment: the shapes. `momentAt(run, frameNumber)` makes one; views that can be scrubbed draw it.
 *
 * The moment of a frame is the time at which it was sent (or arrived, where its sender is not traced). What had been
 * reported up to that time, by whatever process, counts; what was reported later does not. So a moment of a whole run is
 * the present moment of the run that had been read up to then, whoever reads it and when.
 *
 * All times are microseconds since the run's first event. Processes are named by their ids.
 */
import type { Address } from '../protocol/token.ts'
import type { TraceSource } from '../protocol/trace.ts'
import type { Connection, Frame, Incident, RegistryRow, Run, SharedObject, TracedProcess } from './run.ts'

/** A run at one moment. Parts are made when they are asked for, and kept. */
export interface Moment {
  readonly run: Run
  /** The frame that had just been sent; undefined for the present. */
  readonly frame: Frame | undefined
  readonly time: number
  /** In the order in which they started; those that had ended included. `OUTSIDE` where an end that nobody reports had spoken. */
  readonly processes: readonly ProcessAt[]
  /** Open connections both of whose ends were known, or one of them had heard the other. */
  readonly connections: readonly ConnectionAt[]
  /** Ends that had found no other end yet: who waits to be let in. */
  readonly connecting: readonly ConnectionAt[]
  /** Objects that were there, in the order in which they were made. Disposed ones are gone, unless their server keeps them. */
  readonly objects: readonly ObjectAt[]
  /** How many objects had been made and let go. */
  readonly disposed: number
  /** Last word of each `register()` so far. */
  readonly registry: readonly RegistryRow[]
  readonly incidents: readonly Incident[]
  /** Requests that had no answer yet, oldest first: who waits for a server. */
  readonly calls: readonly OpenCall[]
  /** Frames that waited at the gate before they were sent, longest first. */
  readonly held: readonly Frame[]
  /** Locks, semaphores and conditions that were held or waited for. */
  readonly locks: readonly LockAt[]
  /** Who waited for what: a lock, an item, a notification. Oldest first. */
  readonly waits: readonly Wait[]
  /** Waits that could never end. */
  readonly deadlocks: readonly Deadlock[]
  /** What was wrong, or about to go wrong, with the lifetime of objects and servers. */
  readonly marks: readonly LifetimeMark[]
  /** Connections on which answers came to the wrong call. */
  readonly desyncs: readonly Desync[]
  process(id: string): ProcessAt | undefined
  /** By `SharedObject.key`. */
  object(key: string): ObjectAt | undefined
}

/** A process at a moment. */
export interface ProcessAt {
  readonly process: TracedProcess
  readonly id: string
  readonly label: string
  readonly pid: number
  readonly role: TracedProcess['role']
  /** `waiting`: it has a call without an answer. (A process may do other things meanwhile.) `frozen`: stopped on purpose. */
  readonly state: 'running' | 'waiting' | 'frozen' | 'ended'
  /** Its calls without an answer, oldest first. */
  readonly calls: readonly OpenCall[]
  readonly address: Address | null
  readonly startedAt: number
  readonly endedAt: number | undefined
  readonly code: number | null
  readonly signal: string | null
  readonly failure: TracedProcess['failure']
}

/** A connection at a moment. */
export interface ConnectionAt {
  readonly connection: Connection
  /** Process ids; `OUTSIDE` as long as nobody had said. */
  readonly client: string
  readonly listener: string
  readonly state: Connection['state']
  readonly handshake: Connection['handshake']
  /** When the earlier of its known ends was opened. */
  readonly openedAt: number
  /** Its request without an answer. */
  readonly call: OpenCall | undefined
}

/** A request that had no answer at a moment. */
export interface OpenCall {
  readonly frame: Frame
  readonly process: string
  readonly server: string
  /** Key of the object; undefined for what is asked of the server itself. */
  readonly object: string | undefined
  readonly since: number
  /** What it waited for in the server, if the server said so. */
  readonly wait: Wait | undefined
  /** Its connection had asked something else meanwhile: nobody read its answer as such. */
  readonly abandoned: boolean
}

/** An object at a moment. */
export interface ObjectAt {
  readonly object: SharedObject
  readonly key: string
  readonly ident: string
  readonly typeid: string
  readonly type: string | undefined
  readonly server: string
  readonly refcount: number
  /** `kept`: nobody counts it any more, and its server keeps it all the same. */
  readonly state: 'alive' | 'kept' | 'disposed'
  readonly creates: number
  readonly createdBy: Frame | undefined
  readonly createdAt: number
  readonly disposedAt: number | undefined
  /** Process ids → how many proxies. Processes that had ended are not in it. */
  readonly holders: ReadonlyMap<string, number>
  /** Its proxies that were pickled and had not been rebuilt by their receiver. */
  readonly inFlight: readonly Flight[]
  /** Last reply that told what it is: to `str()`, `repr()` or a copy of its value. Its `result` is the text. */
  readonly value: Frame | undefined
  /** Last request that it got. */
  readonly lastCall: Frame | undefined
  /** Present where it is a lock, a semaphore or a condition that was held or waited for. */
  readonly lock: LockAt | undefined
  /** Who waited at it, lock or not. */
  readonly waits: readonly Wait[]
  readonly marks: readonly LifetimeMark[]
}

/** A proxy on its way: pickled by one process, not yet rebuilt by another. */
export interface Flight {
  /** Key of the object. */
  readonly object: string
  readonly from: string
  /** Who gets it, where a frame tells; `undefined` on its way through something untraced (a pipe, a `Process`'s arguments). */
  readonly to: string | undefined
  readonly since: number
  /** The frame that carries it. */
  readonly frame: Frame | undefined
}

/** One who has a lock. */
export interface Hold {
  readonly process: string
  /** Over which it was asked for; undefined for a lock in shared memory. */
  readonly connection: Connection | undefined
  /** The `acquire`; its `at` is the line. Undefined for a lock in shared memory. */
  readonly frame: Frame | undefined
  readonly since: number
}

/** What a wait is for. */
export type WaitReason =
  /** For a lock, a place of a semaphore. */
  | 'lock'
  /** In `Condition.wait`, to be notified. */
  | 'notification'
  /** In `Event.wait`, for it to be set. */
  | 'event'
  /** In `Barrier.wait`, for the others. */
  | 'barrier'
  /** In `Queue.get`, for an item; in `Queue.put`, for room; in `Queue.join`, for all tasks to be done. */
  | 'item' | 'room' | 'tasks'

/** One who waits: in a server, as the server said, or for a lock in shared memory. */
export interface Wait extends Hold {
  readonly reason: WaitReason
  readonly on: WaitedFor
  /** Whether it has no timeout: it will not end by itself. */
  readonly forever: boolean
}

/** What is held and waited for. */
export interface WaitedFor {
  /** Names it within the run: of a server's object its `SharedObject.key`, of a lock in shared memory `memory/` and its ident. */
  readonly key: string
  readonly ident: string
  /** As far as it is known: `Lock`, `Queue`. */
  readonly typeid: string | undefined
  /** Process id; undefined for a lock in shared memory, which has none. */
  readonly server: string | undefined
}

/** A lock, semaphore or condition at a moment. */
export interface LockAt extends WaitedFor {
  /** Oldest first. A semaphore may have several; an RLock has one as often as it was acquired. */
  readonly holders: readonly Hold[]
  /** Longest waiting first. */
  readonly waiters: readonly Wait[]
}

/** Waits that cannot end. */
export type Deadlock =
  /** Each waits for what the next holds, the last for what the first holds. One step: it waits for itself. */
  | { readonly kind: 'circle'; readonly steps: readonly DeadlockStep[]; readonly since: number }
  /** The holder has ended and never gave the lock back. */
  | { readonly kind: 'dead holder'; readonly steps: readonly [DeadlockStep]; readonly since: number }

/** `wait` is for an object that `hold` has. */
export interface DeadlockStep {
  readonly wait: Wait
  readonly hold: Hold
}

/** Something about a lifetime. */
export interface LifetimeMark {
  readonly kind: 'freed while in flight' | 'leaked' | 'manager going away'
  readonly since: number
  /** Key of the object; for a manager, undefined. */
  readonly object: string | undefined
  readonly server: string
  /** For `freed while in flight`, who had sent the proxy; for `leaked`, who ended; for a manager, who still holds proxies. */
  readonly processes: readonly string[]
  /** What proves it: the frame that carries the proxy, the `decref`, the `shutdown`. */
  readonly frames: readonly Frame[]
  readonly at: TraceSource | undefined
}

/** A connection on which a call was abandoned before its answer was read: later answers come to the wrong calls. */
export interface Desync {
  readonly connection: Connection
  /** The request that nobody waits for any more. */
  readonly abandoned: Frame
  readonly since: number
  /** Answers that were, or will be, taken for the answer of another call. */
  readonly answers: readonly MisplacedAnswer[]
}

/** An answer that came to the wrong call. */
export interface MisplacedAnswer {
  readonly reply: Frame
  /** The request that it answers. */
  readonly belongsTo: Frame
  /** The request whose answer it was taken for. */
  readonly deliveredTo: Frame
}
