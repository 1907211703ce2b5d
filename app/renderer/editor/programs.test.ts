/** The editor's own language service, without the page, over every program that comes with the project. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readDeclarations } from '../vite/library-types.ts'
import { COMPILER_OPTIONS, libraryFiles, WORKSPACE } from './compiler-options.ts'
import type { ManagerWorker } from './manager-worker.ts'

const root = join(import.meta.dirname, '../../..')
const types = mkdtempSync(join(tmpdir(), 'managerie-types-'))
afterAll(() => rmSync(types, { recursive: true, force: true }))

let worker: ManagerWorker
let models: { readonly uri: { readonly path: string; toString(): string }; readonly version: number; getValue(): string }[] = []
let version = 0

beforeAll(async () => {
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'engine/tsconfig.types.json'), '--outDir', types])
  // Monaco's worker puts its handler there.
  vi.stubGlobal('self', globalThis)
  const { ManagerWorker: Worker } = await import('./manager-worker.ts')
  const nodeTypes = readDeclarations(join(root, 'node_modules/@types/node'), (name) => !name.startsWith('ts5.') && !name.startsWith('compatibility/'))
  const files = libraryFiles({ engineTypes: readDeclarations(types), nodeTypes })
  worker = new Worker(
    { getMirrorModels: () => models },
    { compilerOptions: COMPILER_OPTIONS, extraLibs: Object.fromEntries(files.map(([name, content]) => [name, { content, version: 1 }])) },
  )
}, 120_000)

interface Finding {
  readonly start?: number
  readonly messageText: string | { readonly messageText: string }
}

/** `visitor.ts:9 what is wrong`, as the editor would underline it. */
async function problemsOf(files: ReadonlyMap<string, string>): Promise<string[]> {
  version++
  const now = version
  models = [...files].map(([name, text]) => ({ uri: { path: `/workspace/${name}`, toString: () => WORKSPACE + name }, version: now, getValue: () => text }))
  const found: string[] = []
  for (const [name, text] of files) {
    const uri = WORKSPACE + name
    const findings = [...(await worker.getSyntacticDiagnostics(uri)), ...(await worker.getSemanticDiagnostics(uri))] as Finding[]
    for (const { start = 0, messageText } of findings) {
      // What lies behind the text is not shown, but is no less wrong.
      const line = start > text.length ? 'appended' : text.slice(0, start).split('\n').length
      found.push(`${name}:${line} ${typeof messageText === 'string' ? messageText : messageText.messageText}`)
    }
  }
  return found
}

function filesIn(...folders: string[]): Map<string, string> {
  return new Map(
    folders.filter((folder) => existsSync(folder)).flatMap((folder) => readdirSync(folder).map((name): [string, string] => [name, readFileSync(join(folder, name), 'utf8')])),
  )
}

const lessons = readdirSync(join(root, 'lessons')).filter((name) => existsSync(join(root, 'lessons', name, 'lesson.ts')))
const templates = readdirSync(join(root, 'app/templates')).filter((name) => existsSync(join(root, 'app/templates', name, 'typescript')))
const programs = [
  ...lessons.flatMap((lesson) => ['start', 'solution'].map((stage) => [`lesson ${lesson}, ${stage}`, join(root, 'lessons', lesson, 'typescript', stage)] as const)),
  ...templates.map((template) => [`template ${template}`, join(root, 'app/templates', template, 'typescript')] as const),
]

/** Programs in which the editor shows what is wrong because the lesson is about just that. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  'lesson handshake, start': ["friend.ts:9 Type 'string' is not assignable to type 'Uint8Array<ArrayBufferLike>'."],
  'lesson proxy, start': [15, 16, 19].map((line) => `keeper.ts:${line} Property 'honey' does not exist on type 'HiveProxy'.`),
}

test('every program that comes along shows no problem in the editor, but those that a lesson means to show', async () => {
  const found: Record<string, string[]> = {}
  for (const [name, folder] of programs) {
    const problems = await problemsOf(filesIn(folder))
    if (problems.length > 0) found[name] = problems
  }
  expect(programs.length).toBeGreaterThan(lessons.length)
  expect(found).toEqual(MEANT)
}, 120_000)

test('what a person gets wrong is shown at its line: a method that the server does not expose, an argument too many, a name that is nowhere', async () => {
  const files = filesIn(join(root, 'lessons/exposed/typescript/start'))
  const text = files.get('visitor.ts') ?? ''
  const line = text.split('\n').length
  files.set('visitor.ts', `${text}await tank.fill(5)\nawait tank.level(5)\nnobody.knows()\n`)
  expect(await problemsOf(files)).toEqual([
    `visitor.ts:${line} Property 'fill' does not exist on type 'ProxyOf<Tank, "level" | "drain", object>'.`,
    `visitor.ts:${line + 1} Expected 0 arguments, but got 1.`,
    `visitor.ts:${line + 2} Cannot find name 'nobody'.`,
  ])
}, 60_000)
