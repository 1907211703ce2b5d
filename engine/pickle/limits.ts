/** What a pickle may cost. A pickle is a program: a few bytes of it can ask for any amount of memory. */

/** How much a pickle may ask for. Numbers; more is an UnpicklingError that names the limit. */
export interface Limits {
  /** Marks that are open at once: how deep one thing may be begun inside another. */
  readonly depth: number
  /** Values waiting on the stack at once. */
  readonly stack: number
  /** Containers and objects made in all. */
  readonly nodes: number
  /** Values remembered in the memo. */
  readonly memo: number
  /** Digits of an int written in decimal (CPython: `sys.get_int_max_str_digits()`). */
  readonly digits: number
}

/**
 * Far above what real data needs (CPython's own pickler gives up at a depth of some hundred), low enough that a hostile frame ends
 * in an error and not in a process without memory.
 */
export const DEFAULT_LIMITS: Limits = {
  depth: 10_000,
  stack: 1 << 26,
  nodes: 1 << 24,
  memo: 1 << 26,
  digits: 4300,
}

/** The defaults, with those changed that are given. */
export function limitsWith(changes: Partial<Limits> | undefined): Limits {
  return changes === undefined ? DEFAULT_LIMITS : { ...DEFAULT_LIMITS, ...changes }
}
