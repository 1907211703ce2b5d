/** Shortcuts as data: how they are written, read and shown. */
import { hello } from '../store.ts'

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
const KEPT_BY_BROWSERS = new Set(['CmdOrCtrl+1', 'CmdOrCtrl+2', 'CmdOrCtrl+3', 'CmdOrCtrl+4', 'CmdOrCtrl+N', 'CmdOrCtrl+T', 'CmdOrCtrl+W'])

export function isMac(): boolean {
  return hello.value?.platform === 'darwin'
}

/** A shortcut as it is shown: `Ctrl Shift L`, on a Mac `Cmd Shift L`. Undefined where it doesn't work. */
export function shownKeys(accelerator: string | undefined): string | undefined {
  if (accelerator === undefined || (hello.value?.shell !== 'electron' && KEPT_BY_BROWSERS.has(accelerator))) return undefined
  return accelerator.replace('CmdOrCtrl', isMac() ? 'Cmd' : 'Ctrl').replaceAll('+', ' ')
}
