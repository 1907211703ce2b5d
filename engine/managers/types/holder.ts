/** Who holds a lock: a connection, as in CPython a thread of the server. Kept after a hang-up, and then said so. */
import { emit, tracing } from '../../tracer.ts'
import type { Call } from '../calls.ts'

/** Stands for the one who calls a lock's methods outside of a server. */
const NOBODY = 'here'

/** The connection that a call counts as: owners are compared by it. */
export function connectionOf(call: Call | undefined): string {
  return call?.connection ?? NOBODY
}

/** Reports what became of a lock. `ident` defaults to the object that was called. */
export function tellLock(name: 'lock/waiting' | 'lock/acquired' | 'lock/released', call: Call | undefined): void {
  if (call && tracing()) emit({ name, ident: call.ident, connection: call.connection })
}

/** What a call that waits for something else than a lock waits for. */
export type WaitReason = 'event' | 'notification' | 'barrier' | 'item' | 'room' | 'tasks'

/**
 * Reports that a call waits, if it will.
 * @param limit seconds that it may wait
 * @returns reports that it waits no more
 */
export function tellWait(reason: WaitReason, call: Call | undefined, limit: number): () => void {
  if (!call || limit <= 0 || !tracing()) return () => undefined
  const { ident, connection } = call
  emit({ name: 'wait/began', ident, connection, reason })
  return () => emit({ name: 'wait/ended', ident, connection })
}

/** Who holds a lock. */
export class Holder {
  readonly connection: string
  readonly #client: string
  readonly #forget: (() => void) | undefined
  #gone = false

  constructor(call: Call | undefined) {
    this.connection = connectionOf(call)
    this.#client = call?.client ?? NOBODY
    this.#forget = call?.whenGone(() => (this.#gone = true))
  }

  /** Whether the client has hung up: what it holds stays held. */
  get gone(): boolean {
    return this.#gone
  }

  /** It holds no more. */
  end(): void {
    this.#forget?.()
  }

  /** `held by Process-1 (connection c12), which has hung up` */
  toString(): string {
    return `held by ${this.#client} (connection ${this.connection})${this.#gone ? ', which has hung up' : ''}`
  }
}
