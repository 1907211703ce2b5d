import { afterEach, expect, test } from 'vitest'
import { hello } from '../store.ts'
import { chordOf, shownKeys } from './chords.ts'

const greeting = { version: '0', runtimes: [], settings: { theme: 'system', language: 'typescript', python: null, fullColour: false, panes: {} }, progress: {} } as const

afterEach(() => {
  hello.value = null
})

test('an accelerator is read as a chord', () => {
  expect(chordOf('CmdOrCtrl+Shift+1')).toEqual({ key: '1', ctrl: true, shift: true, alt: false })
  expect(chordOf('F5')).toEqual({ key: 'f5', ctrl: false, shift: false, alt: false })
  expect(chordOf('Alt+N')).toEqual({ key: 'n', ctrl: false, shift: false, alt: true })
})

test('shortcuts are shown as the platform calls them', () => {
  hello.value = { ...greeting, runtimes: [], shell: 'electron', platform: 'darwin' }
  expect(shownKeys('CmdOrCtrl+Shift+L')).toBe('Cmd Shift L')
  hello.value = { ...greeting, runtimes: [], shell: 'electron', platform: 'linux' }
  expect(shownKeys('CmdOrCtrl+1')).toBe('Ctrl 1')
})

test('keys that a browser keeps for itself are not shown in one', () => {
  hello.value = { ...greeting, runtimes: [], shell: 'web', platform: 'linux' }
  expect(shownKeys('CmdOrCtrl+1')).toBeUndefined()
  expect(shownKeys('CmdOrCtrl+K')).toBe('Ctrl K')
  expect(shownKeys(undefined)).toBeUndefined()
})
