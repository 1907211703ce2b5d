/**
 * The trace: what each process of a run reports about itself, one JSON object a line (NDJSON), one file a process.
 *
 * The schema below is the declaration; the types are derived from it. A trace says what happened, not what it means:
 * frames carry their bytes, and `multiprocessing/inspect` explains them with the same declarations that made them.
 *
 * * `process` and `seq` order the events of one process; `time` orders processes on one machine.
 * * A frame is reported by both its ends. `index` counts the frames of one connection in one direction from 0, so a
 *   `frame/sent` and its `frame/received` can be matched without a byte added to the wire.
 * * The authkey never appears in an event.
 */
import * as v from 'valibot'
import { VERDICTS } from './gate.ts'
import { FAULTS, TRACE_VERSION } from './trace-settings.ts'

export * from './trace-settings.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const address = v.union([v.string(), v.tuple([v.string(), v.number()]), v.null()])
/** A place in a program: file as the process knows it (path or file: URL), 1-based line, 1-based column if known. */
const source = v.object({ file: v.string(), line: count, column: v.optional(count) })

const envelope = {
  v: v.literal(TRACE_VERSION),
  /** Names the reporting process, unique within a run: pid, a hyphen, and something that tells reused pids apart. */
  process: v.string(),
  /** Counts the events of the reporting process from 0. */
  seq: count,
  /** Microseconds on the machine's monotonic clock (Node `process.hrtime`, Python `time.monotonic_ns`). */
  time: v.number(),
}
const event = <const Name extends string, Entries extends v.ObjectEntries>(name: Name, entries: Entries) =>
  v.object({ ...envelope, name: v.literal(name), ...entries })

const connection = { connection: v.string() }
const frame = {
  ...connection,
  /** Counts the frames of this connection in this direction from 0. */
  index: count,
  /** Bytes of the whole payload, header not counted. */
  size: count,
  /** The payload in base64, cut after `TRACED_PAYLOAD_LIMIT` bytes. */
  payload: v.string(),
  /** The line of the program that caused it, on requests. */
  at: v.optional(source),
}
/** A frame that waits: its connection, the place that it will have, and its number among those that this process asked for. */
const hold = { ...connection, index: count, hold: count }
const object = { ident: v.string(), typeid: v.string(), refcount: count }
/** Absent: its server counts it. A proxy in the server itself is not counted, nor one that a spawned child was given. */
const counted = { counted: v.optional(v.boolean()) }
const proxy = { ident: v.string(), typeid: v.string(), address }
const digest = { ...connection, digest: v.string() }
/** Whose key a proof was made with: the process's own one, or another that the program gave. Never the key. */
const key = { key: v.optional(v.picklist(['own', 'given'])) }

const lock = {
  ident: v.string(),
  connection: v.optional(v.string()),
  /** What it is: `Lock`, `RLock`, `Semaphore`, `BoundedSemaphore`. Only for those in shared memory. */
  typeid: v.optional(v.string()),
  claim: v.optional(count),
}

/** A segment of shared memory: as the system knows it, with its leading slash where it has one. */
const segment = { segment: v.string() }
const memory = {
  ...segment,
  /** In bytes, as the system gave them. */
  size: count,
  /** Class of what is in it: `SharedMemory`, `ShareableList`, `SharedValue`, … */
  kind: v.string(),
  at: v.optional(source),
}
/** What was in a segment from byte 0 on, in base64, cut after `TRACED_MEMORY_LIMIT` bytes. */
const content = { bytes: v.optional(v.string()) }

