/** Programs of lesson 5, as a person might leave them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const LESSON = join(import.meta.dirname, '../../lessons/exposed')

export type Step = 'start' | 'solution'

/** A file of the lesson. */
export function lessonFile(name: string, step: Step = 'start', language: 'typescript' | 'python' = 'typescript'): string {
  return readFileSync(join(LESSON, language, step, name), 'utf8')
}

/** A file with something else in one place. @throws Error when the place is not there */
export function changed(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the lesson's file has no ${JSON.stringify(from)} any more`)
  return text.replace(from, () => to)
}
