/**
 * What a run is, as told by its trace: the shapes. `reader.ts` fills them, event by event.
 *
 * Everything here is derived from trace events and nothing else, so a live run and a recorded one are the same thing.
 */
import type { Address } from '../protocol/token.ts'
import type { Verdict } from '../protocol/gate.ts'
import type { ReplyKind, ServerFunction, SharedMemoryFunction } from '../protocol/messages.ts'
import type { Fault } from '../protocol/trace-settings.ts'
import type { TraceSource } from '../protocol/trace.ts'
import type { RunMemory } from './memory.ts'

/** The other end of a connection when no traced process has reported it. */
export const OUTSIDE = 'outside'

/** A process of a run, as it and its parent reported it. Times are microseconds since the run's first event. */
export interface TracedProcess {
  /** As in the trace's envelope, or `OUTSIDE`. */
  readonly id: string
  readonly pid: number
  readonly ppid: number
  readonly label: string
  readonly runtime: 'node' | 'cpython' | 'unknown'
  readonly version: string
  /** Microseconds since the run's first event. */
  readonly startedAt: number
  /** `server` once it has bound a listener, `client` once it has connected, else `idle`. */
  role: 'server' | 'client' | 'idle'
  state: 'running' | 'ended'
  /** It was stopped on purpose (SIGSTOP) and does not go on yet. */
  readonly frozen: boolean
  endedAt: number | undefined
  code: number | null
  signal: string | null
  /** Where it listens. */
  address: Address | null
  /** The error that nobody caught. */
  failure: { readonly type: string; readonly message: string; readonly at: TraceSource | undefined } | undefined
}

/** Kinds of frame. Handshake and plain frames have kinds of their own; manager frames are requests and replies. */
export type FrameKind =
  | 'challenge' | 'answer' | 'welcome' | 'failure'
  | ServerFunction
  | SharedMemoryFunction
  | 'call'
  | ReplyKind
  /** A frame of a `Listener`/`Client` connection that does not speak the manager protocol. */
  | 'message'
  /** Bytes that are not what this point of the protocol allows. */
  | 'unreadable'

/** A family of kinds: chooses glyph, line and default folding. */
export type FrameFamily = 'handshake' | 'accept' | 'create' | 'call' | 'return' | 'proxy' | 'error' | 'lifetime' | 'server' | 'message'

/**
 * How far a frame came. `held`: it waits and has not left · `sent`, and not received yet, or by somebody who is not
 * traced · `arrived` · `dropped`: it was never sent · `cut`: its connection was cut instead · `abandoned`: its process
 * gave up, or ended, while it waited.
 */
export type FrameFate = 'held' | 'sent' | 'arrived' | 'dropped' | 'cut' | 'abandoned'

/** How a frame waited before it was sent. Times are microseconds since the run's first event. */
export interface FrameHold {
  /** Process id, and a number that it has there: together they name it to the host. */
  readonly process: string
  readonly hold: number
  readonly since: number
  readonly decidedAt: number | undefined
  /** Undefined as long as it waits. */
  readonly verdict: Verdict | 'abandoned' | undefined
}