/** Every event that a trace may hold, told apart by `name`. */
export const TraceEventSchema = v.variant('name', [
  event('process/started', {
    pid: count,
    ppid: count,
    /** What the process is called: the host's name for a program, `Process-1` and the like for a child. */
    label: v.string(),
    runtime: v.picklist(['node', 'cpython']),
    version: v.string(),
    /** Microseconds since 1970, at the same moment as `time`. */
    wall: v.number(),
  }),
  /** An error that nobody caught: the process is about to end. */
  event('process/failed', { type: v.string(), message: v.string(), at: v.optional(source) }),
  /** Said by the process itself, its parent, or the host; `pid` is the one that ended. */
  event('process/exited', { pid: count, code: v.nullable(v.number()), signal: v.nullable(v.string()) }),

  event('listener/bound', { listener: v.string(), address, at: v.optional(source) }),
  event('listener/closed', { listener: v.string() }),

  event('connection/opened', {
    ...connection,
    end: v.picklist(['listener', 'client', 'pipe']),
    /** Address of the listener. */
    address,
    /** For TCP, this end's and the other end's `host:port`: they match the two ends where no handshake does. */
    local: v.optional(v.string()),
    remote: v.optional(v.string()),
    /** The connection of the process that this one was forked from, where both hold the same socket. */
    inherits: v.optional(v.string()),
  }),
  event('connection/refused', { address, type: v.string(), message: v.string(), at: v.optional(source) }),
  event('connection/closed', { ...connection, by: v.picklist(['here', 'there']) }),

  event('challenge/delivered', { ...digest, ...key }),
  event('challenge/answered', { ...digest, ...key }),
  /** This end found the other's answer right. */
  event('challenge/accepted', digest),
  /** `here`: this end found the other's answer wrong. `there`: the other end refused ours. */
  event('challenge/refused', { ...connection, by: v.picklist(['here', 'there']), reason: v.string() }),

  event('frame/sent', {
    ...frame,
    /**
     * In a process that runs many tasks over few connections (Node): the acquires of locks that the same line of the
     * program has made and not given back, by their number in this process, and the number of this one if it is one.
     */
    holding: v.optional(v.array(count)),
    acquire: v.optional(count),
  }),
  event('frame/received', frame),

  /** A frame is ready to be sent and waits at the gate. It has not left: `index` is the place that it will have. */
  event('frame/held', { ...frame, hold: count }),
  /**
   * What became of it. `go` and `corrupt` (with its last byte inverted) are followed by their `frame/sent`; after `drop`,
   * `cut` (its connection was cut instead) and `abandoned` (the program gave up) it was never sent, and the next frame
   * gets its place.
   */
  event('frame/decided', { ...hold, verdict: v.picklist([...VERDICTS, 'abandoned']) }),

  /**
   * Something is to be broken on purpose, or has been. Told by the host. `fault` counts them from 1; `target` is a label,
   * and `on` the process that it fell on, as in the envelope.
   */
  event('fault/armed', { fault: count, kind: v.picklist(FAULTS), target: v.string() }),
  event('fault/done', {
    fault: count,
    kind: v.picklist(FAULTS),
    target: v.string(),
    on: v.optional(v.string()),
    /** The frame that it was done to, as `frame/held` names it. */
    hold: v.optional(v.object({ process: v.string(), hold: count })),
    detail: v.string(),
  }),
  /** It could not be done, or was called off: `detail` says why. */
  event('fault/failed', { fault: count, kind: v.picklist(FAULTS), target: v.string(), detail: v.string() }),

  /**
   * A manager object is made. `authkey` tells what it was given: bytes, nothing (the process's own key counts), bytes of
   * no length, or something that is not bytes, which the constructor then refuses.
   */
  event('manager/created', {
    manager: v.string(),
    address,
    authkey: v.picklist(['given', 'own', 'empty', 'not bytes']),
    at: v.optional(source),
  }),
  event('registry/registered', {
    manager: v.string(),
    typeid: v.string(),
    callable: v.nullable(v.string()),
    proxytype: v.nullable(v.string()),
    exposed: v.nullable(v.array(v.string())),
    /** The program gave an empty `exposed`, which CPython takes for none. */
    exposedEmpty: v.optional(v.boolean()),
    methodToTypeid: v.nullable(v.record(v.string(), v.string())),
    createMethod: v.boolean(),
    at: v.optional(source),
  }),
  event('object/created', { ...object, type: v.string() }),
  event('object/increfed', object),
  event('object/decrefed', object),
  event('object/disposed', object),
  event('proxy/created', { ...proxy, ...counted }),
  /** A process was forked from one that had this proxy: it has it too, and counts it (`proxy/rebuilt`) if its server is still there. */
  event('proxy/inherited', proxy),
  /** A proxy is being pickled: where its bytes go, the next frame may tell. */
  event('proxy/pickled', proxy),
  event('proxy/rebuilt', { ...proxy, ...counted }),
  event('proxy/released', { ...proxy, ...counted }),
  /**
   * A name was found on a proxy that the program put there: no frame was sent for it. `at` is the line of the program
   * that was running when it was found, at or after the one that set it.
   */
  event('proxy/assigned', { ...proxy, attribute: v.string(), at: v.optional(source) }),

  /**
   * Somebody asks for a lock that is not to be had at once; then has it; then gives it back.
   *
   * Who it is: for a lock of a server, which tells of it, the client's `connection`. A lock in shared memory has no server:
   * then `connection` is absent and the process that tells (the envelope's) is the one that waits, has it, or gives it
   * back; `ident` is the name of its semaphore, the same in every process. `claim` counts the askings of one process, since
   * several of its tasks may ask at once: `waiting`, `acquired` or `abandoned`, and the `released` of a Lock or RLock belong
   * together by it. A `released` without a claim gives back what somebody else took (or one of a semaphore's places).
   */
  event('lock/waiting', {
    ...lock,
    /** The process that holds it, as far as it is known: a Python process does not say so. */
    holder: v.optional(v.object({ pid: count, label: v.string() })),
  }),
  event('lock/acquired', lock),
  event('lock/released', lock),
  /** Somebody waits no more and has not got it: the time was over, the holder had died with it, or it was closed here. */
  event('lock/abandoned', { ...lock, reason: v.picklist(['timeout', 'holder died', 'closed']) }),

  /**
   * A call waits in the server for something that is not a lock: for an Event to be set, to be notified (Condition), for
   * the others (Barrier), for an item, for room, for all tasks to be done (Queue). At the latest its answer ends it.
   */
  event('wait/began', {
    ident: v.string(),
    ...connection,
    reason: v.picklist(['event', 'notification', 'barrier', 'item', 'room', 'tasks']),
  }),
  event('wait/ended', { ident: v.string(), ...connection }),

  /** A process has made a segment of shared memory, and mapped it. All its bytes are 0. */
  event('memory/created', memory),
  /** A process has mapped a segment that was there, with what was in it. */
  event('memory/attached', { ...memory, ...content }),
  /** A process has unmapped a segment, with what was in it then. A process that ends unmaps all without a word. */
  event('memory/detached', { ...segment, ...content, at: v.optional(source) }),
  /**
   * The name of a segment is gone; who has mapped it keeps it. `by`: the `program` asked for it, this `process` did so at
   * its end, or another one `swept` after its creator had been killed.
   */
  event('memory/unlinked', { ...segment, by: v.picklist(['program', 'exit', 'sweep']), at: v.optional(source) }),
  /** What lies where in a segment. A later one takes its place. `omitted`: fields that are not named, beyond `TRACED_LAYOUT_LIMIT`. */
  event('memory/laid-out', {
    ...segment,
    /** `format` as in Python's `struct`; `label` for people: `[3]`, `length`. */
    layout: v.array(v.object({ offset: count, size: count, format: v.string(), label: v.string() })),
    omitted: v.optional(count),
  }),
  /**
   * A process has written to `size` bytes from `offset`; `bytes` are what is there now, in base64, cut after
   * `TRACED_MEMORY_LIMIT`. Writes that follow each other within `TRACED_MEMORY_INTERVAL` are put together: values between
   * are not told, and `at` is the line of the first of them. At most `TRACED_MEMORY_RANGES` stretches are told each time.
   */
  event('memory/changed', { ...segment, offset: count, size: count, bytes: v.string(), at: v.optional(source) }),

  /** Events that could not be written (disk full). */
  event('trace/lost', { count }),
])

