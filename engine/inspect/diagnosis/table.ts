/**
 * All causes that are known, in the order in which they are looked for. A row may leave to a later one what it does not
 * explain; what it explains, later ones pass over.
 */
import { CONTAINERS } from './containers.ts'
import { FAULTS } from './faults.ts'
import { KEYS } from './keys.ts'
import { LIFETIME } from './lifetime.ts'
import { ATTRIBUTES, NAMES } from './names.ts'
import { NETWORK } from './network.ts'
import type { Pitfall } from './pitfall.ts'
import { RACES } from './races.ts'
import { REMAINING, RESULTS } from './results.ts'
import { RESTARTED, SERVER } from './server-gone.ts'
import { AFTER_SERVING, SERVING } from './serving.ts'
import { STARTING } from './starting.ts'
import { WAITS } from './waits.ts'

/** Every cause, in the order in which they are looked for: what explains others stands before them. */
export const PITFALLS: readonly Pitfall[] = [
  // What was done on purpose explains what follows from it.
  ...FAULTS,
  ...KEYS,
  ...NETWORK,
  ...STARTING,
  ...WAITS,
  ...NAMES,
  ...RESULTS,
  ...SERVING,
  ...RESTARTED,
  ...LIFETIME,
  ...SERVER,
  ...AFTER_SERVING,
  ...CONTAINERS,
  ...ATTRIBUTES,
  ...RACES,
  ...REMAINING,
]

/** What has no rule: it leaves nothing in a run by which it could be known. */
export const NO_CARD: readonly { readonly what: string; readonly why: string }[] = [
  { what: 'type checkers cannot see registered methods', why: 'nothing happens in a run; in TypeScript the editor derives them from `register()`' },
]