/** One message on the wire, as both its ends reported it. Sizes are bytes, times microseconds since the run's first event. */
export interface Frame {
  /**
   * Counts all frames of the run from 1, in the order in which they were sent, as far as one `read()` could tell: a
   * frame gets its number when it is first seen and keeps it, so what comes late has a later number and an earlier time.
   */
  readonly number: number
  readonly connection: Connection
  /** Which end of the connection sent it. */
  readonly sender: 'client' | 'listener'
  /** Counts the frames of its connection in its direction from 0. One that was never sent left its place to the next. */
  readonly index: number
  readonly fate: FrameFate
  /** How it waited, where it did. */
  readonly hold: FrameHold | undefined
  /** Its last byte was inverted on purpose. */
  readonly corrupted: boolean
  /** Process ids. */
  readonly from: string
  readonly to: string
  readonly kind: FrameKind
  readonly family: FrameFamily
  /** Microseconds since the run's first event; sent, or received where the sender was not traced; held, where it was never sent. */
  readonly time: number
  readonly sentAt: number | undefined
  /** Undefined as long as it has not arrived, and where the receiver is not traced. */
  readonly receivedAt: number | undefined
  /** Whole payload in bytes, header not counted. */
  readonly size: number
  /** What the trace kept of it. */
  readonly payload: Uint8Array
  readonly truncated: boolean
  /** The object that it is about; a reply has its request's, a `create` reply the new one's. */
  readonly ident: string | undefined
  readonly typeid: string | undefined
  /** The object that a `create` reply or a `#PROXY` hands out a reference to. */
  readonly reference: Reference | undefined
  /** Method or server function of the request, also on its reply. */
  readonly method: string | undefined
  /** Arguments of a request as Python writes them, parentheses included: `('basil', deep=True)`. */
  readonly args: string | undefined
  /** Result of a reply as Python writes it; for errors `AttributeError: method …`, first line of substance. */
  readonly result: string | undefined
  /** For `create` replies and `#PROXY`: what the caller may call. */
  readonly exposed: readonly string[] | undefined
  /** For replies that failed: the exception's class name and words. */
  readonly error: { readonly type: string; readonly message: string; readonly traceback: string | undefined } | undefined
  /** Digest that a challenge asks for or an answer uses; `md5` for the bare answers of old Pythons. */
  readonly digest: string | undefined
  /** The line that caused it; a reply has its request's, a handshake that of its connection's first request. */
  readonly at: TraceSource | undefined
  /** The other half: request of a reply, reply of a request. */
  readonly pair: Frame | undefined
  /** Microseconds between request and reply as the client saw it, on the reply. */
  readonly latency: number | undefined
}

/** Whose key a proof was made with: the process's own one, or another that the program gave. */
export type KeyKind = 'own' | 'given'

/** Names an object of the server at the other end of a connection. */
export interface Reference {
  readonly typeid: string | undefined
  readonly ident: string
}

/** A connection of a run, with its frames. */
export interface Connection {
  /** Counts the connections of the run from 1, in the order of their first frames; 0 as long as it has none. */
  readonly number: number
  /** Process ids; `OUTSIDE` where that end was not traced, or has not reported yet. */
  readonly client: string
  readonly listener: string
  readonly address: Address | null
  /** What the process at either end calls it, as far as it reported it. */
  readonly names: { readonly client: string | undefined; readonly listener: string | undefined }
  /** `handshake` → `open` (one request) → `bound` (after accept_connection) → `closed`; `plain` speaks no manager protocol. */
  readonly state: 'handshake' | 'open' | 'bound' | 'plain' | 'closed'
  /** Frames of it, in the order of their numbers. */
  readonly frames: readonly Frame[]
  readonly handshake: 'none' | 'under way' | 'accepted' | 'refused'
  /** The thread or connection name that the client gave to `accept_connection`. */
  readonly name: string | undefined
  readonly openedAt: number
  readonly closedAt: number | undefined
  /** Which end hung up first, if anybody said so. */
  readonly closedBy: 'client' | 'listener' | undefined
  /** Whose key each end used in the handshake, as far as it said so: its process's own one, or another. */
  readonly keys: { readonly client: KeyKind | undefined; readonly listener: KeyKind | undefined }
  /** The connection of another process that its client inherited by a fork: both hold one socket. */
  readonly inherits: Connection | undefined
}

/** An object that a server owns or owned. */
export interface SharedObject {
  /**
   * Its key in `Run.objects`: the server's process id, a slash, the ident. CPython gives an ident again once its
   * object is gone; from the second life on `#2`, `#3` follow.
   */
  readonly key: string
  readonly ident: string
  typeid: string
  /** Class of the object in the server, if said. */
  type: string | undefined
  /** Process id of the server. */
  readonly server: string
  refcount: number
  state: 'alive' | 'disposed'
  /** The request that was answered with the first reference to it: a `create`, or a call answered with `#PROXY`. */
  readonly createdBy: Frame | undefined
  /**
   * How many requests were answered with a new reference to it. More than 1 where a callable returns the same object again.
   */
  readonly creates: number
  readonly createdAt: number
  disposedAt: number | undefined
  /** Process ids that hold a proxy, with how many. */
  readonly holders: Map<string, number>
}

