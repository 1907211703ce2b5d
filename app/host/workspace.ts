/**
 * The learner's files: one workspace for each lesson and language, under `workspaces` in the data folder.
 *
 * Only what differs from the lesson's start is on disk. So a lesson that is improved reaches everybody who has not
 * changed that file, and Reset is the removal of files.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Lesson } from 'managerie-lessons/schema'
import { LanguageSchema } from '../contract/host.ts'
import type { Language, LessonText, Workspace } from '../contract/host.ts'
import { removeDurably, writeDurably } from './durable-file.ts'
import { programsOf, readLessonFiles, readLessonText } from './lesson-files.ts'
import type { Sources } from './lesson-files.ts'

interface Place {
  readonly id: string
  readonly lesson: Lesson
  readonly language: Language
  readonly folder: string
}

export class Workspaces {
  readonly #data: string
  readonly #lessonFolder: string
  readonly #lessons: readonly Lesson[]
  /** By file: the last thing to be done with it. One after the other, so that the last save wins. */
  readonly #pending = new Map<string, Promise<void>>()

  /** @param lessonFolder where the lessons' own files are */
  constructor(data: string, lessonFolder: string, lessons: readonly Lesson[]) {
    this.#data = data
    this.#lessonFolder = lessonFolder
    this.#lessons = lessons
  }

  openLesson(lesson: string, language: Language): Promise<Workspace> {
    return this.open(`${lesson}.${language}`)
  }

  async lessonText(lesson: string, language: Language): Promise<LessonText> {
    return readLessonText(this.#lessonFolder, this.#lesson(lesson), language)
  }

  async open(id: string): Promise<Workspace> {
    const place = this.#place(id)
    const start = await this.#start(place)
    const files = await Promise.all(
      [...start].map(async ([name, original]) => ({ name, original, text: (await this.#read(place, name)) ?? original })),
    )
    return { id, lesson: place.lesson.id, language: place.language, files, programs: programsOf(place.lesson, place.language) }
  }

  /** The files' texts, as they would be run now. */
  async sources(id: string): Promise<Sources> {
    const { files } = await this.open(id)
    return new Map(files.map(({ name, text }) => [name, text]))
  }

  /** Resolves when the text is on disk. Of several calls for one file the last one's text stays. */
  async saveFile(id: string, name: string, text: string): Promise<void> {
    const place = this.#place(id)
    const file = path.join(place.folder, name)
    await this.#inTurn(file, async () => {
      const start = await this.#start(place)
      const original = start.get(name)
      if (original === undefined) throw new Error(`${id} has no file ${name}; it has ${[...start.keys()].join(', ')}`)
      await (text === original ? removeDurably(file) : writeDurably(file, text))
    })
  }

  async reset(id: string): Promise<Workspace> {
    const place = this.#place(id)
    const names = [...(await this.#start(place)).keys()]
    await Promise.all(
      names.map((name) => {
        const file = path.join(place.folder, name)
        return this.#inTurn(file, () => removeDurably(file))
      }),
    )
    return this.open(id)
  }

  /** Resolves when everything that was to be saved is on disk, or has failed and said so to who asked. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#pending.values())
  }

  #start(place: Place): Promise<Sources> {
    return readLessonFiles(this.#lessonFolder, place.lesson, place.language, 'start')
  }

  /** The changed text, or undefined. What is being saved counts. */
  async #read(place: Place, name: string): Promise<string | undefined> {
    const file = path.join(place.folder, name)
    await this.#pending.get(file)?.catch(() => {})
    try {
      return await readFile(file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }

  #inTurn(file: string, action: () => Promise<void>): Promise<void> {
    const before = this.#pending.get(file) ?? Promise.resolve()
    const done = before.catch(() => {}).then(action)
    this.#pending.set(file, done)
    const forget = (): void => {
      if (this.#pending.get(file) === done) this.#pending.delete(file)
    }
    done.then(forget, forget)
    return done
  }

  #place(id: string): Place {
    const dot = id.lastIndexOf('.')
    const language = id.slice(dot + 1)
    if (dot < 0 || !isLanguage(language)) throw new Error(`there is no workspace '${id}'`)
    const lesson = this.#lesson(id.slice(0, dot))
    return { id, lesson, language, folder: path.join(this.#data, 'workspaces', lesson.id, language) }
  }

  #lesson(id: string): Lesson {
    const lesson = this.#lessons.find((one) => one.id === id)
    if (!lesson) throw new Error(`there is no lesson '${id}'`)
    return lesson
  }
}

function isLanguage(text: string): text is Language {
  return (LanguageSchema.options as readonly string[]).includes(text)
}
