/**
 * How much may be written and compared on behalf of somebody else: a value with shared parts unfolds to any length, so a
 * few bytes of a pickle can ask for a text or a key without end.
 */

let left = Infinity

/**
 * From here to `endEffort` texts may have so many characters, and keys so many values, together.
 * @returns what `endEffort` is to be given
 */
export function beginEffort(most: number): number {
  const before = left
  left = Math.min(before, most)
  return before
}

/** Ends what `beginEffort` began. */
export function endEffort(before: number): void {
  left = before
}

/** Characters that may still be written; `Infinity` where nobody limits them. */
export function effortLeft(): number {
  return Math.max(0, left)
}

/** @returns whether it was there to be spent */
export function spend(effort: number): boolean {
  left -= effort
  return left >= 0
}
