/**
 * Judges the goals of the open lesson on the trace of the present run, and remembers those that were met.
 */
import { announce } from '../layout/announce.ts'
import { changeProgress, progressOf } from '../keeping.ts'
import type { Run } from 'multiprocessing/inspect'
import type { Goal, GoalResult } from 'managerie-lessons/schema'
import * as store from '../store.ts'

/** A long trace costs time to judge: at most so often while it grows. */
const INTERVAL_MS = 150
let last = -Infinity
let timer: ReturnType<typeof setTimeout> | undefined

/** All goals open, for a run that has not begun. */
export function startGoals(): void {
  const lesson = store.lesson.peek()
  const met = lesson ? progressOf(lesson.id).met : []
  store.goals.value = (lesson?.goals ?? []).map((goal) => ({ goal, result: { met: false }, metBefore: met.includes(goal.id) }))
}

/** Judges soon. */
export function judgeGoals(): void {
  if (timer !== undefined) return
  const wait = last + INTERVAL_MS - performance.now()
  if (wait <= 0) judge()
  else timer = setTimeout(judge, wait)
}

function judge(): void {
  timer = undefined
  last = performance.now()
  const lesson = store.lesson.peek()
  const present = store.run.peek()
  if (!lesson || !present) return
  const met = progressOf(lesson.id).met
  const before = store.goals.peek()
  const views = lesson.goals.map((goal) => {
    const result = check(goal, present.run)
    return { goal, result, metBefore: met.includes(goal.id) }
  })
  store.goals.value = views
  const fresh = views.filter((view) => view.result.met && !before.find((one) => one.goal === view.goal)?.result.met)
  if (fresh.length === 0) return
  const all = views.filter((view) => view.result.met).length
  announce(`Goal met: ${fresh.map((view) => plain(view.goal.text)).join('; ')}. ${all} of ${views.length}.`)
  const newly = fresh.filter((view) => !view.metBefore).map((view) => view.goal.id)
  if (newly.length > 0) changeProgress(lesson.id, { met: [...met, ...newly] })
}

/** A check that fails is a goal that stays open; it must not stop the others. */
function check(goal: Goal, run: Run): GoalResult {
  try {
    return goal.check(run)
  } catch (error) {
    console.error(`goal ${goal.id} could not be checked`, error)
    return { met: false }
  }
}

/** Inline Markdown as words. */
function plain(markdown: string): string {
  return markdown.replace(/[`*]/g, '')
}
