/** What many rounds say together: the least, the middle and the most. */

export interface Spread {
  readonly min: number
  readonly median: number
  readonly max: number
}

/** @throws RangeError when there are no numbers, or one of them is none */
export function spreadOf(numbers: readonly number[]): Spread {
  if (numbers.length === 0) throw new RangeError('a spread needs at least one number, got none')
  for (const number of numbers) if (!Number.isFinite(number)) throw new RangeError(`a spread needs finite numbers, got ${number}`)
  const sorted = [...numbers].sort((a, b) => a - b)
  return { min: sorted[0]!, median: middle(sorted), max: sorted.at(-1)! }
}

function middle(sorted: readonly number[]): number {
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/**
 * One ratio for each round, in order. The two figures of a round were taken one right after the other, so whatever else
 * the machine did fell on both: a ratio of medians would not have that.
 * @throws RangeError when there are not as many of one as of the other, or one is divided by zero
 */
export function ratiosOf(figures: readonly number[], against: readonly number[]): number[] {
  if (figures.length !== against.length) throw new RangeError(`ratios need pairs, got ${figures.length} figures against ${against.length}`)
  return figures.map((figure, round) => {
    const other = against[round]!
    if (other === 0) throw new RangeError(`round ${round} has nothing to be compared with: its figure is 0`)
    return figure / other
  })
}
