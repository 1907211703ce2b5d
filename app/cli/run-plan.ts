/** What `managerie run` is to run: a lesson, or files; and how its programs are meant to end. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { attempts as attemptsByLesson } from 'managerie-lessons'
import type { Attempt, Lesson } from 'managerie-lessons/schema'
import type { Language, Program, Role } from '../contract/host.ts'
import { compiledName, compileTypeScript } from '../host/compile.ts'
import { programsOf, readAttemptFiles, readLessonFiles } from '../host/lesson-files.ts'
import type { Parts } from '../host/paths.ts'
import { prepareSources } from '../host/preparation.ts'
import type { Prepare } from '../host/preparation.ts'
import { checkPython } from '../host/python-syntax.ts'
import type { FoundRuntime } from '../host/runtimes.ts'

/** How a program is meant to end, if not with 0: its exit code and the error that nobody caught. */
export interface MeantEnd {
  readonly code: number
  readonly error: string
}

export interface Plan {
  /** Undefined for files. */
  readonly lesson: Lesson | undefined
  readonly language: Language
  readonly programs: readonly Program[]
  readonly prepare: (runtime: FoundRuntime) => Prepare
  readonly meantEnds: Readonly<Record<string, MeantEnd>>
  /** Texts of the programs' files, by name. */
  readonly texts: () => Promise<ReadonlyMap<string, string>>
}

export interface PlanOptions {
  readonly python?: boolean
  readonly solution?: boolean
  /** Name of an attempt of the lesson. */
  readonly attempt?: string
}

/** Files beside the programs that are read to explain a run. */
const MOST_TEXTS = 100

/** @throws Error that says what is wrong with the arguments */
export async function planRun(what: readonly string[], options: PlanOptions, parts: Parts, lessons: readonly Lesson[]): Promise<Plan> {
  const [first, ...rest] = what
  const lesson = lessons.find(({ id, number }) => id === first || String(number) === first)
  if (lesson && rest.length === 0) return planLesson(lesson, options, parts)
  if (rest.length === 0 && first !== undefined && !/[./\\]/.test(first)) {
    throw new Error(`there is no lesson '${first}'; there is ${lessons.map(({ id, number }) => `${number} (${id})`).join(', ')}. A file has an ending: .ts, .js or .py`)
  }
  if (options.python || options.solution || options.attempt !== undefined) {
    throw new Error('--python, --solution and --attempt are for lessons; files say by their endings what they are')
  }
  return planFiles(what, parts)
}

async function planLesson(lesson: Lesson, { python = false, solution = false, attempt: name }: PlanOptions, parts: Parts): Promise<Plan> {
  const language = python ? 'python' : 'typescript'
  const attempt = name === undefined ? undefined : attemptOf(lesson, name)
  if (attempt && solution) throw new Error('an attempt is run instead of the solution: leave out --solution or --attempt')
  const sources = await (attempt ? readAttemptFiles(parts.lessons, lesson, language, attempt) : readLessonFiles(parts.lessons, lesson, language, solution ? 'solution' : 'start'))
  return {
    lesson,
    language,
    programs: programsOf(lesson, language),
    prepare: (runtime) => prepareSources(language, sources, runtime, parts),
    meantEnds: solution || attempt ? {} : startEnds(lesson, language),
    texts: async () => sources,
  }
}

/** @throws Error that names those that there are */
function attemptOf(lesson: Lesson, name: string): Attempt {
  const attempts = attemptsByLesson[lesson.id] ?? []
  const attempt = attempts.find((one) => one.name === name)
  if (!attempt) throw new Error(`lesson ${lesson.number} has no attempt '${name}'; it has ${attempts.map((one) => one.name).join(', ') || 'none'}`)
  return attempt
}

async function planFiles(files: readonly string[], parts: Parts): Promise<Plan> {
  const folders = new Set(files.map((file) => path.resolve(path.dirname(file))))
  const languages = new Set(files.map(languageOf))
  const [folder] = folders
  const [language] = languages
  if (folders.size !== 1 || folder === undefined) throw new Error(`expected files of one folder, got ${[...folders].join(' and ')}`)
  if (languages.size !== 1 || language === undefined) throw new Error('expected files of one language, got TypeScript and Python')
  const names = files.map((file) => path.basename(file))
  if (new Set(names).size !== names.length) throw new Error('expected each file once')
  const read = async (name: string): Promise<string | undefined> => {
    try {
      return await readFile(path.join(folder, name), 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }
  for (const name of names) {
    if ((await read(name)) === undefined) throw new Error(`there is no file ${path.join(folder, name)}`)
  }
  const workingFolder = process.cwd()
  const prepare = (runtime: FoundRuntime): Prepare =>
    language === 'typescript'
      ? async (into) => ({
          problems: await compileTypeScript(names, read, into, parts.engine),
          fileOf: (name) => path.join(into, compiledName(name)),
          workingFolder,
        })
      : async () => ({
          problems: await checkPython(runtime, new Map(await Promise.all(names.map(async (name) => [name, (await read(name)) ?? ''] as const)))),
          // In its own place, for what it imports from there.
          fileOf: (name) => path.join(folder, name),
          workingFolder,
        })
  return { lesson: undefined, language, programs: programsFrom(names), prepare, meantEnds: {}, texts: () => textsIn(folder, names) }
}

/** The named files, and those beside them that they may import. */
async function textsIn(folder: string, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const beside = (await readdir(folder)).filter((name) => path.extname(name) === path.extname(names[0]!)).slice(0, MOST_TEXTS)
  const texts = new Map<string, string>()
  for (const name of new Set([...names, ...beside])) texts.set(name, await readFile(path.join(folder, name), 'utf8').catch(() => ''))
  return texts
}

function languageOf(file: string): Language {
  switch (path.extname(file)) {
    case '.ts':
    case '.js':
      return 'typescript'
    case '.py':
      return 'python'
    default:
      throw new Error(`expected files that end in .ts, .js or .py, got ${file}`)
  }
}

/** Names and roles by the files' names. */
export function programsFrom(files: readonly string[]): Program[] {
  const named = files.map((file): Role | undefined => (/server/i.test(file) ? 'server' : /worker/i.test(file) ? 'worker' : undefined))
  const anyServer = named.includes('server')
  const plain = files.map((file) => path.parse(file).name)
  return files.map((file, index) => ({
    name: plain.filter((name) => name === plain[index]).length > 1 ? file : plain[index]!,
    role: named[index] ?? (!anyServer && index === 0 && files.length > 1 ? 'server' : 'client'),
    file,
  }))
}

/** How the start's programs are meant to end in a language. */
function startEnds(lesson: Lesson, language: Language): Record<string, MeantEnd> {
  const ends = Object.entries(lesson.startEnds)
  return Object.fromEntries(ends.map(([program, { code, error }]) => [program, { code, error: typeof error === 'string' ? error : error[language] }]))
}
