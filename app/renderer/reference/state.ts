/** Where one is in the reference, what is looked for, and the pages once they are loaded. */
import { batch, computed, signal } from '@preact/signals'
import { glossary, type Term } from 'managerie-lessons/glossary'
import { filterFrames } from 'multiprocessing/inspect'
import type { ReferencePage } from '../../reference/shape.ts'
import { shownPage } from '../layout/panes.ts'
import { page, run } from '../store.ts'
import { fieldOf } from '../traffic/filter-chips.ts'
import { filterField, rowsWishes, showView } from '../traffic/state.ts'
import { samePlace, searchReference, type Place } from './entries.ts'

/** Null until they are loaded. */
export const pages = signal<readonly ReferencePage[] | null>(null)
let loading: Promise<void> | undefined

export async function loadPages(): Promise<void> {
  loading ??= import('./engine-names.ts').then(
    (names) => void (pages.value = names.pages),
    (error: unknown) => {
      // The next opening tries again.
      loading = undefined
      throw error
    },
  )
  await loading
}

export const place = signal<Place>({ kind: 'term', id: 'manager' })
/** Places before the present one, the last of them at the end. */
export const trail = signal<readonly Place[]>([])
export const wanted = signal('')
/** Doors whose names are listed; `terms` is one of them. */
export const openGroups = signal<ReadonlySet<string>>(new Set(['terms']))

export const found = computed(() => (wanted.value.trim() === '' ? null : searchReference(wanted.value, glossary, pages.value ?? [])))

export const shownTerm = computed<Term | undefined>(() => (place.value.kind === 'term' ? glossary.find(({ id }) => id === place.value.id) : undefined))
export const shownName = computed<ReferencePage | undefined>(() => (place.value.kind === 'name' ? pages.value?.find(({ id }) => id === place.value.id) : undefined))

export function goTo(to: Place): void {
  batch(() => {
    if (!samePlace(place.peek(), to)) trail.value = [...trail.peek(), place.peek()]
    place.value = to
  })
  showPlace()
}

/** To the place before. */
export function goBackInTrail(): void {
  const before = trail.peek().at(-1)
  if (!before) return
  batch(() => {
    trail.value = trail.peek().slice(0, -1)
    place.value = before
  })
  showPlace()
}

/** Brings the place to the eye and the focus, once it is drawn. */
function showPlace(): void {
  requestAnimationFrame(() => {
    const to = place.peek()
    const member = to.kind === 'name' && to.member !== undefined ? document.getElementById(memberId(to.member)) : null
    const target = member ?? document.querySelector<HTMLElement>('.reference-article h2')
    target?.focus({ preventScroll: true })
    if (member) member.scrollIntoView({ block: 'start' })
    else document.querySelector('.reference-article')?.scrollTo(0, 0)
    document.querySelector('.reference-list [aria-current]')?.scrollIntoView({ block: 'nearest' })
  })
}

export function memberId(name: string): string {
  return `member-${name.replace(/\W+/g, '-')}`
}

export function toggleGroup(group: string): void {
  const next = new Set(openGroups.peek())
  if (!next.delete(group)) next.add(group)
  openGroups.value = next
}

/** How many frames of the present run or recording a filter lets through; null where there is none. */
export function countFrames(filter: string): number | null {
  const present = run.value?.run
  return present && present.frames.length > 0 ? filterFrames(present, filter).length : null
}

/** Shows the frames that a filter lets through, in the table. */
export function showFrames(filter: string): void {
  batch(() => {
    filterField.value = fieldOf(filter)
    page.value = 'work'
    showView('frames')
    shownPage.value = 'traffic'
  })
  requestAnimationFrame(() => void (rowsWishes.value += 1))
}
