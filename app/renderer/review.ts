/**
 * What is worked out of the whole run: goals, counts, what each source line cost. A long trace takes time to go through,
 * so it is done now and then while the run grows, and once more when it has ended.
 */
import { batch, effect, signal } from '@preact/signals'
import { costsByLine, diagnose, registrationUses, summarize, type Diagnosis, type LineCost, type RegistrationUse, type Run, type RunSummary } from 'multiprocessing/inspect'
import { judgeGoals } from './lesson/judge.ts'
import { isRunning, run, runSources } from './store.ts'

export interface Review {
  readonly summary: RunSummary
  readonly costs: readonly LineCost[]
  readonly registrations: readonly RegistrationUse[]
  /** Causes of what went wrong, earliest first. */
  readonly diagnoses: readonly Diagnosis[]
}
/** Null as long as there is no run. */
export const review = signal<Review | null>(null)

const INTERVAL_MS = 150
/** A review may take this share of the time. */
const SHARE = 0.1
/** Frames up to which causes are looked for while the run goes on. */
const DIAGNOSED_LIVE = 5_000
let next = -Infinity
let timer: ReturnType<typeof setTimeout> | undefined

/** Reviews the run soon: at once, if the last time is long enough ago. */
export function reviewSoon(): void {
  if (timer !== undefined) return
  const wait = next - performance.now()
  if (wait <= 0) reviewNow()
  else timer = setTimeout(reviewNow, wait)
}

/** A long run is diagnosed when it has ended: it takes too long to be done again and again beside it. */
function isLong({ frames }: Run): boolean {
  return isRunning.peek() && frames.length > DIAGNOSED_LIVE
}

effect(() => {
  // Afterwards, so that this does not depend on what the review looks at.
  if (!isRunning.value) queueMicrotask(reviewSoon)
})

function reviewNow(): void {
  timer = undefined
  const present = run.peek()?.run
  if (!present) return
  const start = performance.now()
  batch(() => {
    review.value = { summary: summarize(present), costs: [...costsByLine(present).values()], registrations: registrationUses(present), diagnoses: isLong(present) ? (review.peek()?.diagnoses ?? []) : diagnose(present, runSources) }
    judgeGoals(present)
  })
  const end = performance.now()
  next = end + Math.max(INTERVAL_MS, (end - start) / SHARE)
}
