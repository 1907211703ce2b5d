/** What the palette lists: commands, lessons, files of the workspace, frames of the run. */
import { lessons } from 'managerie-lessons'
import { glossary } from 'managerie-lessons/glossary'
import { attempt, blockedReason, commands, perform } from '../commands.ts'
import { diagnoses, explain } from '../explain/state.ts'
import type { IconName } from '../icons.tsx'
import { openSource, run, workspace } from '../store.ts'
import { goTo } from '../reference/state.ts'
import { select } from '../traffic/state.ts'
import { openLesson, openWorkspace } from '../session.ts'
import { recent as workspaces } from '../workspaces/actions.ts'
import { acceleratorOf, shownKeys } from './chords.ts'

export interface Entry {
  readonly id: string
  readonly title: string
  readonly detail: string | undefined
  readonly keys: string | undefined
  readonly icon: IconName
  /** Why it can't be chosen now. */
  readonly blocked: string | undefined
  readonly run: () => void
}

/** A long run has many frames of one name: so many are listed. */
const MOST_FRAMES = 20
const recent: string[] = []

/** Moves what was chosen to the top of the list. */
export function remember(id: string): void {
  const at = recent.indexOf(id)
  if (at >= 0) recent.splice(at, 1)
  recent.unshift(id)
}

export function entriesFor(query: string): Entry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const listed = [...commandEntries(), ...causeEntries(), ...fileEntries(), ...workspaceEntries(), ...lessonEntries()].filter((entry) => matches(entry, words))
  const ranked = listed.toSorted((a, b) => rank(a, words) - rank(b, words))
  return words.length > 0 ? [...ranked, ...frameEntries(words), ...termEntries(words)] : ranked
}

function matches(entry: Entry, words: readonly string[]): boolean {
  const text = `${entry.title} ${entry.detail ?? ''}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

/** Recent first, then titles that begin with what was typed, then the rest in their order; what can't be done last. */
function rank(entry: Entry, words: readonly string[]): number {
  const at = recent.indexOf(entry.id)
  const begins = words[0] !== undefined && entry.title.toLowerCase().startsWith(words[0])
  return (entry.blocked === undefined ? 0 : 10_000) + (at >= 0 ? at - 5_000 : begins ? -1_000 : 0)
}

const ICONS: Readonly<Record<string, IconName>> = {
  'new-workspace': 'new-file',
  'open-folder': 'folder',
  'open-recording': 'history',
  save: 'save',
  'save-capsule': 'archive',
  'save-folder': 'folder',
  fork: 'copy',
  'export-svg': 'export',
  'export-png': 'export',
  'export-mermaid': 'export',
  'export-trace': 'export',
  settings: 'settings-gear',
  'show-reference': 'book',
  shortcuts: 'question',
  about: 'question',
  'copy-diagnostics': 'copy',
  explain: 'lightbulb',
  run: 'play',
  'hold-frames': 'debug-pause',
  'release-one': 'play',
  'release-until': 'debug-step-over',
  'release-all': 'play',
  'break-on': 'target',
  'break-it': 'beaker',
  'freeze-view': 'eye',
  'focus-held': 'debug-pause',
  stop: 'debug-stop',
  'filter-frames': 'filter',
  'show-frames': 'table',
  'show-sequence': 'list-flat',
  'show-topology': 'type-hierarchy',
  'show-objects': 'database',
  'show-memory': 'chip',
  'two-views': 'split-horizontal',
  'toggle-lesson': 'layout-sidebar-left',
  'focus-terminals': 'terminal',
  'toggle-terminals': 'terminal',
  'focus-editor': 'symbol-file',
  'next-hint': 'lightbulb',
  'show-solution': 'diff',
  'reset-lesson': 'discard',
  'maximise-traffic': 'screen-full',
  'split-editor': 'split-vertical',
  'next-step': 'arrow-right',
  'previous-step': 'arrow-left',
}

function commandEntries(): Entry[] {
  return commands
    .filter((command) => command.id !== 'palette')
    .map(({ id, title, accelerator, group }) => ({
      id,
      title: group === 'Go' && id.startsWith('focus-') ? `Go to the ${title.toLowerCase()}` : title,
      detail: undefined,
      keys: shownKeys(acceleratorOf(id, accelerator)),
      icon: id.startsWith('theme-') || id === 'full-colour' ? 'color-mode' : (ICONS[id] ?? 'chevron-right'),
      blocked: blockedReason(id),
      run: () => perform(id),
    }))
}

/** Causes of the run that is shown. */
function causeEntries(): Entry[] {
  return diagnoses.value.map((one) => ({
    id: `cause:${one.key}`,
    title: one.title,
    detail: 'explain',
    keys: undefined,
    icon: 'lightbulb',
    blocked: undefined,
    run: () => explain(one),
  }))
}

function fileEntries(): Entry[] {
  return (workspace.value?.files ?? []).map((file) => ({
    id: `file:${file.name}`,
    title: file.name,
    detail: 'file',
    keys: undefined,
    icon: 'symbol-file',
    blocked: undefined,
    run: () => openSource(file.name, 1),
  }))
}

function lessonEntries(): Entry[] {
  return lessons.map((lesson) => ({
    id: `lesson:${lesson.id}`,
    title: lesson.title,
    detail: `lesson ${lesson.number}, ${lesson.subtitle}`,
    keys: undefined,
    icon: 'book',
    blocked: undefined,
    run: () => attempt(() => openLesson(lesson.id)),
  }))
}

function workspaceEntries(): Entry[] {
  return (workspaces.value ?? [])
    .filter((one) => !one.missing)
    .map((one) => ({
      id: `workspace:${one.id}`,
      title: one.name,
      detail: one.kind === 'folder' ? 'folder' : 'workspace',
      keys: undefined,
      icon: 'folder',
      blocked: undefined,
      run: () => attempt(() => openWorkspace(one.id)),
    }))
}

/** Terms of the glossary whose names have all that was typed. */
function termEntries(words: readonly string[]): Entry[] {
  return glossary
    .filter(({ term, also }) => [term, ...also].some((name) => words.every((word) => name.toLowerCase().includes(word))))
    .map(({ id, term, also }) => ({
      id: `term:${id}`,
      title: term,
      detail: ['term', ...also].join(', '),
      keys: undefined,
      icon: 'book',
      blocked: undefined,
      run: () => {
        perform('show-reference')
        goTo({ kind: 'term', id })
      },
    }))
}

function frameEntries(words: readonly string[]): Entry[] {
  const frames = run.value?.run.frames ?? []
  const number = Number(words.filter((word) => word !== 'frame').join(''))
  const found = Number.isInteger(number) && number > 0 ? [frames[number - 1]].filter((frame) => frame !== undefined) : []
  for (const frame of frames) {
    if (found.length >= MOST_FRAMES) break
    const text = `frame ${frame.method ?? ''} ${frame.kind} ${frame.args ?? ''}`.toLowerCase()
    if (frame.number !== number && words.every((word) => text.includes(word))) found.push(frame)
  }
  return found.map((frame) => ({
    id: `frame:${frame.number}`,
    title: `Frame ${frame.number}`,
    detail: [frame.kind, `${frame.method ?? ''}${frame.args ?? ''}`].filter(Boolean).join(' '),
    keys: undefined,
    icon: 'target',
    blocked: undefined,
    run: () => select(frame.number),
  }))
}
