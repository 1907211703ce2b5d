/**
 * What the files of a folder alone do not tell: name, language, and which of them are programs. It stands in the folder's
 * `managerie.json`; without one it is guessed from the files.
 */
import path from 'node:path'
import * as v from 'valibot'
import { LanguageSchema, nameSchema, ProgramSchema } from '../contract/host.ts'
import type { Language, Program, Role } from '../contract/host.ts'
import { endingOf } from './lesson-files.ts'
import type { Sources } from './lesson-files.ts'

export const MANIFEST = 'managerie.json'
const VERSION = 1

const ManifestSchema = v.object({
  managerie: v.literal(VERSION, 'a version that this Managerie knows'),
  name: nameSchema,
  language: LanguageSchema,
  programs: v.array(ProgramSchema),
})
export type Manifest = Omit<v.InferOutput<typeof ManifestSchema>, 'managerie'>

export function manifestText({ name, language, programs }: Manifest): string {
  return `${JSON.stringify({ managerie: VERSION, name, language, programs }, null, 2)}\n`
}

/** @throws Error that names the field, when it is not a manifest of this version */
export function parseManifest(text: string): Manifest {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Error(`${MANIFEST} is not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
  const result = v.safeParse(ManifestSchema, value)
  if (!result.success) {
    const [issue] = result.issues
    throw new Error(`${MANIFEST}: ${v.getDotPath(issue) ?? 'its content'}: expected ${issue.expected}, got ${issue.received}`)
  }
  const { name, language, programs } = result.output
  return { name, language, programs }
}

/** The language that most of the files are in; undefined where none is in any. */
export function guessLanguage(names: readonly string[]): Language | undefined {
  const count = (language: Language) => names.filter((name) => isSource(name, language)).length
  const [typescript, python] = [count('typescript'), count('python')]
  if (typescript === 0 && python === 0) return undefined
  return python > typescript ? 'python' : 'typescript'
}

/** Whether a file belongs to a workspace of this language. Declarations are for the editor of somebody else. */
export function isSource(name: string, language: Language): boolean {
  return name.endsWith(endingOf(language)) && !name.endsWith('.d.ts')
}

const SERVES = /\bserve_?forever\b/i

/**
 * Programs are the files that no other file imports. One that serves for ever is the server and starts first; one whose
 * name says so is a worker; the rest are clients.
 */
export function guessPrograms(files: Sources): Program[] {
  const imported = new Set<string>()
  for (const [name, text] of files) {
    for (const other of files.keys()) {
      if (other !== name && imports(text, path.parse(other).name)) imported.add(other)
    }
  }
  const roots = [...files.keys()].filter((name) => !imported.has(name))
  // Where every file is imported by another, all of them may be meant.
  const chosen = roots.length > 0 ? roots : [...files.keys()]
  const order = { server: 0, worker: 1, client: 2 } as const satisfies Record<Role, number>
  return chosen
    .map((file): Program => ({ name: path.parse(file).name, role: roleOf(file, files.get(file) ?? ''), file }))
    .toSorted((a, b) => order[a.role] - order[b.role] || a.name.localeCompare(b.name, 'en'))
}

function roleOf(file: string, text: string): Role {
  if (SERVES.test(text)) return 'server'
  return /worker/i.test(file) ? 'worker' : 'client'
}

function imports(text: string, stem: string): boolean {
  const name = stem.replace(/[.\\+*?^$()[\]{}|]/g, '\\$&')
  return new RegExp(`(?:from|import)\\s*\\(?\\s*['"]\\./${name}(?:\\.[jt]s)?['"]|^\\s*(?:from\\s+\\.?${name}\\s+import|import\\s+(?:[\\w.]+\\s*,\\s*)*${name}\\b)`, 'm').test(text)
}
