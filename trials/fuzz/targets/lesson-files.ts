/** A lesson: its data as JSON, and behind a zero byte its words. */
import { lessons } from '../../../lessons/index.ts'
import { defineAttempts, defineLesson } from '../../../lessons/schema.ts'
import type { Attempt, Lesson } from '../../../lessons/schema.ts'
import { readSteps } from '../../../app/renderer/lesson/steps.ts'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { mutateJson, readJson, writeJson } from '../mutate-json.ts'
import { join, mutateBytes } from '../mutate.ts'
import { BrokenPromise, promise } from '../target.ts'
import type { Target } from '../target.ts'

const decoder = new TextDecoder()
const WORDS = ['## Predict: ', '## Run:', '## Watch', '## Explain: ', '\n> ', '\n\n', '`', '**', '[a](javascript:x)', '## ']

function halves(input: Uint8Array): [Uint8Array, Uint8Array] {
  const at = input.indexOf(0)
  return at < 0 ? [input, new Uint8Array()] : [input.subarray(0, at), input.subarray(at + 1)]
}

export const target: Target = {
  seeds: (root) =>
    lessons.flatMap(({ goals: _, ...data }) => {
      const words = readFileSync(path.join(root, 'lessons', data.id, 'text.md')).subarray(0, 1500)
      const attempt = { name: 'a', base: 'start', open: [], parts: { process: 'client', frame: 'call put', nth: 1 }, why: 'Because.' }
      return [join(writeJson(data), Uint8Array.of(0), words), join(writeJson({ ...data, attempts: [attempt, { ...attempt, name: 'b' }] }), Uint8Array.of(0), words.subarray(0, 80))]
    }),
  run(input) {
    const [data, words] = halves(input)
    try {
      for (const step of readSteps(decoder.decode(words))) promise(step.title.length > 0, 'a step has a title')
    } catch (error) {
      if (!isOurs(error, /^a step’s heading begins with one of /)) throw error
    }
    const read = readJson(data)
    if (read === undefined || typeof read.value !== 'object' || read.value === null) return
    // Lessons are part of the app: an id that is no text is found by the type checker.
    if (typeof (read.value as { id?: unknown }).id !== 'string') return
    const lesson: Lesson = defineLesson({ ...(read.value as Lesson), goals: [{ id: 'met', text: 'Met', check: () => ({ met: true }) }] })
    promise(lesson.predict.choices.includes(lesson.predict.answer), 'the answer is one of the choices')
    const { attempts } = read.value as { attempts?: unknown }
    if (Array.isArray(attempts) && attempts.every((one) => typeof (one as { name?: unknown } | null)?.name === 'string')) defineAttempts(lesson, attempts as Attempt[])
  },
  expected: (error) => isOurs(error, /^lesson [^]*: /),
  mutate(input, random, other) {
    const [data, words] = halves(input)
    const [otherData, otherWords] = halves(other)
    if (random.oneIn(3)) return join(data, Uint8Array.of(0), mutateBytes(words, random, otherWords, WORDS.map((word) => new TextEncoder().encode(word)), 2000).filter((byte) => byte !== 0))
    return join(mutateJson(data, random, otherData) ?? data, Uint8Array.of(0), words)
  },
  dictionary: WORDS,
  limit: 8192,
}

function isOurs(error: unknown, words: RegExp): boolean {
  return error instanceof Error && !(error instanceof BrokenPromise) && error.constructor === Error && words.test(error.message)
}