/** One line of a trace: the envelope, a name, and what belongs to that name. */
export type TraceEvent = v.InferOutput<typeof TraceEventSchema>
/** Name of an event, `noun/verb`. */
export type TraceEventName = TraceEvent['name']
/** A listener's address, as a trace writes it. */
export type TraceAddress = v.InferOutput<typeof address>
/** A place in a program: file, line and column, both from 1. */
export type TraceSource = v.InferOutput<typeof source>
type Bodies<Event> = Event extends TraceEvent ? Omit<Event, keyof typeof envelope> : never
/** An event without its envelope, which the tracer adds. */
export type TraceEventBody = Bodies<TraceEvent>

/**
 * Reads one line of a trace.
 * @throws ProtocolError-like `Error` that names the field, when the line is not an event of this version
 */
export function parseTraceEvent(line: string): TraceEvent {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new TraceFormatError(`a trace line is a JSON object, got ${excerpt(line)}`)
  }
  if (typeof value === 'object' && value !== null && 'v' in value && value.v !== TRACE_VERSION) {
    throw new TraceFormatError(
      `this reads traces of version ${TRACE_VERSION}, got version ${versionText(value.v)}: open it with the Managerie that wrote it`,
    )
  }
  const result = v.safeParse(schemaOf(value), value)
  if (result.success) return result.output
  const issue = result.issues[0]
  throw new TraceFormatError(`${v.getDotPath(issue) ?? 'a trace line'}: ${issue.message} in ${excerpt(line)}`)
}

const schemas = new Map<unknown, v.GenericSchema<unknown, TraceEvent>>(TraceEventSchema.options.map((option) => [option.entries.name.literal, option as never]))

/** The schema of an event of that name: asking them all in turn takes most of the time of a long trace. */
function schemaOf(value: unknown): v.GenericSchema<unknown, TraceEvent> {
  const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined
  return schemas.get(name) ?? TraceEventSchema
}

/** A line is not a trace event, or one of another version. */
export class TraceFormatError extends Error {
  override name = 'TraceFormatError'
}

/** Of an object nothing is said: it may have no text, or one without end. */
function versionText(version: unknown): string {
  return typeof version === 'number' || typeof version === 'string' ? excerpt(String(version)) : `${version === null ? 'null' : typeof version}`
}

function excerpt(line: string): string {
  return line.length > 80 ? `${line.slice(0, 80)}…` : line
}
