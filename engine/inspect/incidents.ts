/** Things that happened without a frame of their own, in order of time. */
import type { Incident } from './run.ts'
import type { RunClock } from './clock.ts'
import type { TracedConnection } from './connection.ts'
import { otherSide } from './connection.ts'
import type { Side } from './connection.ts'
import type { Address } from '../protocol/token.ts'
import type { TraceSource } from '../protocol/trace.ts'

interface Told {
  readonly kind: Incident['kind']
  readonly process: string
  readonly time: number
  readonly type: string
  readonly message: string
  readonly at: TraceSource | undefined
  readonly address: Address | null
}

class ToldIncident implements Incident {
  readonly kind: Incident['kind']
  readonly process: string
  readonly traceTime: number
  readonly type: string
  readonly message: string
  readonly at: TraceSource | undefined
  readonly frame = undefined
  readonly address: Address | null
  readonly #clock: RunClock

  constructor(clock: RunClock, told: Told) {
    this.#clock = clock
    this.kind = told.kind
    this.process = told.process
    this.traceTime = told.time
    this.type = told.type
    this.message = told.message
    this.at = told.at
    this.address = told.address
  }

  get time(): number {
    return this.#clock.since(this.traceTime)
  }
}

/**
 * A handshake that one side refused. Both ends and a frame tell of it; it happens to the side whose answer was refused.
 */
class RefusedHandshake implements Incident {
  readonly kind = 'handshake refused'
  readonly type = 'AuthenticationError'
  readonly traceTime: number
  readonly connection: TracedConnection
  readonly #clock: RunClock
  readonly #refusedSide: Side

  constructor(clock: RunClock, connection: TracedConnection, refusedSide: Side, time: number) {
    this.#clock = clock
    this.connection = connection
    this.#refusedSide = refusedSide
    this.traceTime = time
  }

  get process(): string {
    return this.#refusedSide === 'client' ? this.connection.client : this.connection.listener
  }

  get time(): number {
    return this.#clock.since(this.traceTime)
  }

  get message(): string {
    return 'digest sent was rejected'
  }

  get at(): TraceSource | undefined {
    return this.connection.cause
  }

  get address(): Address | null {
    return this.connection.address
  }

  get frame(): Incident['frame'] {
    return this.connection.failure
  }
}

export class Incidents {
  readonly list: (ToldIncident | RefusedHandshake)[] = []
  readonly #clock: RunClock
  readonly #refused = new Set<TracedConnection>()

  constructor(clock: RunClock) {
    this.#clock = clock
  }

  tell(told: Told): void {
    this.#insert(new ToldIncident(this.#clock, told))
  }

  /** A side of the connection found the other's answer wrong. One incident a connection, however many say so. */
  refuse(connection: TracedConnection, refusingSide: Side, time: number): void {
    connection.refusedTime = Math.min(connection.refusedTime, time)
    if (this.#refused.has(connection)) return
    this.#refused.add(connection)
    this.#insert(new RefusedHandshake(this.#clock, connection, otherSide(refusingSide), time))
  }

  #insert(incident: ToldIncident | RefusedHandshake): void {
    let at = this.list.length
    while (at > 0 && this.list[at - 1]!.traceTime > incident.traceTime) at--
    this.list.splice(at, 0, incident)
  }
}
