/** Teaching: which stop is shown, and what the page was like before. */
import { computed, effect, signal } from '@preact/signals'
import { changeSettings } from '../keeping.ts'
import { steps } from '../lesson/place.ts'
import { hasZoom, ZOOM } from '../settings/declared.ts'
import { lesson, lessonPane, page, settings } from '../store.ts'
import { stopsOf } from './stops.ts'

/** Index of the stop; null while nobody teaches. */
const index = signal<number | null>(null)
/** The screen is black, so that everybody looks at the teacher. */
export const blank = signal(false)

export const stops = computed(() => stopsOf(steps.value))
export const isTeaching = computed(() => index.value !== null)
export const stopIndex = computed(() => Math.min(index.value ?? 0, stops.value.length - 1))
export const stop = computed(() => (index.value === null ? undefined : stops.value[stopIndex.value]))

/** Everything is larger meanwhile, and the lesson's own pane makes room. */
const LARGE = 150
let before: { readonly pane: 'open' | 'rail'; readonly zoom: number } | undefined

export function teach(): void {
  if (index.peek() !== null) return endTeaching()
  before = { pane: lessonPane.peek(), zoom: settings.peek().zoom ?? ZOOM }
  blank.value = false
  index.value = 0
  lessonPane.value = 'rail'
  if (hasZoom() && before.zoom < LARGE) changeSettings({ zoom: LARGE })
}

export function endTeaching(): void {
  if (index.peek() === null) return
  index.value = null
  blank.value = false
  if (!before) return
  lessonPane.value = before.pane
  if (hasZoom()) changeSettings({ zoom: before.zoom })
  before = undefined
}

export function moveStop(by: 1 | -1): void {
  blank.value = false
  if (index.peek() !== null) index.value = Math.max(0, Math.min(stops.peek().length - 1, stopIndex.peek() + by))
}

// Who goes elsewhere teaches no more.
let taught = lesson.peek()
effect(() => {
  const same = lesson.value === taught && page.value === 'work'
  taught = lesson.value
  if (!same) queueMicrotask(endTeaching)
})
