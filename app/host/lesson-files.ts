/** What a lesson's folder has: its words and its programs. Read-only, part of the app. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Attempt, Lesson } from 'managerie-lessons/schema'
import type { Language, LessonText, Program } from '../contract/host.ts'

/** Texts by file name. */
export type Sources = ReadonlyMap<string, string>

export type Stage = 'start' | 'solution'

const ENDINGS = { typescript: '.ts', python: '.py' } as const satisfies Record<Language, string>

export function endingOf(language: Language): string {
  return ENDINGS[language]
}

/** A lesson's programs as files of one language. */
export function programsOf(lesson: Lesson, language: Language): Program[] {
  return lesson.programs.map(({ name, role, file }) => ({ name, role, file: file + ENDINGS[language] }))
}

/**
 * The files of a lesson's start or solution: first those that the lesson shows, in its order, then the rest by name.
 * @param folder of all lessons
 * @throws Error when a file that the lesson shows or runs is not there
 */
export async function readLessonFiles(folder: string, lesson: Lesson, language: Language, stage: Stage): Promise<Sources> {
  const place = path.join(folder, lesson.id, language, stage)
  const ending = ENDINGS[language]
  const found = (await readdir(place)).filter((name) => name.endsWith(ending)).toSorted()
  const shown = lesson.files.map((name) => name + ending)
  for (const name of [...shown, ...programsOf(lesson, language).map((program) => program.file)]) {
    if (!found.includes(name)) throw new Error(`lesson ${lesson.id}: expected ${language}/${stage}/${name}, found ${found.join(', ')}`)
  }
  const names = [...new Set([...shown, ...found])]
  const texts = await Promise.all(names.map((name) => readFile(path.join(place, name), 'utf8')))
  return new Map(names.map((name, index) => [name, texts[index]!]))
}

/**
 * The files of an attempt: its base's, with its own laid over them.
 * @param folder of all lessons
 * @throws Error when the attempt has no file of this language, or one that is not in its base
 */
export async function readAttemptFiles(folder: string, lesson: Lesson, language: Language, attempt: Attempt): Promise<Sources> {
  const base = await readLessonFiles(folder, lesson, language, attempt.base)
  const place = path.join(folder, lesson.id, 'attempts', attempt.name, language)
  const names = (await readdir(place)).filter((name) => name.endsWith(ENDINGS[language]))
  if (names.length === 0) throw new Error(`expected files that end in ${ENDINGS[language]} in ${place}`)
  const sources = new Map(base)
  for (const name of names) {
    if (!base.has(name)) throw new Error(`${path.join(place, name)} is not laid over a file: there are ${[...base.keys()].join(', ')}`)
    sources.set(name, await readFile(path.join(place, name), 'utf8'))
  }
  return sources
}

export async function readLessonText(folder: string, lesson: Lesson, language: Language): Promise<LessonText> {
  const [text, solution] = await Promise.all([
    readFile(path.join(folder, lesson.id, 'text.md'), 'utf8'),
    readLessonFiles(folder, lesson, language, 'solution'),
  ])
  return { id: lesson.id, text, solution: [...solution].map(([name, content]) => ({ name, text: content })) }
}
