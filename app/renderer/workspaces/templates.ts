/** What a new workspace may begin with. The programs are files in `app/templates`, one folder each. */
import type { Blueprint, Language, Program } from '../../contract/host.ts'

const texts: Readonly<Record<string, string>> = import.meta.glob('../../templates/*/*/*.{ts,py}', { query: '?raw', import: 'default', eager: true })

export interface Template {
  /** Folder under `app/templates`. */
  readonly id: string
  readonly title: string
  readonly words: string
  /** Files without their ending. */
  readonly programs: readonly Program[]
}

export const TEMPLATES: readonly Template[] = [
  {
    id: 'server-and-client',
    title: 'Server and client',
    words: 'A server that owns a counter, and a client that connects to it. Two programs, as on two computers.',
    programs: [
      { name: 'server', role: 'server', file: 'server' },
      { name: 'client', role: 'client', file: 'client' },
    ],
  },
  {
    id: 'start',
    title: 'start() in one program',
    words: 'One program that starts its manager’s process, uses an object in it, and shuts it down.',
    programs: [{ name: 'main', role: 'client', file: 'main' }],
  },
  {
    id: 'farm',
    title: 'Worker farm with a queue',
    words: 'Tasks go into a queue, two workers take them out, and their results come back in another.',
    programs: [{ name: 'farm', role: 'client', file: 'farm' }],
  },
]

const ENDING = { typescript: '.ts', python: '.py' } as const satisfies Record<Language, string>

/** A new workspace of that template. */
export function blueprintOf(template: Template, language: Language, name: string): Blueprint {
  const folder = `../../templates/${template.id}/${language}/`
  const files = Object.entries(texts)
    .filter(([path]) => path.startsWith(folder))
    .map(([path, text]) => ({ name: path.slice(folder.length), text }))
  return { name, language, files, programs: template.programs.map((program) => ({ ...program, file: program.file + ENDING[language] })) }
}

/** An empty workspace: one file, and nothing in it. */
export function emptyBlueprint(language: Language, name: string): Blueprint {
  const file = `main${ENDING[language]}`
  return { name, language, files: [{ name: file, text: '' }], programs: [{ name: 'main', role: 'client', file }] }
}
