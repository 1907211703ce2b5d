/** Where the learner is in the open lesson: the step, hints shown, whether the solution is on screen. */
import { computed, effect, signal } from '@preact/signals'
import { changeProgress, progressOf } from '../keeping.ts'
import { goals, lesson, lessonText, run, showToast } from '../store.ts'
import { readSteps } from './steps.ts'

export const steps = computed(() => (lessonText.value ? readSteps(lessonText.value.text) : []))

export const stepIndex = computed(() => {
  const open = lesson.value
  const wanted = open ? progressOf(open.id).step : 0
  return Math.max(0, Math.min(wanted, steps.value.length - 1))
})
export const step = computed(() => steps.value[stepIndex.value])

/** Tiers of hints that are open: 0 to 3. */
export const hintsOpen = signal(0)
export const HINT_TIERS = 3
export const solutionOpen = signal(false)

export const allMet = computed(() => goals.value.length > 0 && goals.value.every((view) => view.result.met || view.metBefore))
export const metCount = computed(() => goals.value.filter((view) => view.result.met).length)

/** What to do next: the one thing that may be filled with honey. */
export const nextThing = computed<'run' | 'next' | undefined>(() => {
  const open = lesson.value
  const present = step.value
  if (!open || !present) return undefined
  switch (present.phase) {
    case 'Predict':
      return progressOf(open.id).predictions[present.title] === undefined ? undefined : 'next'
    case 'Run':
      return run.value ? 'next' : 'run'
    case 'Watch':
      return run.value ? undefined : 'run'
    case 'Break':
    case 'Fix':
      return allMet.value ? 'next' : 'run'
    case 'Explain':
      return undefined
  }
})

/** Id of the lesson that is taken by its goals alone. */
const fast = signal<string | null>(null)

/** On to the Break step; when all goals are met, the lesson is done. */
export function goFast(): void {
  const open = lesson.peek()
  if (!open) return
  fast.value = open.id
  goToStep(steps.peek().findIndex((one) => one.phase === 'Break'))
}

effect(() => {
  const open = lesson.value
  if (!open || fast.value !== open.id || !allMet.value || progressOf(open.id).done) return
  queueMicrotask(() => {
    fast.value = null
    changeProgress(open.id, { done: true })
    showToast(`Lesson ${open.number} is done: its goals are met.`)
  })
})

export function goToStep(index: number): void {
  const open = lesson.peek()
  const all = steps.peek()
  if (!open || index < 0 || index >= all.length) return
  const done = progressOf(open.id).done || (index === all.length - 1 && allMet.peek())
  changeProgress(open.id, { step: index, done })
}

export function openNextHint(): void {
  if (hintsOpen.peek() < HINT_TIERS) hintsOpen.value++
}
