/**
 * Processes that do the same work side by side, told apart by a number only: `baker 1`, `baker 2`. Which of them gets
 * which piece is chance, so none of them is compared with its namesake.
 */
import { sameDeed, type Difference, type Step } from './steps.ts'

type Steps = ReadonlyMap<string, readonly Step[]>

/** Groups of labels that differ in a number at their end; labels that stand alone are in none. */
export function racers(labels: readonly string[]): string[][] {
  const groups = new Map<string, Set<string>>()
  for (const label of labels) {
    const stem = label.replace(/\d+$/, '')
    groups.set(stem, (groups.get(stem) ?? new Set()).add(label))
  }
  return [...groups.values()].filter((group) => group.size > 1).map((group) => [...group])
}

/**
 * The first step of a group that follows another one than it ever does in the reference; else the first end that came
 * where none comes there; else a process of the reference that did something where none of its name did anything here.
 */
export function racingDifference(group: readonly string[], mine: Steps, theirs: Steps): Difference | undefined {
  const known: [before: Step | undefined, after: Step | undefined][] = []
  for (const label of group) for (const pair of pairs(theirs.get(label) ?? [])) if (!known.some((each) => samePair(each, pair))) known.push(pair)
  const found: Difference[] = []
  for (const process of group) {
    const steps = mine.get(process) ?? []
    if (steps.length === 0) continue
    for (const pair of pairs(steps)) {
      if (known.some((each) => samePair(each, pair))) continue
      const [before, here] = pair
      const there = known.find(([one]) => same(one, before))?.[1]
      found.push({ process, here, there, before, time: here?.time ?? (before ? before.time + 1 : 0) })
      break
    }
  }
  const idle = group.filter((label) => !mine.has(label) && (theirs.get(label)?.length ?? 0) > 0)
  if (found.length === 0 && idle.length > 0 && !group.some((label) => mine.has(label))) {
    found.push({ process: idle[0]!, here: undefined, there: theirs.get(idle[0]!)![0], before: undefined, time: Number.MAX_SAFE_INTEGER })
  }
  return found.sort((one, other) => one.time - other.time)[0]
}

/** Each step with the one before it, the beginning and the end included. */
function pairs(steps: readonly Step[]): [Step | undefined, Step | undefined][] {
  const found: [Step | undefined, Step | undefined][] = []
  for (let nth = 0; nth <= steps.length && steps.length > 0; nth++) found.push([steps[nth - 1], steps[nth]])
  return found
}

function samePair([before, after]: readonly [Step | undefined, Step | undefined], other: readonly [Step | undefined, Step | undefined]): boolean {
  return same(before, other[0]) && same(after, other[1])
}

function same(one: Step | undefined, other: Step | undefined): boolean {
  return one === undefined || other === undefined ? one === other : sameDeed(one, other)
}
