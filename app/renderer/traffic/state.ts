/**
 * What a person has chosen in the traffic pane: view, filter, folds, where the scrubber stands. One pane a page, so
 * these are plain signals, as in `store.ts` (which has the selection: other panes set it too). The rows that follow from
 * them are in `rows.ts`.
 */
import { batch, computed, signal } from '@preact/signals'
import { run, selection } from '../store.ts'
import { EMPTY_FIELD, hasChip, objectChip, toggleChip, type FilterField } from './filter-chips.ts'

/** Views in the order of the switch, which is also their order side by side. */
export const TRAFFIC_VIEWS = ['sequence', 'topology', 'frames', 'objects', 'memory'] as const
export type TrafficView = (typeof TRAFFIC_VIEWS)[number]

/** What is shown: one view, or two side by side. */
export const views = signal<readonly [TrafficView] | readonly [TrafficView, TrafficView]>(['sequence'])
/** The view that was asked for last. */
export const view = signal<TrafficView>('sequence')
/** Whether pictures are shown as the text that says the same. */
export const asText = signal(false)
/** Whether a view that lists frames is shown: what only concerns rows has no meaning without one. */
export const showsRows = computed(() => views.value.includes('sequence') || views.value.includes('frames'))

/** Key of the object that was chosen in a picture or a list; the same in every view. Null while none is. */
export const selectedObject = signal<string | null>(null)

export const filterField = signal<FilterField>(EMPTY_FIELD)
/** Fold the frames of handshakes, and those of reference counts and new connections, into one row each. */
export const foldHandshakes = signal(true)
export const foldLifetime = signal(true)
/** Folds that a person opened although their kind is folded, by key. */
export const openFolds = signal<ReadonlySet<string>>(new Set())

/** Text to find, null while the find field is closed. */
export const findText = signal<string | null>(null)

/** Number of the frame that the scrubber stands at; null follows the run. */
export const head = signal<number | null>(null)
export const playing = signal(false)

/** Whether the card of the selected frame is open: it opens with a selection and is closed by hand. */
export const detailsOpen = signal(true)

/** Height in pixels that a card takes from the bottom of the rows, where it lies over them. */
export const coveredHeight = signal(0)

/** Row that the keys went to in the sequence, to be said aloud: the picture cannot say it. */
export const spokenRow = signal<number | null>(null)

/** Count the wishes to type into the filter, and to have the focus in the rows. */
export const filterWishes = signal(0)
export const rowsWishes = signal(0)

/** Shows one view, alone. */
export function showView(next: TrafficView): void {
  batch(() => {
    view.value = next
    views.value = [next]
    asText.value = false
  })
}

/** Puts a view beside the one that is shown, or takes it away again; a third one takes the place of the older. */
export function toggleBeside(other: TrafficView): void {
  batch(() => {
    const shown = views.peek()
    const [first, second] = shown
    if (shown.includes(other)) {
      if (second === undefined) return
      views.value = [first === other ? second : first]
      view.value = views.value[0]
      return
    }
    const stays = second === undefined ? first : view.peek()
    const order = (one: TrafficView) => TRAFFIC_VIEWS.indexOf(one)
    views.value = order(stays) < order(other) ? [stays, other] : [other, stays]
    view.value = other
  })
}

/** What stands beside a view when a second one is asked for, and not which. */
const COMPANIONS: Readonly<Record<TrafficView, TrafficView>> = { sequence: 'topology', topology: 'objects', frames: 'topology', objects: 'topology', memory: 'topology' }

/** Two views side by side, or one again: the one that was asked for last. */
export function twoViews(): void {
  if (views.peek().length === 2) showView(view.peek())
  else toggleBeside(COMPANIONS[view.peek()])
}

export function focusFilter(): void {
  filterWishes.value += 1
}

export function openFind(): void {
  findText.value ??= ''
}

export function closeFind(): void {
  findText.value = null
  rowsWishes.value += 1
}

/** Key of the fold that is selected as a whole; a frame in it may be selected from elsewhere. */
export const selectedFold = signal<string | null>(null)

/** Selects a frame here and in every other pane. */
export function select(number: number | null, fold: string | null = null): void {
  batch(() => {
    selection.value = number
    selectedFold.value = fold
    if (number !== null) detailsOpen.value = true
  })
}

export function toggleFold(key: string): void {
  const next = new Set(openFolds.peek())
  if (!next.delete(key)) next.add(key)
  openFolds.value = next
}

/** Whether everything that can be folded is. */
export const isFolded = computed(() => foldHandshakes.value && foldLifetime.value && openFolds.value.size === 0)

export function foldAll(): void {
  batch(() => {
    foldHandshakes.value = foldLifetime.value = true
    openFolds.value = new Set()
  })
}

export function unfoldAll(): void {
  batch(() => {
    foldHandshakes.value = foldLifetime.value = false
    openFolds.value = new Set()
  })
}

/** Shows only frames about one object, or all again. */
export function toggleObjectFilter(ident: string | undefined): void {
  if (ident !== undefined) filterField.value = toggleChip(filterField.peek(), objectChip(ident))
}

/** Whether only frames about this object are shown. */
export function isOnlyObject(ident: string): boolean {
  return hasChip(filterField.value, objectChip(ident))
}

export function clearFilter(): void {
  filterField.value = EMPTY_FIELD
}

/** Moves the scrubber's head to a frame, which is then the selected one; the last frame is the live end. */
export function scrubTo(number: number): void {
  const frames = run.peek()?.run.frames.length ?? 0
  if (frames === 0) return
  const target = Math.max(1, Math.min(frames, number))
  batch(() => {
    head.value = target >= frames ? null : target
    select(target)
  })
}

export function backToLive(): void {
  batch(() => {
    head.value = null
    playing.value = false
  })
}

/** Moves the head by frames. */
export function scrubBy(frames: number): void {
  const last = run.peek()?.run.frames.length ?? 0
  scrubTo((head.peek() ?? last) + frames)
}

/** Moves the head to the next or previous request: a call with its answer is one step. */
export function scrubByCall(direction: 1 | -1): void {
  const frames = run.peek()?.run.frames
  if (!frames || frames.length === 0) return
  let number = (head.peek() ?? frames.length) + direction
  while (number > 1 && number < frames.length && frames[number - 1]?.family !== 'call') number += direction
  scrubTo(number)
}

/** A new run: what was chosen for the frames of the old one is gone, what was chosen for the pane stays. */
export function forgetRun(): void {
  batch(() => {
    openFolds.value = new Set()
    selectedObject.value = null
    head.value = null
    playing.value = false
  })
}
