/**
 * Who holds what and who waits for what, as servers reported it, and processes with locks in shared memory. Events are
 * taken as they come: all that is said of one object is said by one server, in order.
 *
 * A wait ends with what it was for, with the answer to its call, or when the server has seen its client hang up (CPython's
 * server does not see that while a call waits: its thread goes on waiting, and gets the lock).
 */
import type { WaitReason } from './moment.ts'
import type { TracedConnection } from './connection.ts'
import { requestOf } from './decode.ts'
import type { TracedFrame } from './frame.ts'
import { firstAfter, Timeline } from './timeline.ts'

/** Who asks, holds or gives back. */
export interface Party {
  /** The process itself, for a lock in shared memory; else the client of the connection. */
  readonly process: string | undefined
  readonly connection: TracedConnection | undefined
  /** Counts the askings of one process for locks in shared memory. */
  readonly claim: number | undefined
}

export interface HoldFact extends Party {
  readonly time: number
  readonly frame: TracedFrame | undefined
}

export interface WaitFact extends HoldFact {
  readonly reason: WaitReason
  readonly record: WaitRecord
}

/** What was held and waited for at a time. Never changed, only followed by another. */
export interface Standing {
  readonly holders: readonly HoldFact[]
  readonly waiters: readonly WaitFact[]
  /** It has been given back by who held it, and by somebody who did not: then who holds it need not be the one to wait for. */
  readonly returned: boolean
  readonly handed: boolean
}

const NOTHING: Standing = { holders: [], waiters: [], returned: false, handed: false }

/** One object at which somebody waited, or which somebody held. */
export class WaitRecord {
  /** Process id; undefined for a lock in shared memory. */
  readonly server: string | undefined
  readonly ident: string
  /** Said for locks in shared memory only. */
  typeid: string | undefined
  readonly standings = new Timeline<Standing>()
  #present = NOTHING

  constructor(server: string | undefined, ident: string) {
    this.server = server
    this.ident = ident
  }

  change(time: number, change: (present: Standing) => Standing): void {
    const next = change(this.#present)
    if (next === this.#present) return
    this.#present = next
    this.standings.set(time, next)
  }
}

export class WaitLedger {
  /** By server and ident. */
  readonly records = new Map<string, WaitRecord>()
  /** The wait of each connection: it makes one call at a time. */
  readonly #waits = new Map<TracedConnection, WaitFact>()

  record(server: string | undefined, ident: string): WaitRecord {
    const key = `${server ?? ''} ${ident}`
    let record = this.records.get(key)
    if (record === undefined) this.records.set(key, (record = new WaitRecord(server, ident)))
    return record
  }

  began(record: WaitRecord, party: Party, reason: WaitReason, time: number): void {
    if (party.connection !== undefined) this.#end(party.connection, time)
    const wait: WaitFact = { ...party, reason, time, frame: callOf(party.connection, time), record }
    record.change(time, (present) => ({ ...present, waiters: [...present.waiters, wait] }))
    if (party.connection !== undefined) this.#waits.set(party.connection, wait)
  }

  acquired(record: WaitRecord, party: Party, time: number): void {
    this.ended(record, party, time)
    const hold: HoldFact = { ...party, time, frame: callOf(party.connection, time) }
    record.change(time, (present) => ({ ...present, holders: [...present.holders, hold] }))
  }

  released(record: WaitRecord, party: Party, time: number): void {
    record.change(time, (present) => {
      const own = present.holders.findLastIndex((hold) => sameParty(hold, party))
      const at = own < 0 ? 0 : own
      const holders = present.holders.filter((_, index) => index !== at)
      return { ...present, holders, returned: present.returned || own >= 0, handed: present.handed || own < 0 }
    })
  }

  /** Somebody waits no more. */
  ended(record: WaitRecord, party: Party, time: number): void {
    const { connection } = party
    if (connection !== undefined) return this.#end(connection, time)
    record.change(time, (present) => {
      const waiters = present.waiters.filter((wait) => wait.process !== party.process || wait.claim !== party.claim)
      return waiters.length === present.waiters.length ? present : { ...present, waiters }
    })
  }

  /** The server answered over a connection, or knows that it is closed. */
  over(connection: TracedConnection, time: number): void {
    if (this.#waits.size > 0) this.#end(connection, time)
  }

  #end(connection: TracedConnection, time: number): void {
    const wait = this.#waits.get(connection)
    if (wait === undefined) return
    this.#waits.delete(connection)
    wait.record.change(time, (present) => ({ ...present, waiters: present.waiters.filter((each) => each !== wait) }))
  }
}

/** The call that a server is busy with: the first that it has not answered. */
function callOf(connection: TracedConnection | undefined, time: number): TracedFrame | undefined {
  if (connection === undefined) return undefined
  // A reply that was never sent left its place empty.
  const answered = firstAfter<TracedFrame | undefined>(connection.fromListener, time, (reply) => reply?.firstTime ?? -Infinity)
  return connection.fromClient[answered]
}

/** Whether it is the same who gave back as took: the connection, or in Node the process, whose calls take any connection. */
function sameParty(hold: HoldFact, party: Party): boolean {
  if (party.connection === undefined) return hold.process === party.process && (party.claim === undefined || hold.claim === party.claim)
  if (hold.connection === party.connection) return true
  const client = party.connection.ends.client?.process
  return client?.runtime === 'node' && hold.connection?.ends.client?.process === client
}

/** Whether a call waits for as long as it takes. */
export function waitsForever(frame: TracedFrame | undefined): boolean {
  const request = frame === undefined ? undefined : requestOf(frame.payload)
  if (request === undefined) return false
  const { method, args, kwds } = request
  const given = (place: number, name: string): unknown => args[place] ?? kwds.get(name) ?? null
  switch (method) {
    case 'acquire':
    case '__enter__':
      return isForever(given(1, 'timeout'), given(0, 'blocking'))
    case 'wait':
      return isForever(given(0, 'timeout'), null)
    case 'get':
      return isForever(given(1, 'timeout'), given(0, 'block'))
    case 'put':
      return isForever(given(2, 'timeout'), given(1, 'block'))
    case 'join':
      return true
    default:
      return false
  }
}

function isForever(timeout: unknown, block: unknown): boolean {
  return block !== false && block !== 0 && (timeout === null || timeout === -1)
}
