/** Going from pane to pane: F6 and the numbered shortcuts. */
import { lessonPane, trafficMaximised } from '../store.ts'
import { shownPage, terminalsOpen } from './panes.ts'

/** In the order of F6. An element with `data-pane` is a pane; `data-pane-entry` marks what takes its focus. */
const PANES = ['lesson', 'editor', 'terminals', 'traffic'] as const
export type PaneName = (typeof PANES)[number]

const ENTRY = '[data-pane-entry]'
const FOCUSABLE = 'button:not(:disabled), [href], input, textarea, [tabindex]:not([tabindex="-1"])'

function paneElement(name: PaneName): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-pane="${name}"]`)
}

/** Moves the focus into a pane, and brings the pane on screen if it is folded away. */
export function focusPane(name: PaneName): void {
  if (name === 'lesson') lessonPane.value = 'open'
  if (name === 'lesson' || name === 'editor' || name === 'terminals') trafficMaximised.value = false
  if (name === 'terminals') terminalsOpen.value = true
  shownPage.value = name === 'traffic' ? 'traffic' : 'editor'
  // What was folded away is there after the next frame.
  requestAnimationFrame(() => enter(name))
}

function isVisible(element: HTMLElement): boolean {
  return element.checkVisibility({ visibilityProperty: true })
}

function enter(name: PaneName): boolean {
  const pane = paneElement(name)
  if (!pane || !isVisible(pane)) return false
  const entry = [...pane.querySelectorAll<HTMLElement>(ENTRY)].find(isVisible)
  const target = entry?.matches(FOCUSABLE) ? entry : ([...(entry ?? pane).querySelectorAll<HTMLElement>(FOCUSABLE)].find(isVisible) ?? pane)
  target.focus({ preventScroll: true })
  if (!pane.contains(document.activeElement)) return false
  // Lists and pages show their own ring; a caret alone is easily overlooked.
  if (name === 'editor' || name === 'terminals') showEntered(pane)
  return true
}

/** A ring around the pane that was entered by key, until the next key or click. */
function showEntered(pane: HTMLElement): void {
  for (const other of document.querySelectorAll<HTMLElement>('[data-entered]')) delete other.dataset['entered']
  pane.dataset['entered'] = ''
  const end = (event: Event) => {
    if (event instanceof KeyboardEvent && ['F6', 'Shift', 'Control', 'Meta'].includes(event.key)) return
    delete pane.dataset['entered']
    removeEventListener('keydown', end, true)
    removeEventListener('pointerdown', end, true)
  }
  addEventListener('keydown', end, true)
  addEventListener('pointerdown', end, true)
}

/** To the next pane that is on screen, or the one before. */
export function movePane(by: 1 | -1): void {
  const present = PANES.findIndex((name) => paneElement(name)?.contains(document.activeElement))
  const from = present < 0 ? (by === 1 ? -1 : 0) : present
  for (let step = 1; step <= PANES.length; step++) {
    const name = PANES[(from + by * step + PANES.length * 2) % PANES.length]
    if (name && enter(name)) return
  }
}
