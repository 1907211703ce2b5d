/** Two lists side by side, by the longest common subsequence of their keys. */

/** Cells of the table that is filled for what lies between the common beginning and the common end. */
const LIMIT = 4_000_000

/**
 * Pairs what has the same key and stands in the same order; what has no counterpart stands alone. Beyond 2,000 by 2,000
 * items that lie between the common beginning and end, those are paired by their places.
 */
export function align<T>(left: readonly T[], right: readonly T[], keyOf: (item: T) => string): [left: T | undefined, right: T | undefined][] {
  const [mine, theirs] = [left.map(keyOf), right.map(keyOf)]
  let begin = 0
  while (begin < mine.length && begin < theirs.length && mine[begin] === theirs[begin]) begin++
  let end = 0
  while (end < mine.length - begin && end < theirs.length - begin && mine.at(-1 - end) === theirs.at(-1 - end)) end++
  const [rows, columns] = [mine.length - begin - end, theirs.length - begin - end]
  const pairs: [T | undefined, T | undefined][] = left.slice(0, begin).map((item, index) => [item, right[index]])
  if (rows * columns > LIMIT) {
    for (let nth = 0; nth < Math.max(rows, columns); nth++) {
      const [one, other] = [nth < rows ? left[begin + nth] : undefined, nth < columns ? right[begin + nth] : undefined]
      if (one !== undefined && other !== undefined && mine[begin + nth] !== theirs[begin + nth]) pairs.push([one, undefined], [undefined, other])
      else pairs.push([one, other])
    }
  } else pairs.push(...middle(left.slice(begin, begin + rows), right.slice(begin, begin + columns), mine.slice(begin), theirs.slice(begin)))
  for (let nth = end; nth > 0; nth--) pairs.push([left.at(-nth), right.at(-nth)])
  return pairs
}

function middle<T>(left: readonly T[], right: readonly T[], mine: readonly string[], theirs: readonly string[]): [T | undefined, T | undefined][] {
  const width = right.length + 1
  // Length of the longest common subsequence of what follows.
  const longest = new Uint32Array((left.length + 1) * width)
  for (let row = left.length - 1; row >= 0; row--) {
    for (let column = right.length - 1; column >= 0; column--) {
      longest[row * width + column] =
        mine[row] === theirs[column] ? longest[(row + 1) * width + column + 1]! + 1 : Math.max(longest[(row + 1) * width + column]!, longest[row * width + column + 1]!)
    }
  }
  const pairs: [T | undefined, T | undefined][] = []
  let [row, column] = [0, 0]
  while (row < left.length || column < right.length) {
    if (row < left.length && column < right.length && mine[row] === theirs[column]) pairs.push([left[row++], right[column++]])
    else if (column >= right.length || (row < left.length && longest[(row + 1) * width + column]! >= longest[row * width + column + 1]!)) pairs.push([left[row++], undefined])
    else pairs.push([undefined, right[column++]])
  }
  return pairs
}
