/** The panes as they stand: the window's size, the person's wishes, and the layout that follows from both. */
import { computed, signal } from '@preact/signals'
import { changeSettings } from '../keeping.ts'
import { lessonPane, settings, trafficMaximised } from '../store.ts'
import { layoutFor } from './sizes.ts'

const size = signal({ width: innerWidth, height: innerHeight })
addEventListener('resize', () => (size.value = { width: innerWidth, height: innerHeight }))

export const terminalsOpen = signal(true)
export const editorGroups = signal<'auto' | 1 | 2>('auto')
/** Which of the two is on screen where there is room for one. */
export const shownPage = signal<'editor' | 'traffic'>('editor')

export const layout = computed(() => {
  const panes = settings.value.panes
  return layoutFor(size.value.width, size.value.height, {
    lesson: panes['lesson'],
    editor: panes['editor'],
    upper: panes['upper'],
    terminals: panes['terminals'],
    rail: lessonPane.value === 'rail',
    terminalsOpen: terminalsOpen.value,
    groups: editorGroups.value,
    maximised: trafficMaximised.value,
  })
})

export type Splitter = 'lesson' | 'editor' | 'upper' | 'terminals'

/** Remembers a size; undefined goes back to the default. */
export function resizePane(splitter: Splitter, pixels: number | undefined): void {
  const panes = { ...settings.peek().panes }
  if (pixels === undefined) delete panes[splitter]
  else panes[splitter] = Math.round(pixels)
  changeSettings({ panes })
}
