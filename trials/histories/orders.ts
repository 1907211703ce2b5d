/** What players are told, and what they say. */
import type { Call, Json, Outcome } from './history.ts'

/** A call of a plan. */
export interface PlannedCall extends Call {
  /** How many ms to wait before it. */
  readonly pause?: number
  /** Again and again, until it raises or gives False. */
  readonly untilRefused?: boolean
}

/** Make these calls on that object, from this time on (ns of the monotonic clock). */
export interface PlayerOrder {
  readonly typeid: string
  readonly ident: string
  readonly calls: readonly PlannedCall[]
  readonly at: number
}

/** A call begins, or has ended. Times in ns of the monotonic clock. */
export type PlayerEvent =
  | { readonly call: string; readonly args: readonly Json[]; readonly time: number }
  | ({ readonly end: string; readonly time: number } & Outcome)
