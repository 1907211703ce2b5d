/** Shortcuts: one listener, before every widget, reading the list of commands. */
import { commands, perform } from '../commands.ts'
import { chordOf, isMac } from './chords.ts'

/** The key of an event; a digit or letter that Shift or Alt has turned into something else is read off the keyboard. */
function keyOf(event: KeyboardEvent): string {
  if (/^[a-z0-9]$|^F\d+$/i.test(event.key)) return event.key.toLowerCase()
  return (/^(?:Key|Digit)(.)$/.exec(event.code)?.[1] ?? event.key).toLowerCase()
}

export function listenForKeys(): void {
  const chords = commands.flatMap(({ id, accelerator }) => (accelerator ? [{ id, ...chordOf(accelerator) }] : []))
  addEventListener(
    'keydown',
    (event) => {
      const ctrl = isMac() ? event.metaKey : event.ctrlKey
      const key = keyOf(event)
      const hit = chords.find(
        (chord) => chord.key === key && chord.ctrl === ctrl && chord.shift === event.shiftKey && chord.alt === event.altKey,
      )
      if (!hit || event.isComposing) return
      event.preventDefault()
      event.stopPropagation()
      perform(hit.id)
    },
    { capture: true },
  )
}
