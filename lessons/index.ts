/** The lessons, in order. Ids never change; the order may. */
import { exposed } from './exposed/lesson.ts'
import type { Lesson } from './schema.ts'

export const lessons: readonly Lesson[] = [exposed]

/** A lesson by its number or id; `undefined` when there is none. */
export function findLesson(numberOrId: string): Lesson | undefined {
  return lessons.find((lesson) => lesson.id === numberOrId || String(lesson.number) === numberOrId)
}
