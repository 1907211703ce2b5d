/** Shortcuts as data: how they are written, read and shown. */
import { hello, settings } from '../store.ts'

interface Chord {
  readonly key: string
  readonly ctrl: boolean
  readonly shift: boolean
  readonly alt: boolean
}

/** `CmdOrCtrl+Shift+1` as a chord. */
export function chordOf(accelerator: string): Chord {
  const parts = accelerator.split('+')
  return {
    key: (parts.at(-1) ?? '').toLowerCase(),
    ctrl: parts.includes('CmdOrCtrl'),
    shift: parts.includes('Shift'),
    alt: parts.includes('Alt'),
  }
}

/** Keys that a browser keeps for itself: no page gets them, so none is shown. */
const KEPT_BY_BROWSERS = new Set(['CmdOrCtrl+1', 'CmdOrCtrl+2', 'CmdOrCtrl+3', 'CmdOrCtrl+4', 'CmdOrCtrl+N', 'CmdOrCtrl+T', 'CmdOrCtrl+W', 'CmdOrCtrl+=', 'CmdOrCtrl+-', 'CmdOrCtrl+0'])

export function isMac(): boolean {
  return hello.value?.platform === 'darwin'
}

/** A shortcut as it is shown: `Ctrl Shift L`, on a Mac `Cmd Shift L`. Undefined where it doesn't work. */
export function shownKeys(accelerator: string | undefined): string | undefined {
  if (accelerator === undefined || (hello.value?.shell !== 'electron' && KEPT_BY_BROWSERS.has(accelerator))) return undefined
  return accelerator.replace('CmdOrCtrl', isMac() ? 'Cmd' : 'Ctrl').replaceAll('+', ' ')
}

/** Shortcut of a command: the person's own where there is one, else the standard. Undefined: none. */
export function acceleratorOf(command: string, standard: string | undefined): string | undefined {
  const own = settings.value.shortcuts?.[command]
  return own === undefined ? standard : (own ?? undefined)
}

/** The key of an event; a digit or letter that Shift or Alt has turned into something else is read off the keyboard. */
export function keyOf(event: KeyboardEvent): string {
  if (/^[a-z0-9]$|^F\d+$/i.test(event.key)) return event.key.toLowerCase()
  return (/^(?:Key|Digit)(.)$/.exec(event.code)?.[1] ?? event.key).toLowerCase()
}

/** Keys of an event as a shortcut is written, or undefined where they are typing. */
export function chordFrom(event: KeyboardEvent): string | undefined {
  const key = keyOf(event)
  const ctrl = isMac() ? event.metaKey : event.ctrlKey
  const isFunction = /^f\d+$/.test(key)
  if (!ctrl && !event.altKey && !isFunction) return undefined
  if (key === '+' || key === 'dead') return undefined
  const name = key.length === 1 || isFunction ? key.toUpperCase() : key[0]!.toUpperCase() + key.slice(1)
  return [ctrl && 'CmdOrCtrl', event.altKey && 'Alt', event.shiftKey && 'Shift', name].filter(Boolean).join('+')
}

/** Whether two shortcuts are the same keys, in whatever order their modifiers are written. */
export function sameChord(a: string | undefined, b: string | undefined): boolean {
  const order = (text: string) => text.toLowerCase().split('+').toSorted().join('+')
  return a !== undefined && b !== undefined && order(a) === order(b)
}
