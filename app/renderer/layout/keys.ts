/** Shortcuts: one listener, before every widget, reading the list of commands and what the person has changed in it. */
import { computed } from '@preact/signals'
import { commands, perform } from '../commands.ts'
import { acceleratorOf, chordOf, isMac, keyOf, shownKeys } from './chords.ts'

/** Keys that do not work here (a browser's own) are left alone. */
const chords = computed(() =>
  commands.flatMap(({ id, accelerator }) => {
    const own = acceleratorOf(id, accelerator)
    return own !== undefined && shownKeys(own) !== undefined ? [{ id, ...chordOf(own) }] : []
  }),
)

export function listenForKeys(): void {
  addEventListener(
    'keydown',
    (event) => {
      const ctrl = isMac() ? event.metaKey : event.ctrlKey
      const key = keyOf(event)
      const hit = chords
        .peek()
        .find((chord) => chord.key === key && chord.ctrl === ctrl && chord.shift === event.shiftKey && chord.alt === event.altKey)
      if (!hit || event.isComposing || isAway(event)) return
      event.preventDefault()
      event.stopPropagation()
      perform(hit.id)
    },
    { capture: true },
  )
}

/** A question is open, or a new shortcut is awaited: the page's commands wait. */
function isAway(event: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open]')) return true
  return event.target instanceof Element && event.target.closest('[data-keys]') !== null
}
