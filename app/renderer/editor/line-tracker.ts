/**
 * Where a line of the run's program is now: a run was started from a text, and the text goes on being edited.
 *
 * At the start of a run every line gets an invisible decoration, and Monaco moves it with the text.
 */
import { effect } from '@preact/signals'
import { runState, workspace } from '../store.ts'
import { modelOf } from './models.ts'
import { monaco } from './monaco.ts'

/** A file with more lines is not followed: its marks stay where they were. */
const MOST_LINES = 5000
const tracked = new Map<string, string[]>()

/** Follows the lines of every file from the start of each run on. @returns a function that ends it */
export function trackLines(): () => void {
  let followed = ''
  return effect(() => {
    const open = workspace.value
    const state = runState.value
    const key = `${open?.id} ${state?.workspace === open?.id ? state?.run : ''}`
    if (key === followed) return
    followed = key
    for (const { name } of open?.files ?? []) track(name)
  })
}

function track(file: string): void {
  const model = modelOf(file)
  if (!model) return
  const lines = model.getLineCount() > MOST_LINES ? 0 : model.getLineCount()
  const decorations = Array.from({ length: lines }, (_, index) => ({
    range: new monaco.Range(index + 1, 1, index + 1, model.getLineMaxColumn(index + 1)),
    options: { description: 'line of the run', stickiness: monaco.editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges },
  }))
  tracked.set(file, model.deltaDecorations(tracked.get(file) ?? [], decorations))
}

/** @param line as the run knew it, from 1 */
export function lineNow(file: string, line: number): number {
  const id = tracked.get(file)?.[line - 1]
  return (id === undefined ? undefined : modelOf(file)?.getDecorationRange(id)?.startLineNumber) ?? line
}
