/** One row of the table of pitfalls. */
import type { Evidence } from './evidence.ts'
import type { Finding } from './shape.ts'

/** `card`: it can happen and has a card. Anything else is the reason why it cannot happen, or has none. */
export type Where = 'card' | { readonly none: string }

/** One cause that can be found in a run: what it is, who teaches it, and how it is told from the frames. */
export interface Pitfall {
  readonly id: string
  /** Its number among the pitfalls that people ask about; undefined for causes beside them. */
  readonly number?: number
  /** What it is, in one line. */
  readonly what: string
  /** Lessons that teach it. */
  readonly lessons: readonly number[]
  readonly typescript: Where
  readonly python: Where
  /** It happens only where somebody breaks something by hand. */
  readonly onPurpose?: true
  /** `surprise`, where nothing fails. */
  readonly weight?: 'surprise'
  find?(evidence: Evidence): Iterable<Finding>
}
