/** The present run beside runs of the solution and of other right ways, which the host makes when somebody asks. */
import { computed, effect, signal } from '@preact/signals'
import { nearestDivergence, runOf, type Divergence, type Run } from 'multiprocessing/inspect'
import { announce } from '../layout/announce.ts'
import { theHost, words } from '../link.ts'
import { goals, isRunning, lesson, run, runState, workspace } from '../store.ts'

type Answer =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'parted'; readonly divergence: Divergence }
  /** No difference that frames could show. */
  | { readonly kind: 'alike' }
  | { readonly kind: 'failed'; readonly why: string }

/** Of the present run; null until somebody asks. */
export const comparison = signal<Answer | null>(null)
/** References by lesson, language and runtime, for as long as the page is open. */
const known = new Map<string, readonly Run[]>()

const asked = computed(() => `${lesson.value?.id} ${workspace.value?.id} ${runState.value?.run}`)
// Another run, another answer.
effect(() => {
  void asked.value
  comparison.value = null
})

export const mayCompare = computed(() => run.value !== null && runState.value !== null && !isRunning.value && goals.value.some((view) => !view.result.met))

export async function compareWithSolution(): Promise<void> {
  const open = lesson.peek()
  const language = workspace.peek()?.language
  const present = run.peek()?.run
  if (!open || !language || !present || comparison.peek()?.kind === 'waiting') return
  const mine = asked.peek()
  comparison.value = { kind: 'waiting' }
  let found: Answer
  try {
    const runtime = runState.peek()?.runtime.id ?? null
    const key = `${open.id} ${language} ${runtime}`
    let references = known.get(key)
    if (!references) {
      const told = await theHost().references({ lesson: open.id, language, runtime })
      known.set(key, (references = told.references.map(({ events }) => runOf(events))))
    }
    const divergence = nearestDivergence(present, references)
    found = divergence ? { kind: 'parted', divergence } : { kind: 'alike' }
  } catch (error) {
    found = { kind: 'failed', why: words(error) }
  }
  if (asked.peek() !== mine) return
  comparison.value = found
  announce(found.kind === 'parted' ? found.divergence.sentence.replace(/`/g, '') : found.kind === 'failed' ? found.why : ALIKE)
}

export const ALIKE = 'No frame differs from the solution’s. Look at what the programs print, and at what is not sent.'
