/** What can be set, as data: the page draws it, `SettingsSchema` of the contract checks what is kept. */
import type { Settings } from '../../contract/host.ts'
import { hello, settings } from '../store.ts'
import { askForPython } from '../workspaces/questions.ts'

interface Named {
  readonly title: string
  readonly words?: string
  /** Whether it means anything here. */
  readonly shown?: () => boolean
  /** Something more that can be done about it. */
  readonly action?: { readonly label: string; readonly run: () => Promise<void> }
}

export interface Choice extends Named {
  readonly kind: 'choice'
  readonly options: () => readonly { readonly value: string; readonly label: string }[]
  readonly value: () => string
  readonly change: (value: string) => Partial<Settings>
}

export interface Amount extends Named {
  readonly kind: 'amount'
  readonly least: number
  readonly most: number
  readonly step: number
  readonly unit: string
  readonly value: () => number
  readonly change: (value: number) => Partial<Settings>
}

export type Setting = Choice | Amount

export interface SettingGroup {
  readonly title: string
  readonly settings: readonly Setting[]
}

export const FONT_SIZE = 13
export const ZOOM = 100
/** In the order of Larger and Smaller. */
export const ZOOMS = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300] as const

/** The size of everything is the shell's; a browser has its own. */
export const hasZoom = () => hello.value?.shell === 'electron'

export const SETTINGS: readonly SettingGroup[] = [
  {
    title: 'Appearance',
    settings: [
      {
        kind: 'choice',
        title: 'Theme',
        options: () => [
          { value: 'system', label: 'As the system' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
          { value: 'contrast', label: 'High contrast' },
        ],
        value: () => settings.value.theme,
        change: (theme) => ({ theme: theme as Settings['theme'] }),
      },
      {
        kind: 'choice',
        title: 'Colour of code',
        words: 'Quiet leaves colour to the processes; full colours keywords, strings and the rest.',
        options: () => [
          { value: 'quiet', label: 'Quiet' },
          { value: 'full', label: 'Full' },
        ],
        value: () => (settings.value.fullColour ? 'full' : 'quiet'),
        change: (value) => ({ fullColour: value === 'full' }),
      },
      {
        kind: 'amount',
        title: 'Size of code',
        least: 10,
        most: 28,
        step: 1,
        unit: 'px',
        value: () => settings.value.fontSize ?? FONT_SIZE,
        change: (fontSize) => ({ fontSize }),
      },
      {
        kind: 'amount',
        title: 'Size of everything',
        least: 50,
        most: 300,
        step: 10,
        unit: '%',
        shown: hasZoom,
        value: () => settings.value.zoom ?? ZOOM,
        change: (zoom) => ({ zoom }),
      },
      {
        kind: 'choice',
        title: 'Motion',
        words: 'Reduced shows what moves as a still.',
        options: () => [
          { value: 'system', label: 'As the system' },
          { value: 'reduced', label: 'Reduced' },
        ],
        value: () => settings.value.motion ?? 'system',
        change: (value) => ({ motion: value === 'reduced' ? 'reduced' : 'system' }),
      },
    ],
  },
  {
    title: 'Programs',
    settings: [
      {
        kind: 'choice',
        title: 'Language of lessons',
        options: () => [
          { value: 'typescript', label: 'TypeScript' },
          { value: 'python', label: 'Python' },
        ],
        value: () => settings.value.language,
        change: (language) => ({ language: language as Settings['language'] }),
      },
      {
        kind: 'choice',
        title: 'Python',
        words: 'Runs Python programs. Found on this computer when the app starts; another one, such as a virtual environment’s, can be chosen.',
        action: { label: 'Choose…', run: askForPython },
        options: () => [{ value: '', label: pythons().length === 0 ? 'None found' : 'The newest' }, ...pythons().map(({ id, label }) => ({ value: id, label }))],
        value: () => (pythons().some(({ id }) => id === settings.value.python) ? (settings.value.python ?? '') : ''),
        change: (python) => ({ python: python === '' ? null : python }),
      },
    ],
  },
]

export function pythons() {
  return (hello.value?.runtimes ?? []).filter((runtime) => runtime.language === 'python')
}
