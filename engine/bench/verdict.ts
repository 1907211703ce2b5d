/** Whether a row has reached what it should. */
import type { Outcome } from './arena.ts'

/** `none`: nothing was promised, or nothing measured. */
export type Verdict = 'goal met' | 'floor met' | 'below the floor' | 'none'

/** Judged by the median. */
export function verdictOf({ row, measured }: Outcome): Verdict {
  if (!measured) return 'none'
  const reached = (target: number): boolean => (row.better === 'less' ? measured.result.median <= target : measured.result.median >= target)
  if (row.goal !== undefined && reached(row.goal)) return 'goal met'
  if (row.floor !== undefined) return reached(row.floor) ? 'floor met' : 'below the floor'
  return row.goal === undefined ? 'none' : 'below the floor'
}