/** One `register()` call of one process: its six parameters. */
export interface RegistryRow {
  /** Process id. */
  readonly process: string
  readonly manager: string
  readonly typeid: string
  readonly callable: string | null
  readonly proxytype: string | null
  readonly exposed: readonly string[] | null
  readonly methodToTypeid: Readonly<Record<string, string>> | null
  readonly createMethod: boolean
  /** The program gave an empty `exposed`, which CPython takes for none. */
  readonly exposedEmpty: boolean
  readonly at: TraceSource | undefined
}

/** One manager object that a process made. */
export interface TracedManager {
  /** Process id. */
  readonly process: string
  /** Name of its class. */
  readonly manager: string
  /** As it was given: null for one that is to be chosen, and port 0 for any. */
  readonly address: Address | null
  /** What it was given for a key: bytes, nothing (then the process's own key counts), no bytes at all, or something else. */
  readonly authkey: 'given' | 'own' | 'empty' | 'not bytes'
  readonly time: number
  readonly at: TraceSource | undefined
}

/** A name that a program put on a proxy: it stays in its process. */
export interface AssignedName {
  /** Process id. */
  readonly process: string
  readonly ident: string
  readonly typeid: string
  readonly attribute: string
  /** When it was found, at or after the line that set it. */
  readonly time: number
  readonly at: TraceSource | undefined
}

/** Something that was broken on purpose, or is to be. Times are microseconds since the run's first event. */
export interface RunFault {
  /** Counts the faults of the run from 1. */
  readonly number: number
  readonly fault: Fault
  /** Label of the process that it is for. */
  readonly target: string
  readonly state: 'armed' | 'done' | 'failed'
  /** Id of the process that it was done to. */
  readonly on: string | undefined
  /** The frame that it was done to. */
  readonly frame: Frame | undefined
  readonly armedAt: number
  /** When it was done, or could not be. */
  readonly endedAt: number | undefined
  /** What was done, or why not, in one sentence. */
  readonly detail: string | undefined
}

/** Everything known of a run so far. Read-only to everybody but the reader. */
export interface Run {
  readonly processes: ReadonlyMap<string, TracedProcess>
  readonly connections: readonly Connection[]
  /** Ends that were opened and have shown no frame yet: who waits to be let in. An end alone is a connection here. */
  readonly connecting: readonly Connection[]
  readonly frames: readonly Frame[]
  /** Those of them that wait now to be let go, longest first. */
  readonly held: readonly Frame[]
  /** What was broken on purpose, in that order. */
  readonly faults: readonly RunFault[]
  /** By `SharedObject.key`; `objectOf(run, frame)` finds the one that a frame is about. */
  readonly objects: ReadonlyMap<string, SharedObject>
  readonly registry: readonly RegistryRow[]
  readonly managers: readonly TracedManager[]
  readonly assigned: readonly AssignedName[]
  /** Segments of shared memory. */
  readonly memory: RunMemory
  /** Refused connections and other things that no frame shows. */
  readonly incidents: readonly Incident[]
  /** Time of the earliest event, on the trace's clock; times elsewhere count from it. */
  readonly epoch: number
  /** Microseconds from the first to the last event. */
  readonly duration: number
  /** Events that a process could not write. */
  readonly lost: number
  /** Counts up with every change. */
  readonly version: number
}

/** Something that happened without a frame. */
export interface Incident {
  readonly kind: 'connection refused' | 'handshake refused' | 'process failed'
  readonly process: string
  readonly time: number
  readonly type: string
  readonly message: string
  readonly at: TraceSource | undefined
  readonly frame: Frame | undefined
  /** Where nobody answered, for a refused connection. */
  readonly address: Address | null
}
