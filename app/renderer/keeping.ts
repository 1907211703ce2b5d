/** What the host keeps for the person between starts: settings and progress. */
import type { Progress, Settings } from '../contract/host.ts'
import { hasHost, theHost, words } from './link.ts'
import * as store from './store.ts'

/** Dragging a splitter changes a setting many times: it is kept when that is over. */
const SETTINGS_AFTER_MS = 200
let timer: ReturnType<typeof setTimeout> | undefined

export function changeSettings(change: Partial<Settings>): void {
  store.settings.value = { ...store.settings.peek(), ...change }
  clearTimeout(timer)
  timer = setTimeout(keepSettings, SETTINGS_AFTER_MS)
}

function keepSettings(): void {
  if (!hasHost()) return
  theHost()
    .saveSettings({ settings: store.settings.peek() })
    .catch((error: unknown) => {
      store.trouble.value = `The settings could not be kept. ${words(error)}`
    })
}

/** Keeps the progress of all lessons at once: what an import and a reset do. */
export function replaceProgress(progress: Progress): void {
  store.progress.value = progress
  keepProgress(progress)
}

export type LessonProgress = Progress[string]
const NONE: LessonProgress = { met: [], step: 0, predictions: {}, done: false }

/** Progress in a lesson; reading it in a component subscribes to it. */
export function progressOf(lesson: string): LessonProgress {
  return store.progress.value[lesson] ?? NONE
}

export function changeProgress(lesson: string, change: Partial<LessonProgress>): void {
  const before = store.progress.peek()
  const progress = { ...before, [lesson]: { ...(before[lesson] ?? NONE), ...change } }
  store.progress.value = progress
  keepProgress(progress)
}

function keepProgress(progress: Progress): void {
  if (!hasHost()) return
  theHost()
    .saveProgress({ progress })
    .catch((error: unknown) => {
      store.trouble.value = `The progress could not be kept. ${words(error)}`
    })
}
