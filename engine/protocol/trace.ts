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
import { TRACE_VERSION } from './trace-settings.ts'

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
const object = { ident: v.string(), typeid: v.string(), refcount: count }
const proxy = { ident: v.string(), typeid: v.string(), address }
const digest = { ...connection, digest: v.string() }

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
  }),
  event('connection/refused', { address, type: v.string(), message: v.string(), at: v.optional(source) }),
  event('connection/closed', { ...connection, by: v.picklist(['here', 'there']) }),

  event('challenge/delivered', digest),
  event('challenge/answered', digest),
  /** This end found the other's answer right. */
  event('challenge/accepted', digest),
  /** `here`: this end found the other's answer wrong. `there`: the other end refused ours. */
  event('challenge/refused', { ...connection, by: v.picklist(['here', 'there']), reason: v.string() }),

  event('frame/sent', frame),
  event('frame/received', frame),

  event('registry/registered', {
    manager: v.string(),
    typeid: v.string(),
    callable: v.nullable(v.string()),
    proxytype: v.nullable(v.string()),
    exposed: v.nullable(v.array(v.string())),
    methodToTypeid: v.nullable(v.record(v.string(), v.string())),
    createMethod: v.boolean(),
    at: v.optional(source),
  }),
  event('object/created', { ...object, type: v.string() }),
  event('object/increfed', object),
  event('object/decrefed', object),
  event('object/disposed', object),
  event('proxy/created', proxy),
  event('proxy/rebuilt', proxy),
  event('proxy/released', proxy),

  /** A connection asks for a lock that it does not get at once; then it has it; then it gives it back. */
  event('lock/waiting', { ident: v.string(), ...connection }),
  event('lock/acquired', { ident: v.string(), ...connection }),
  event('lock/released', { ident: v.string(), ...connection }),

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
      `this reads traces of version ${TRACE_VERSION}, got version ${String(value.v)}: open it with the Managerie that wrote it`,
    )
  }
  const result = v.safeParse(TraceEventSchema, value)
  if (result.success) return result.output
  const issue = result.issues[0]
  throw new TraceFormatError(`${v.getDotPath(issue) ?? 'a trace line'}: ${issue.message} in ${excerpt(line)}`)
}

/** A line is not a trace event, or one of another version. */
export class TraceFormatError extends Error {
  override name = 'TraceFormatError'
}

function excerpt(line: string): string {
  return line.length > 80 ? `${line.slice(0, 80)}…` : line
}
