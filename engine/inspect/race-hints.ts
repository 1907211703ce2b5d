/**
 * Lines of which a program should not be sure: `d['x'] += 1` is a read and a write, and somebody may come between.
 *
 * It is said of two calls of one client if all of this is so:
 * * one reads an item (or the value of a `Value`, or an attribute of a `Namespace`), and the next call of this client
 *   to this item writes it, after it has read the answer;
 * * while both went on the client held no lock that a server knows, nor one in shared memory (a lock that the trace knows
 *   nothing of, such as Python's own `multiprocessing.Lock`, may still have been held);
 * * at the time of the write, another process had a proxy of the object.
 *
 * That an update was lost is another thing: it is seen only where it happened.
 */
import type { Frame, Run } from './run.ts'
import { requestOf } from './decode.ts'
import type { TracedFrame } from './frame.ts'
import { TracedRun } from './traced-run.ts'
import type { HoldFact } from './wait-ledger.ts'
import { repr } from '../values/repr.ts'

/** A read and a write that another client could come between. */
export interface RaceHint {
  /** The requests. */
  readonly read: Frame
  readonly write: Frame
  /** Process ids of others that had a proxy of the object. */
  readonly others: readonly string[]
}

const READS = new Set(['__getitem__', 'get', '__getattribute__'])
const WRITES = new Set(['__setitem__', 'set', '__setattr__'])
/** Pairs of one line that are looked at: what a line does a hundred times it does always. */
const MOST_PAIRS = 100

/** What is known of a run so far: only frames that are new have to be looked at. */
class RaceFinder {
  readonly hints = new Map<string, RaceHint>()
  readonly #run: TracedRun
  #seen = 0
  /** By client and object: the last reads, until a write follows. */
  readonly #reads = new Map<string, TracedFrame[]>()
  readonly #pairs = new Map<string, number>()

  constructor(run: TracedRun) {
    this.#run = run
  }

  update(): ReadonlyMap<string, RaceHint> {
    const { frames } = this.#run
    for (; this.#seen < frames.length; this.#seen++) {
      const frame = frames[this.#seen]!
      if (frame.kind === 'call' && frame.departed && frame.sender === 'client') this.#take(frame)
    }
    return this.hints
  }

  #take(frame: TracedFrame): void {
    const { method, ident } = frame.facts
    if (method === undefined || ident === undefined) return
    const reads = READS.has(method)
    if (!reads && !WRITES.has(method)) return
    const { client } = frame.connection
    // A thread of CPython has one connection; the calls of a Node process may take any.
    const isNode = this.#run.records.get(client)?.runtime === 'node'
    const key = `${isNode ? client : String(frame.connection.number)} ${frame.connection.listener} ${ident}`
    const known = this.#reads.get(key)
    if (reads) {
      if (known === undefined) this.#reads.set(key, [frame])
      // A loop may read many items before it writes one.
      else if (known.push(frame) > 50) known.shift()
      return
    }
    if (known === undefined || !this.#worthALook(frame)) return
    const others = this.#others(frame, client)
    if (others.length === 0) return
    const item = itemOf(frame)
    const at = item === undefined ? -1 : known.findLastIndex((read) => itemOf(read) === item)
    const read = known[at]
    if (read === undefined) return
    known.splice(at, 1)
    if (read.pair === undefined || read.pair.firstTime > frame.firstTime || this.#holdsLock(read, frame)) return
    const hint: RaceHint = { read, write: frame, others }
    for (const place of [lineOf(read), lineOf(frame)]) if (place !== undefined && !this.hints.has(place)) this.hints.set(place, hint)
  }

  #worthALook(write: TracedFrame): boolean {
    const line = lineOf(write)
    if (line === undefined || this.hints.has(line)) return false
    const count = (this.#pairs.get(line) ?? 0) + 1
    this.#pairs.set(line, count)
    return count <= MOST_PAIRS
  }

  #others(write: TracedFrame, client: string): string[] {
    const record = this.#run.ledger.at(write.connection.listener, write.facts.ident!, write.traceTime)
    if (record === undefined) return []
    return [...record.holdersAt(write.traceTime).keys()].filter((process) => process !== client && process !== record.server)
  }

  /** Whether a lock was held from before the read until after the write was sent. */
  #holdsLock(read: TracedFrame, write: TracedFrame): boolean {
    for (const { standings } of this.#run.waits.records.values()) {
      const before = standings.at(read.firstTime)?.holders ?? []
      const after = new Set(standings.at(write.firstTime)?.holders ?? [])
      if (before.some((hold) => after.has(hold) && this.#isHeldBy(hold, read))) return true
    }
    return false
  }

  #isHeldBy(hold: HoldFact, read: TracedFrame): boolean {
    const { client } = read.connection
    if (hold.connection === undefined) return hold.process === client
    if (hold.connection === read.connection) return true
    if (hold.connection.client !== client) return false
    if (this.#run.records.get(client)?.runtime !== 'node') return hold.connection.name === read.connection.name
    const acquire = (hold.frame as TracedFrame | undefined)?.line?.acquire
    return acquire !== undefined && read.line !== undefined && read.line.holding.includes(acquire)
  }
}

const finders = new WeakMap<object, RaceFinder>()

/** By `file:line` of either call. Empty for a run that no `TraceReader` has made. */
export function raceHints(run: Pick<Run, 'frames'>): ReadonlyMap<string, RaceHint> {
  if (!(run instanceof TracedRun)) return new Map()
  let finder = finders.get(run)
  if (finder === undefined) finders.set(run, (finder = new RaceFinder(run)))
  return finder.update()
}

function lineOf(frame: TracedFrame): string | undefined {
  const { at } = frame
  return at && `${at.file}:${at.line}`
}

/** What is read or written: a key, an attribute, or for a `Value` the one thing that it has. Undefined where it cannot be told. */
function itemOf(frame: TracedFrame): string | undefined {
  const { method } = frame.facts
  const isPlain = (method === 'get' || method === 'set') && frame.typeid !== undefined && !/dict|mapping/i.test(frame.typeid)
  if (isPlain) return ''
  const request = requestOf(frame.payload)
  return request === undefined || request.args.length === 0 ? undefined : repr(request.args[0], { maxLength: 200 })
}
