/** Judges the goals of the open lesson on the trace of the present run, and remembers those that were met. */
import type { Goal, GoalResult } from 'managerie-lessons/schema'
import type { Run } from 'multiprocessing/inspect'
import { changeProgress, progressOf } from '../keeping.ts'
import { announce } from '../layout/announce.ts'
import * as store from '../store.ts'

/** All goals open, for a run that has not begun. */
export function startGoals(): void {
  const lesson = store.lesson.peek()
  const met = lesson ? progressOf(lesson.id).met : []
  store.goals.value = (lesson?.goals ?? []).map((goal) => ({ goal, result: { met: false }, metBefore: met.includes(goal.id) }))
}

export function judgeGoals(run: Run): void {
  const lesson = store.lesson.peek()
  if (!lesson) return
  const met = progressOf(lesson.id).met
  const before = store.goals.peek()
  const views = lesson.goals.map((goal) => ({ goal, result: check(goal, run), metBefore: met.includes(goal.id) }))
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
